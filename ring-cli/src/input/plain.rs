//! Plain node files: `ID [WEIGHT] [name=value ...]`, one node a line.
//!
//! Words are separated by blanks. A word, or the value after `=`, may be quoted: then it may hold blanks, `#`, `=` and
//! commas, and `\"` and `\\` stand for a quote and a backslash. `#` starts a comment at the start of a line or after a
//! blank. A line `@ring name=value ...` before the nodes states parameters of the ring.

use std::iter::Peekable;
use std::str::CharIndices;

use super::fields::Fields;
use super::{Got, InputError, NodeFile, RingParameters};

const PARAMETERS: &str = "@ring";

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let mut file = NodeFile::default();
    for (number, line) in (1..).zip(text.lines()) {
        if is_parameters(line) {
            if !file.entries.is_empty() || file.parameters.line > 0 {
                return Err(InputError::new(
                    number,
                    "@ring must stand once, before the first node; quote it as an id",
                ));
            }
            file.parameters = parse_parameters(number, line)?;
            continue;
        }
        let words = words(number, line)?;
        let Some((id, rest)) = words.split_first() else { continue };
        let mut fields = Fields::new(number, &id.text);
        for (index, word) in rest.iter().enumerate() {
            match word.name_and_value() {
                Some((name, value)) => fields = fields.set(name, value)?,
                None if index == 0 => fields = fields.set("weight", &word.text)?,
                None => {
                    let message =
                        format!("only name=value can follow ({}); quote an id with blanks", Got(&word.text));
                    return Err(InputError::new(number, message));
                }
            }
        }
        file.entries.push(fields.finish());
    }
    Ok(file)
}

/// Whether a line states parameters of the ring.
pub(super) fn is_parameters(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix(PARAMETERS);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r']))
}

/// The parameters of a line that [states](is_parameters) them.
pub(super) fn parse_parameters(number: usize, line: &str) -> Result<RingParameters, InputError> {
    let mut parameters = RingParameters::new(number);
    for word in words(number, line)?.iter().skip(1) {
        let Some((name, value)) = word.name_and_value() else {
            return Err(InputError::new(number, format!("@ring takes name=value ({})", Got(&word.text))));
        };
        parameters.set(name, value)?;
    }
    Ok(parameters)
}

/// Whether a line starts with a word that is not a list: it is quoted or has no comma.
pub(super) fn starts_with_id(number: usize, line: &str) -> bool {
    match words(number, line) {
        Ok(words) => words.first().is_some_and(|id| id.quoted || !id.text.contains(',')),
        Err(_) => !line.contains(','),
    }
}

struct Word {
    text: String,
    /// Whether the word began with a quote.
    quoted: bool,
    /// Where the first `=` outside quotes is.
    equals: Option<usize>,
}

impl Word {
    fn name_and_value(&self) -> Option<(&str, &str)> {
        self.equals.map(|at| (&self.text[..at], &self.text[at + 1..]))
    }
}

const fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r')
}

fn words(number: usize, line: &str) -> Result<Vec<Word>, InputError> {
    let mut words = Vec::new();
    let mut rest = line.char_indices().peekable();
    loop {
        while rest.next_if(|&(_, character)| is_blank(character)).is_some() {}
        match rest.peek() {
            None | Some((_, '#')) => return Ok(words),
            Some(_) => words.push(word(number, line, &mut rest)?),
        }
    }
}

fn word(number: usize, line: &str, rest: &mut Peekable<CharIndices<'_>>) -> Result<Word, InputError> {
    let mut word = Word { text: String::new(), quoted: false, equals: None };
    let mut may_quote = true;
    while let Some(&(at, character)) = rest.peek() {
        if is_blank(character) {
            break;
        }
        rest.next();
        if character == '"' && may_quote {
            word.quoted |= at == 0 || line[..at].ends_with(is_blank);
            quoted(number, rest, &mut word.text)?;
            if let Some(&(next, _)) = rest.peek().filter(|&&(_, next)| !is_blank(next)) {
                let message = format!("a blank must follow a closing quote ({})", Got(&line[next..]));
                return Err(InputError::new(number, message));
            }
            break;
        }
        may_quote = character == '=' && word.equals.is_none();
        if may_quote {
            word.equals = Some(word.text.len());
        }
        word.text.push(character);
    }
    Ok(word)
}

/// The rest of a quoted stretch, after its opening quote.
fn quoted(number: usize, rest: &mut Peekable<CharIndices<'_>>, text: &mut String) -> Result<(), InputError> {
    while let Some((_, character)) = rest.next() {
        match character {
            '"' => return Ok(()),
            '\\' => match rest.next() {
                Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                _ => {
                    return Err(InputError::new(number, r#"a backslash in quotes must stand before " or \"#));
                }
            },
            _ => text.push(character),
        }
    }
    Err(InputError::new(number, "a quote is not closed"))
}
