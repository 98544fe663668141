//! CSV node files: after the [prologue](super::prologue) a header that has `id`, then one node a record. An empty cell
//! says nothing.

use std::collections::HashSet;

use ahash::RandomState;

use csv::{Position, ReaderBuilder, StringRecord};

use super::fields::Fields;
use super::lines::Lines;
use super::prologue::Prologue;
use super::{Entry, Got, InputError, NodeFile};

/// A name of the header without the blanks and quotes around it.
pub(super) fn header_name(name: &str) -> &str {
    name.trim().trim_matches('"')
}

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let Prologue { parameters, rest, line } = Prologue::read(text)?;
    let mut file = NodeFile { parameters, ..NodeFile::default() };
    let mut lines = Lines::new(rest.as_bytes(), line);
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(rest.as_bytes());
    let mut header: Option<StringRecord> = None;
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map(|position| lines.at(start(rest, position)));
            InputError { line, message: message(&error) }
        })?;
        let line = record.position().map_or(line, |position| lines.at(start(rest, position)));
        match &header {
            None => header = Some(check_header(&record, line)?),
            Some(header) => file.entries.push(entry(header, &record, line)?),
        }
    }
    match header {
        Some(_) => Ok(file),
        None => Err(InputError::new(line, "a CSV node file must have a header with id")),
    }
}

/// Where a record begins: positions are given from before the blank lines that precede it.
fn start(text: &str, position: &Position) -> usize {
    let given = usize::try_from(position.byte()).map_or(text.len(), |byte| byte.min(text.len()));
    let blank = text.as_bytes()[given..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    given + blank
}

fn check_header(record: &StringRecord, line: usize) -> Result<StringRecord, InputError> {
    let names: StringRecord = record.iter().map(str::trim).collect();
    let mut seen: HashSet<&str, RandomState> = HashSet::default();
    if let Some(name) = names.iter().find(|name| !seen.insert(name)) {
        return Err(InputError::new(line, format!("a header must have each name once ({})", Got(name))));
    }
    if !names.iter().any(|name| name == "id") {
        let names = names.iter().collect::<Vec<_>>().join(",");
        return Err(InputError::new(
            line,
            format!("a header must have id, and commas between names ({})", Got(&names)),
        ));
    }
    Ok(names)
}

fn entry(header: &StringRecord, record: &StringRecord, line: usize) -> Result<Entry, InputError> {
    let cells = || header.iter().zip(record).filter(|(_, cell)| !cell.is_empty());
    let id = cells().find(|&(name, _)| name == "id").map_or("", |(_, id)| id);
    let mut fields = Fields::new(line, id);
    for (name, cell) in cells().filter(|&(name, _)| name != "id") {
        let is_number = matches!(name, "weight" | "vnodes");
        fields = fields.set(name, if is_number { cell.trim() } else { cell })?;
    }
    Ok(fields.finish())
}

fn message(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("a record must have as many cells as the header, {expected_len} (got {len})")
        }
        _ => error.to_string(),
    }
}
