//! Plain node files: `ID [WEIGHT] [name=value ...]`, one node a line.
//!
//! Words are separated by blanks. A word, or the value after `=`, may be quoted: then it may hold blanks, `#`, `=` and
//! commas, and `\"` and `\\` stand for a quote and a backslash. `#` starts a comment at the start of a line or after a
//! blank. The nodes come after the [prologue](super::prologue).

use std::iter::Peekable;
use std::net::Ipv6Addr;
use std::str::CharIndices;

use super::fields::Fields;
use super::prologue::{Prologue, is_parameters, misplaced};
use super::{Entry, Got, InputError, NodeFile};

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let prologue = Prologue::read(text)?;
    let mut file = NodeFile { parameters: prologue.parameters, ..NodeFile::default() };
    for (number, line) in (prologue.line..).zip(prologue.rest.lines()) {
        if is_parameters(line) {
            return Err(misplaced(number));
        }
        file.entries.extend(entry(number, line)?);
    }
    Ok(file)
}

/// The node of a line; none in a line without words.
fn entry(number: usize, line: &str) -> Result<Option<Entry>, InputError> {
    let words = words(number, line)?;
    let Some((id, rest)) = words.split_first() else { return Ok(None) };
    let mut fields = Fields::new(number, &id.text);
    for (index, word) in rest.iter().enumerate() {
        match word.name_and_value() {
            Some((name, value)) => fields = fields.set(name, value)?,
            None if index == 0 => {
                let hint = if word.is_no_value() { "; quote an id with blanks" } else { "" };
                let with_hint = |error: InputError| InputError::new(number, error.message + hint);
                fields = fields.set("weight", &word.text).map_err(with_hint)?;
            }
            None => {
                let message =
                    format!("only name=value can follow ({}); quote an id with blanks", Got(&word.text));
                return Err(InputError::new(number, message));
            }
        }
    }
    Ok(Some(fields.finish()))
}

/// Whether a line can stand in a plain file.
pub(super) fn is_line(line: &str) -> bool {
    entry(1, line).is_ok()
}

/// Whether a line starts with an id: a word that is quoted, or one that is neither a list nor JSON nor the name of the
/// first column of a table.
pub(super) fn starts_with_id(line: &str) -> bool {
    let Ok(words) = words(1, line) else { return !line.contains([',', ';', '[', '{']) };
    let Some(id) = words.first() else { return false };
    let is_list = id.text.contains([',', ';']);
    let is_json = id.text.starts_with(['[', '{']) && !is_address(&id.text);
    let is_header = id.text == "id" && words.get(1).is_some_and(Word::is_no_value);
    id.quoted || !(is_list || is_json || is_header)
}

/// Whether a text starts with an IPv6 address in brackets.
pub(super) fn is_address(text: &str) -> bool {
    let host = text.strip_prefix('[').and_then(|text| text.split_once(']')).map_or("", |(host, _)| host);
    is_ipv6(host)
}

/// Whether a text is an IPv6 address, maybe with an interface.
pub(super) fn is_ipv6(host: &str) -> bool {
    let (address, _interface) = host.split_once('%').unwrap_or((host, ""));
    address.parse::<Ipv6Addr>().is_ok()
}

pub(super) struct Word {
    pub(super) text: String,
    /// Whether the word began with a quote.
    quoted: bool,
    /// Where the first `=` outside quotes is.
    equals: Option<usize>,
}

impl Word {
    pub(super) fn name_and_value(&self) -> Option<(&str, &str)> {
        self.equals.map(|at| (&self.text[..at], &self.text[at + 1..]))
    }

    /// Whether it is neither quoted nor `name=value` nor a number, so that it means nothing after an id.
    fn is_no_value(&self) -> bool {
        !self.quoted && self.equals.is_none() && self.text.parse::<f64>().is_err()
    }
}

pub(crate) const fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r')
}

pub(super) fn words(number: usize, line: &str) -> Result<Vec<Word>, InputError> {
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
            if !quoted(number, rest, &mut word.text)? {
                let message = format!("a quote is not closed ({})", Got(&line[at..]));
                return Err(InputError::new(number, message));
            }
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

/// The rest of a quoted stretch, after its opening quote; whether it is closed.
fn quoted(
    number: usize,
    rest: &mut Peekable<CharIndices<'_>>,
    text: &mut String,
) -> Result<bool, InputError> {
    while let Some((_, character)) = rest.next() {
        match character {
            '"' => return Ok(true),
            '\\' => match rest.next() {
                Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                _ => {
                    return Err(InputError::new(number, r#"a backslash in quotes must stand before " or \"#));
                }
            },
            _ => text.push(character),
        }
    }
    Ok(false)
}
