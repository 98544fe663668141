//! Which format a node file has: the one table of rules.
//!
//! The rules of plain, JSON and CSV files come first, and look at the beginning. What other programs write is found by a
//! line that no plain file can have, or by JSON that no JSON node file can be, so that whatever can be read as one of the
//! three is.

use super::json::{Json, Kind, Object, kind};
use super::plain::is_blank;
use super::prologue::Prologue;
use super::{Format, Got, InputError, csv, endpoint_slices, libmemcached, plain};

/// A rule says whether a file can be read in a format, from its text and from what follows the prologue.
type Rule = fn(&str, &str) -> bool;

/// Tried in this order; exactly one has to hold.
const RULES: [(Format, Rule); 3] =
    [(Format::Json, is_json), (Format::Csv, is_csv), (Format::Plain, is_plain)];

/// Of what is not JSON and not CSV; at most one has to hold.
const PROGRAMS: [(Format, Rule); 4] = [
    (Format::Nginx, is_nginx),
    (Format::Haproxy, is_haproxy),
    (Format::Twemproxy, is_twemproxy),
    (Format::Libmemcached, is_libmemcached),
];

/// The one format that a text can be read in.
pub(super) fn format_of(text: &str) -> Result<Format, InputError> {
    let Prologue { rest, line, .. } = Prologue::read(text)?;
    let readings = |rules: &[(Format, Rule)]| -> Vec<Format> {
        rules.iter().filter(|(_, rule)| rule(text, rest)).map(|&(format, _)| format).collect()
    };
    let ours = readings(&RULES);
    let readings = match ours[..] {
        [Format::Json] => return Ok(json_format(text)),
        [Format::Plain] | [] => Some(readings(&PROGRAMS)).filter(|theirs| !theirs.is_empty()).unwrap_or(ours),
        _ => ours,
    };
    let message = match readings[..] {
        [only] => return Ok(only),
        [one, other, ..] => format!("this can be read as {} and as {}", one.name(), other.name()),
        [] => "this is none of the node file formats".into(),
    };
    let got = Got(first_line(rest));
    let names = Format::ALL.map(Format::name).join(", ");
    let message = format!("{message} ({got}); state which with --nodes-format: {names}");
    Err(InputError::new(line, message))
}

/// Which kind of JSON: a node file has neither a first node with targets and without an id, nor a kind.
fn json_format(text: &str) -> Format {
    let json = Json(text);
    let member = |object: &Object<'_>, wanted: &str| object.0.iter().any(|(name, _)| name == wanted);
    let inside = text.trim_start().strip_prefix('[');
    if let Some(inside) = inside {
        let first = serde_json::Deserializer::from_str(inside).into_iter().next();
        let Some(Ok(first)) =
            first.filter(|first| first.as_ref().is_ok_and(|&first| kind(first) == Kind::Object))
        else {
            return Format::Json;
        };
        return match json.object(first, "") {
            Ok(object) if member(&object, "targets") && !member(&object, "id") => Format::FileSd,
            _ => Format::Json,
        };
    }
    let whole = json.decode(text).and_then(|whole| json.object(whole, ""));
    let kind_of = |object: &Object<'_>| json.optional(object, "kind").ok().flatten();
    match whole.as_ref().ok().and_then(kind_of) {
        Some(kind) if endpoint_slices::is_kind(&kind) => Format::EndpointSlices,
        _ => Format::Json,
    }
}

/// A line that begins an upstream block; or the first line is a server with a semicolon.
fn is_nginx(_: &str, rest: &str) -> bool {
    let begins = |line: &str| first_word(line) == "upstream" && !plain::is_line(line);
    let first = first_line(rest);
    rest.lines().any(begins) || first_word(first) == "server" && first.contains(';') && !plain::is_line(first)
}

/// A line that begins a section of servers; or the first line is a server with a name and no semicolon.
fn is_haproxy(_: &str, rest: &str) -> bool {
    let of_nginx = |line: &str| line.contains([';', '{']);
    let begins = |line: &str| {
        matches!(first_word(line), "backend" | "listen") && !of_nginx(line) && !plain::is_line(line)
    };
    let first = first_line(rest);
    let is_server =
        first_word(first) == "server" && first.split(is_blank).filter(|word| !word.is_empty()).count() > 2;
    rest.lines().any(begins) || is_server && !of_nginx(first) && !plain::is_line(first)
}

/// A line `servers:` with a list behind it.
fn is_twemproxy(_: &str, rest: &str) -> bool {
    let mut lines =
        rest.lines().filter(|line| !matches!(first_word(line).chars().next(), None | Some('#'))).peekable();
    while let Some(line) = lines.next() {
        if first_word(line) == "servers:" {
            let is_list = |line: &&str| first_word(line) == "-" && !plain::is_line(line);
            return !plain::is_line(line) || lines.peek().is_some_and(is_list);
        }
    }
    false
}

/// The first line is a list of servers, each with its port.
fn is_libmemcached(_: &str, rest: &str) -> bool {
    let first = first_line(rest);
    libmemcached::is_list(first) && !(plain::starts_with_id(first) && plain::is_line(first))
}

fn first_word(line: &str) -> &str {
    let content = line.trim_start_matches(is_blank);
    content.split(is_blank).next().unwrap_or("")
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
