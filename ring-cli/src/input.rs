//! Node files: what can be in them, how their format is recognised, and how errors name the place.

use std::io::{self, Read};
use std::path::Path;

use vnode_ring::Node;

use crate::binary;
use crate::failure::Failure;
use crate::shown::{Got, Name};

mod csv;
mod endpoint_slices;
mod fields;
mod file_sd;
mod format;
mod haproxy;
mod json;
mod ketama;
mod libmemcached;
mod lines;
mod misspelt;
mod nginx;
mod note;
mod parameters;
mod plain;
mod prologue;
mod recognise;
mod server;
mod stated;
mod twemproxy;
mod yaml;

pub(crate) use fields::is_reserved;
pub use format::Format;
pub(crate) use haproxy::function_of as haproxy_function;
pub use note::Note;
pub use parameters::RingParameters;
pub(crate) use parameters::side;
pub(crate) use plain::is_blank;
pub(crate) use server::UNIX;
pub use stated::Stated;
pub(crate) use twemproxy::name_of_hash as twemproxy_hash;

/// The largest node file, snapshot or image. Beyond it something else was given by mistake.
pub const MAX_NODE_FILE_BYTES: u64 = 1 << 30;

/// How much of a node file is read before it is looked at.
const BLOCK_BYTES: u64 = 1 << 20;

/// What errors call standard input.
pub const STDIN: &str = "<stdin>";

/// A node file as it was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NodeFile {
    /// What the file says about the ring as a whole.
    pub parameters: RingParameters,
    /// The nodes of all groups, in the order of the file.
    pub entries: Vec<Entry>,
    /// What the configuration of another program says about placement, for each group.
    pub stated: Vec<Stated>,
    /// What was read and is not in the nodes.
    pub notes: Vec<Note>,
}

/// A node of a node file.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands, counted from 1.
    pub line: usize,
    /// The group that it says it is in.
    pub group: Option<String>,
    /// The node, not checked yet.
    pub node: Node,
    /// What a program hashes for it under placements of these names, where that is not the id.
    pub hashed: Vec<(&'static str, String)>,
}

impl Entry {
    /// The node under a placement: with what its program hashes as the placement id.
    #[must_use]
    pub fn placed(self, placement: &str) -> Node {
        match self.hashed.into_iter().find(|(name, _)| *name == placement) {
            Some((_, text)) => self.node.with_placement_id(text),
            None => self.node,
        }
    }
}

impl NodeFile {
    /// The first attribute whose name looks like a misspelt name that has a meaning.
    #[must_use]
    pub fn misspelt(&self) -> Option<InputError> {
        misspelt::first(&self.entries)
    }
}

/// What is wrong with a node file, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct InputError {
    /// The line, counted from 1, if the error is in one line.
    pub line: Option<usize>,
    /// The value, the rule and the fix.
    pub message: String,
}

impl InputError {
    pub(crate) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line: Some(line), message: message.into() }
    }

    /// The same error at another line.
    fn at(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }

    /// The error as the user sees it, with the name of the file in front.
    #[must_use]
    pub fn in_file(&self, file: &str) -> Failure {
        Failure::Input(match self.line {
            Some(line) => format!("{file}:{line}: {}", self.message),
            None => format!("{file}: {}", self.message),
        })
    }
}

/// What errors call a file.
#[must_use]
pub fn name_of(path: &Path) -> String {
    if is_stdin(path) { STDIN.into() } else { path.display().to_string() }
}

/// Whether a path means standard input.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Refuses to read standard input twice. Each path comes with what the user calls its place.
///
/// # Errors
/// When two of the paths mean standard input.
pub fn one_stdin<'a>(paths: impl IntoIterator<Item = (&'a str, &'a Path)>) -> Result<(), Failure> {
    let mut places = paths.into_iter().filter(|(_, path)| is_stdin(path)).map(|(place, _)| place);
    match (places.next(), places.next()) {
        (Some(one), Some(other)) => {
            Err(Failure::Input(format!("{one} and {other} cannot both be standard input")))
        }
        _ => Ok(()),
    }
}

/// Reads a file to its end, or to where it shows that it is neither text nor [binary]: some sources have
/// no end.
///
/// # Errors
/// When it cannot be read or is larger than [`MAX_NODE_FILE_BYTES`].
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = name_of(path);
    let failure = |error| Failure::io(&name, &error);
    let source: Box<dyn Read> = if is_stdin(path) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(path).map_err(failure)?)
    };
    let mut source = source.take(MAX_NODE_FILE_BYTES + 1);
    let mut bytes = Vec::new();
    let mut checked = 0;
    loop {
        let count = source.by_ref().take(BLOCK_BYTES).read_to_end(&mut bytes).map_err(failure)?;
        if binary::is_binary(&bytes) {
            source.read_to_end(&mut bytes).map_err(failure)?;
            break;
        }
        match text(&bytes[checked..]) {
            Ok(text) => checked += text.len(),
            Err(NotText { offset, cut_short: true }) => checked += offset,
            Err(_) => return Ok(bytes),
        }
        if (count as u64) < BLOCK_BYTES {
            break;
        }
    }
    if bytes.len() as u64 > MAX_NODE_FILE_BYTES {
        return Err(Failure::Input(format!(
            "{name}: a file of nodes must be at most {MAX_NODE_FILE_BYTES} bytes"
        )));
    }
    Ok(bytes)
}

/// Parses a node file; without a stated format, its content decides. `port` names the port of Kubernetes endpoints.
///
/// # Errors
/// When the format cannot be told, or the text is not a node file of that format.
pub fn parse(bytes: &[u8], format: Option<Format>, port: Option<&str>) -> Result<NodeFile, InputError> {
    let text = text_of("a node file", bytes)?;
    let format = format.map_or_else(|| recognise::format_of(text), Ok)?;
    if port.is_some() && format != Format::EndpointSlices {
        let message = "--port chooses among the ports of Kubernetes endpoints, and this file has none".into();
        return Err(InputError { line: None, message });
    }
    match format {
        Format::Plain => plain::parse(text),
        Format::Json => json::parse(text),
        Format::Csv => csv::parse(text),
        Format::Nginx => nginx::parse(text),
        Format::Haproxy => haproxy::parse(text),
        Format::Twemproxy => twemproxy::parse(text),
        Format::Libmemcached => libmemcached::parse(text),
        Format::Ketama => ketama::parse(text),
        Format::FileSd => file_sd::parse(text),
        Format::EndpointSlices => endpoint_slices::parse(text, port),
    }
}

/// The text of a file, without its byte order mark. `what` is what errors call such a file.
///
/// # Errors
/// When it is none.
pub fn text_of<'a>(what: &str, bytes: &'a [u8]) -> Result<&'a str, InputError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text(bytes).map_err(|NotText { offset, .. }| {
        let message = format!("{what} must be UTF-8 without NUL (got byte 0x{:02x})", bytes[offset]);
        InputError::new(lines::line_at(bytes, offset), message)
    })
}

/// One node in one line: as in a plain file, or the object of a JSON file where it begins with `{`.
///
/// # Errors
/// When it is anything else, or more than one node.
pub fn parse_node(line: &str) -> Result<Entry, String> {
    if line.trim_start().starts_with('{') {
        return json::parse_node(line).map_err(|error| error.message);
    }
    let NodeFile { parameters, entries, .. } = plain::parse(line).map_err(|error| error.message)?;
    match <[Entry; 1]>::try_from(entries) {
        Ok([entry]) if parameters.line == 0 => Ok(entry),
        Ok(_) => Err("@ring states parameters of a whole ring; a node is wanted".into()),
        Err(entries) => Err(format!("one node is wanted (got {})", entries.len())),
    }
}

/// Why bytes are not the text of a file.
struct NotText {
    /// Where the first bad byte is.
    offset: usize,
    /// Whether more bytes could make it good.
    cut_short: bool,
}

fn text(bytes: &[u8]) -> Result<&str, NotText> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| NotText { offset: error.valid_up_to(), cut_short: error.error_len().is_none() });
    let valid = text.as_ref().map_or_else(|error| error.offset, |text| text.len());
    match memchr::memchr(0, &bytes[..valid]) {
        Some(offset) => Err(NotText { offset, cut_short: false }),
        None => text,
    }
}

#[cfg(test)]
#[path = "input/programs_tests.rs"]
mod programs_tests;
