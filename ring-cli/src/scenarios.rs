//! Changes to compare: `[NAME:] CHANGE...`, one scenario a line, in the words of the command line.

use std::collections::HashMap;

use ahash::RandomState;

use crate::changes::ChangeArgs;
use crate::input::{self, InputError};
use crate::shell_words::{self, ShellWord};
use crate::shown::Excerpt;

/// What could be done to a ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called; without a name, the changes as they were written.
    pub name: String,
    /// The changes.
    pub changes: ChangeArgs,
}

/// Scenarios, each with the line of the file that it is in.
///
/// # Errors
/// When the bytes are no text, a line is no scenario, or two have one name.
pub fn parse(bytes: &[u8]) -> Result<Vec<(usize, Scenario)>, InputError> {
    let mut lines: HashMap<String, usize, RandomState> = HashMap::default();
    let mut scenarios = Vec::new();
    for (number, line) in (1..).zip(input::text_of("a file of scenarios", bytes)?.lines()) {
        let Some(scenario) = parse_line(line).map_err(|message| InputError::new(number, message))? else {
            continue;
        };
        if let Some(first) = lines.insert(scenario.name.clone(), number) {
            let name = Excerpt(&scenario.name);
            return Err(InputError::new(number, format!("scenario {name} is at line {first} already")));
        }
        scenarios.push((number, scenario));
    }
    Ok(scenarios)
}

/// One scenario; `None` where the line is blank or a comment.
///
/// # Errors
/// When it is anything else; the message begins with the column where there is one, in bytes from 1.
pub fn parse_line(line: &str) -> Result<Option<Scenario>, String> {
    let words = shell_words::read(line).map_err(|(at, message)| format!("column {}: {message}", at + 1))?;
    let flags_from = words.iter().position(|word| word.text.starts_with("--")).unwrap_or(words.len());
    let (name, flags) = words.split_at(flags_from);
    let Some(last) = words.last() else { return Ok(None) };
    let name = match name_of(name)? {
        Some(name) => name,
        None => line[words[0].start..last.end].into(),
    };
    let changes = ChangeArgs::from_words(flags.iter().map(|word| &word.text))?;
    Ok(Some(Scenario { name, changes }))
}

/// The words before the first flag, which end with a colon.
fn name_of(words: &[ShellWord]) -> Result<Option<String>, String> {
    let Some(first) = words.first() else { return Ok(None) };
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    match texts.join(" ").strip_suffix(':').map(str::trim_end) {
        Some("") => Err(format!("column {}: a name is missing before the colon", first.start + 1)),
        Some(name) => Ok(Some(name.into())),
        None => Err(format!(
            "column {}: a scenario is NAME: CHANGE... or CHANGE..., where changes begin with -- (got {})",
            first.start + 1,
            Excerpt(&texts.join(" "))
        )),
    }
}

#[cfg(test)]
#[path = "scenarios_tests.rs"]
mod tests;
