//! What to compare: `[NAME:] FLAG...`, one scenario a line, in the words of the command line.

use std::collections::HashMap;

use ahash::RandomState;
use clap::{Args, Command, Error, FromArgMatches as _};

use crate::changes::{ChangeArgs, GROUP as CHANGES};
use crate::guard::Permille;
use crate::input::{self, InputError};
use crate::shell_words::{self, ShellWord};
use crate::shown::Excerpt;

/// What could be done to a ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called; without a name, the flags as they were written.
    pub name: String,
    /// What is done.
    pub flags: ScenarioArgs,
}

/// The flags of a scenario: changes, a calibration, or both.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(mut_group(CHANGES, |group| group.arg("calibrate")))]
pub struct ScenarioArgs {
    /// What to change.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Make the changed ring even; the band is how much more or less than its share a node may have
    #[arg(long, value_name = "BAND", num_args = 0..=1, default_missing_value = "0")]
    pub calibrate: Option<Permille>,
    /// Do all of it in stages that each move at most so much
    #[arg(long, value_name = "PERCENT")]
    pub max_step: Option<Permille>,
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
    let flags = ScenarioArgs::read(flags).map_err(|error| message(&error))?;
    Ok(Some(Scenario { name, flags }))
}

impl ScenarioArgs {
    fn read(words: &[ShellWord]) -> Result<Self, Error> {
        let command =
            Command::new("").no_binary_name(true).disable_help_flag(true).disable_version_flag(true);
        let matches =
            Self::augment_args(command).try_get_matches_from(words.iter().map(|word| &word.text))?;
        Self::from_arg_matches(&matches)
    }
}

/// What the parser says, without what it adds for a command line.
fn message(error: &Error) -> String {
    let text = error.to_string();
    let message = text.split("\n\n").next().unwrap_or_default();
    let lines: Vec<&str> =
        message.strip_prefix("error: ").unwrap_or(message).lines().map(str::trim).collect();
    lines.join(" ")
}

/// The words before the first flag, which end with a colon.
fn name_of(words: &[ShellWord]) -> Result<Option<String>, String> {
    let Some(first) = words.first() else { return Ok(None) };
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    match texts.join(" ").strip_suffix(':').map(str::trim_end) {
        Some("") => Err(format!("column {}: a name is missing before the colon", first.start + 1)),
        Some(name) => Ok(Some(name.into())),
        None => Err(format!(
            "column {}: a scenario is NAME: FLAG... or FLAG..., where flags begin with -- (got {})",
            first.start + 1,
            Excerpt(&texts.join(" "))
        )),
    }
}

#[cfg(test)]
#[path = "scenarios_tests.rs"]
mod tests;
