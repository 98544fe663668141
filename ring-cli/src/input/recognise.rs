//! Which format a node file has: the one table of rules.

use clap::ValueEnum as _;

use super::{Format, InputError, csv, plain};

/// A rule says whether the beginning of a file can be read in a format.
type Rule = fn(&str) -> bool;

/// Tried in this order; exactly one has to hold.
const RULES: [(Format, Rule); 3] =
    [(Format::Json, is_json), (Format::Csv, is_csv), (Format::Plain, is_plain)];

/// The one format that a text can be read in.
pub(super) fn format_of(text: &str) -> Result<Format, InputError> {
    let mut readings = RULES.iter().filter(|(_, rule)| rule(text)).map(|&(format, _)| format);
    let message = match (readings.next(), readings.next()) {
        (Some(only), None) => return Ok(only),
        (Some(one), Some(other)) => format!("this can be read as {} and as {}", name(one), name(other)),
        (None, _) => "this is none of the node file formats".into(),
    };
    let line = first_line(text).map_or(1, |(number, _)| number);
    Err(InputError::new(line, format!("{message}; state which with --nodes-format plain, json or csv")))
}

fn name(format: Format) -> String {
    format.to_possible_value().map_or_else(String::new, |value| value.get_name().into())
}

/// `[` or `{`, and then what may follow it in JSON but does in no address: `[::1]:80` is an id.
fn is_json(text: &str) -> bool {
    let mut characters = text.chars().filter(|character| !character.is_whitespace());
    match (characters.next(), characters.next()) {
        (Some('['), next) => matches!(next, None | Some('"' | '{' | ']')),
        (Some('{'), next) => matches!(next, None | Some('"' | '}')),
        _ => false,
    }
}

/// The first line is a header that has `id`.
fn is_csv(text: &str) -> bool {
    first_line(text).is_some_and(|(_, line)| line.split(',').any(|name| csv::header_name(name) == "id"))
}

/// The first line starts with a word that is no list. Nothing at all is a file without nodes.
fn is_plain(text: &str) -> bool {
    !is_json(text) && first_line(text).is_none_or(|(number, line)| plain::starts_with_id(number, line))
}

/// The first line that is not blank, a comment or ring parameters, with its number.
fn first_line(text: &str) -> Option<(usize, &str)> {
    let is_content = |line: &str| !line.is_empty() && !line.starts_with('#') && !plain::is_parameters(line);
    (1..).zip(text.lines()).map(|(number, line)| (number, line.trim())).find(|(_, line)| is_content(line))
}
