//! No bytes make the node file parsers panic; what they accept, they accept again, with lines that exist.

use ring_cli::input::{Format, parse, parse_node};

/// Reads bytes as node files, in every format.
pub fn target(bytes: &[u8]) {
    let lines = bytes.split(|&byte| byte == b'\n').count();
    for format in [None, Some(Format::Plain), Some(Format::Json), Some(Format::Csv)] {
        let parsed = parse(bytes, format);
        match &parsed {
            Ok(file) => assert!(file.entries.iter().all(|entry| (1..=lines).contains(&entry.line))),
            Err(error) => assert!(error.line.is_none_or(|line| (1..=lines + 1).contains(&line)), "{error:?}"),
        }
        assert_eq!(parsed, parse(bytes, format));
    }
    if let Ok(line) = std::str::from_utf8(bytes) {
        assert_eq!(parse_node(line), parse_node(line));
    }
}
