//! What may stand before the first node of a plain file, or before the header of a CSV file: blank lines, comments and
//! one line `@ring name=value ...`.

use super::plain::{is_blank, words};
use super::{Got, InputError, RingParameters};

const PARAMETERS: &str = "@ring";

/// The beginning of a file, read.
pub(super) struct Prologue<'a> {
    /// What `@ring` states.
    pub(super) parameters: RingParameters,
    /// What follows.
    pub(super) rest: &'a str,
    /// The number of the first line of what follows.
    pub(super) line: usize,
}

impl<'a> Prologue<'a> {
    pub(super) fn read(text: &'a str) -> Result<Self, InputError> {
        let mut prologue = Self { parameters: RingParameters::default(), rest: text, line: 1 };
        while !prologue.rest.is_empty() {
            let (line, after) = prologue.rest.split_once('\n').unwrap_or((prologue.rest, ""));
            let content = line.trim_matches(is_blank);
            if is_parameters(line) {
                if prologue.parameters.line > 0 {
                    return Err(misplaced(prologue.line));
                }
                prologue.parameters = parameters(prologue.line, line)?;
            } else if !content.is_empty() && !content.starts_with('#') {
                break;
            }
            prologue.rest = after;
            prologue.line += 1;
        }
        Ok(prologue)
    }
}

/// Whether a line states parameters of the ring.
pub(super) fn is_parameters(line: &str) -> bool {
    let rest = line.trim_start_matches(is_blank).strip_prefix(PARAMETERS);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(is_blank))
}

/// The error for parameters of the ring that stand elsewhere.
pub(super) fn misplaced(line: usize) -> InputError {
    InputError::new(line, "@ring must stand once, before the first node; quote it as an id")
}

fn parameters(number: usize, line: &str) -> Result<RingParameters, InputError> {
    let mut parameters = RingParameters::new(number);
    for word in words(number, line)?.iter().skip(1) {
        let Some((name, value)) = word.name_and_value() else {
            return Err(InputError::new(number, format!("@ring takes name=value ({})", Got(&word.text))));
        };
        parameters.set(name, value)?;
    }
    Ok(parameters)
}
