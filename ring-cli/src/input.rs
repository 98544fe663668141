//! Node files: what can be in them, how their format is recognised, and how errors name the place.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use clap::ValueEnum;
use vnode_ring::Node;

use crate::failure::Failure;

mod csv;
mod fields;
mod json;
mod parameters;
mod plain;
mod recognise;

pub use parameters::RingParameters;

/// The largest node file. Beyond it something else was given by mistake.
pub const MAX_NODE_FILE_BYTES: u64 = 1 << 30;

/// What errors call standard input.
pub const STDIN: &str = "<stdin>";

/// The name of a node file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One node a line: the id, then the weight or name=value pairs
    Plain,
    /// An array of ids or objects, or an object with ring and nodes
    Json,
    /// Comma-separated values with a header that has id
    Csv,
}

/// A node file as it was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NodeFile {
    /// What the file says about the ring as a whole.
    pub parameters: RingParameters,
    /// The nodes of all groups, in the order of the file.
    pub entries: Vec<Entry>,
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

/// Reads a node file to its end.
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
    let mut bytes = Vec::new();
    source.take(MAX_NODE_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failure)?;
    if bytes.len() as u64 > MAX_NODE_FILE_BYTES {
        return Err(Failure::Input(format!(
            "{name}: a node file must be at most {MAX_NODE_FILE_BYTES} bytes"
        )));
    }
    Ok(bytes)
}

/// Parses a node file; without a stated format, its beginning decides.
///
/// # Errors
/// When the format cannot be told, or the text is not a node file of that format.
pub fn parse(bytes: &[u8], format: Option<Format>) -> Result<NodeFile, InputError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count();
        InputError::new(line, "a node file must be UTF-8")
    })?;
    match format.map_or_else(|| recognise::format_of(text), Ok)? {
        Format::Plain => plain::parse(text),
        Format::Json => json::parse(text),
        Format::Csv => csv::parse(text),
    }
}

/// Text from outside as errors show it: quoted, escaped, and cut where it is long.
pub(crate) struct Got<'a>(pub(crate) &'a str);

impl fmt::Display for Got<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAX_CHARS: usize = 80;
        match self.0.char_indices().nth(MAX_CHARS) {
            None => write!(f, "got {:?}", self.0),
            Some((end, _)) => write!(f, "got {:?}...", &self.0[..end]),
        }
    }
}
