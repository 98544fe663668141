//! No bytes make the node file parsers panic; what they accept, they accept again, with lines that exist; a file whose
//! format is not stated is read as in one of them, or refused.

use ring_cli::input::{Format, parse, parse_node};

/// Reads bytes as node files, in every format.
pub fn target(bytes: &[u8]) {
    let lines = bytes.split(|&byte| byte == b'\n').count();
    let stated = [Format::Plain, Format::Json, Format::Csv].map(|format| parse(bytes, Some(format)));
    let recognised = parse(bytes, None);
    assert!(recognised.is_err() || stated.contains(&recognised));
    for parsed in stated.iter().chain([&recognised]) {
        match parsed {
            Ok(file) => assert!(file.entries.iter().all(|entry| (1..=lines).contains(&entry.line))),
            Err(error) => assert!(error.line.is_none_or(|line| (1..=lines + 1).contains(&line)), "{error:?}"),
        }
    }
    if let Ok(line) = std::str::from_utf8(bytes) {
        assert_eq!(parse_node(line), parse_node(line));
    }
}
