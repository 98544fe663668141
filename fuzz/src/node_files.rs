//! No bytes make the node file parsers panic; what they accept, they accept again, with lines that exist; a file whose
//! format is not stated is read as in one of them, or refused.

use ring_cli::input::{Format, parse, parse_node};

/// Reads bytes as node files, in every format.
pub fn target(bytes: &[u8]) {
    let lines = bytes.split(|&byte| byte == b'\n').count();
    let stated = Format::ALL.map(|format| parse(bytes, Some(format), None));
    let recognised = parse(bytes, None, None);
    assert!(recognised.is_err() || stated.contains(&recognised));
    for parsed in stated.iter().chain([&recognised]) {
        match parsed {
            Ok(file) => {
                let stated = file.stated.iter().map(|stated| (stated.line, stated.parameters().err()));
                let errors = stated.clone().filter_map(|(_, error)| error?.line);
                let notes = file.notes.iter().filter_map(|note| note.error.line);
                let entries = file.entries.iter().map(|entry| entry.line);
                let mut all = entries.chain(notes).chain(errors).chain(stated.map(|(line, _)| line));
                assert!(all.all(|line| (1..=lines).contains(&line)));
            }
            Err(error) => assert!(error.line.is_none_or(|line| (1..=lines + 1).contains(&line)), "{error:?}"),
        }
    }
    // Recognition prefers this program's own formats, by lines that end in line feeds; a line that begins JSON or a list
    // is not recognised as a plain one.
    let [plain, json, csv, ..] = &stated;
    let has = |any: &[u8]| bytes.iter().any(|byte| any.contains(byte));
    let is_ours = json.is_ok() || csv.is_ok() && !has(b"\r") || plain.is_ok() && !has(b",[{");
    assert!(!is_ours || recognised.is_err() || [plain, json, csv].contains(&&recognised));
    if let Ok(line) = std::str::from_utf8(bytes) {
        assert_eq!(parse_node(line), parse_node(line));
    }
}
