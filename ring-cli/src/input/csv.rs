//! CSV node files: a header that has `id`, then one node a record. An empty cell says nothing. A line
//! `@ring name=value ...` may stand before the header.

use csv::{ReaderBuilder, StringRecord};

use super::fields::Fields;
use super::{Entry, Got, InputError, NodeFile, plain};

/// A name of the header without the blanks and quotes around it.
pub(super) fn header_name(name: &str) -> &str {
    name.trim().trim_matches('"')
}

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let mut file = NodeFile::default();
    let mut before = 0;
    let mut table = text;
    if let Some(line) = text.lines().next().filter(|line| plain::is_parameters(line)) {
        file.parameters = plain::parse_parameters(1, line)?;
        before = 1;
        table = text.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let mut header: Option<StringRecord> = None;
    for record in reader.records() {
        let record = record.map_err(|error| csv_error(&error, before))?;
        let line = before + record.position().map_or(1, |position| line_number(position.line()));
        match &header {
            None => header = Some(check_header(&record, line)?),
            Some(header) => file.entries.push(entry(header, &record, line)?),
        }
    }
    match header {
        Some(_) => Ok(file),
        None => Err(InputError::new(before + 1, "a CSV node file must have a header with id")),
    }
}

fn check_header(record: &StringRecord, line: usize) -> Result<StringRecord, InputError> {
    let names: StringRecord = record.iter().map(str::trim).collect();
    if let Some(name) =
        names.iter().enumerate().find(|&(at, name)| names.iter().take(at).any(|before| before == name))
    {
        return Err(InputError::new(line, format!("a header must have each name once ({})", Got(name.1))));
    }
    if !names.iter().any(|name| name == "id") {
        let names = names.iter().collect::<Vec<_>>().join(",");
        return Err(InputError::new(line, format!("a header must have id ({})", Got(&names))));
    }
    Ok(names)
}

fn entry(header: &StringRecord, record: &StringRecord, line: usize) -> Result<Entry, InputError> {
    let cells = || header.iter().zip(record).filter(|(_, cell)| !cell.is_empty());
    let id = cells().find(|&(name, _)| name == "id").map_or("", |(_, id)| id);
    let mut fields = Fields::new(line, id);
    for (name, cell) in cells().filter(|&(name, _)| name != "id") {
        fields = fields.set(name, cell)?;
    }
    Ok(fields.finish())
}

fn csv_error(error: &csv::Error, before: usize) -> InputError {
    let line = error.position().map(|position| before + line_number(position.line()));
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("a record must have as many cells as the header, {expected_len} (got {len})")
        }
        _ => error.to_string(),
    };
    InputError { line, message }
}

fn line_number(line: u64) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}
