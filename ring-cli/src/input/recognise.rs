//! Which format a node file has: the one table of rules.

use clap::ValueEnum as _;

use super::prologue::Prologue;
use super::{Format, Got, InputError, csv, plain};

/// A rule says whether a file can be read in a format, from its text and from what follows the prologue.
type Rule = fn(&str, &str) -> bool;

/// Tried in this order; exactly one has to hold.
const RULES: [(Format, Rule); 3] =
    [(Format::Json, is_json), (Format::Csv, is_csv), (Format::Plain, is_plain)];

/// The one format that a text can be read in.
pub(super) fn format_of(text: &str) -> Result<Format, InputError> {
    let Prologue { rest, line, .. } = Prologue::read(text)?;
    let mut readings = RULES.iter().filter(|(_, rule)| rule(text, rest)).map(|&(format, _)| format);
    let message = match (readings.next(), readings.next()) {
        (Some(only), None) => return Ok(only),
        (Some(one), Some(other)) => format!("this can be read as {} and as {}", name(one), name(other)),
        (None, _) => "this is none of the node file formats".into(),
    };
    let got = Got(first_line(rest));
    let message = format!("{message} ({got}); state which with --nodes-format plain, json or csv");
    Err(InputError::new(line, message))
}

fn name(format: Format) -> String {
    format.to_possible_value().map_or_else(String::new, |value| value.get_name().into())
}

/// `[` or `{`, and then what may follow it in JSON. `[1::2]:80` is the id of a plain file.
fn is_json(text: &str, _: &str) -> bool {
    let begins_value = |text: &str| {
        text.starts_with(['"', '{', '[', '-'])
            || text.starts_with(|character: char| character.is_ascii_digit())
            || ["true", "false", "null"].iter().any(|word| text.starts_with(word))
    };
    let may_follow = |text: &str, end: char| text.is_empty() || text.starts_with(end);
    let text = text.trim_start();
    if let Some(inside) = text.strip_prefix('[').map(str::trim_start) {
        return (may_follow(inside, ']') || begins_value(inside)) && !plain::is_address(text);
    }
    let inside = text.strip_prefix('{').map(str::trim_start);
    inside.is_some_and(|inside| may_follow(inside, '}') || inside.starts_with('"'))
}

/// The first line is a header that has `id`.
fn is_csv(_: &str, rest: &str) -> bool {
    first_line(rest).split(',').any(|name| csv::header_name(name) == "id")
}

/// The first line starts with an id. Nothing at all is a file without nodes.
fn is_plain(_: &str, rest: &str) -> bool {
    rest.is_empty() || plain::starts_with_id(first_line(rest))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}
