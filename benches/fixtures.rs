//! Fixed inputs: shapes, node names and keys.

use std::fmt;
use std::str::FromStr;

/// The bytes of each key.
pub const KEY_BYTES: usize = 11;
/// The number of keys, all different.
const KEYS: u64 = 1_000_000;
/// Prime to [`KEYS`], so that stepping by it meets every number once.
const STEP: u64 = 7919;

/// Nodes, numbered from 0, and the vnodes of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many nodes.
    pub nodes: u32,
    /// How many vnodes each node has.
    pub vnodes: u32,
}

impl Shape {
    /// Nodes, and vnodes of each.
    #[must_use]
    pub const fn new(nodes: u32, vnodes: u32) -> Self {
        Self { nodes, vnodes }
    }

    /// The vnodes of all nodes.
    #[must_use]
    pub const fn total(self) -> usize {
        self.nodes as usize * self.vnodes as usize
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.nodes, self.vnodes)
    }
}

impl FromStr for Shape {
    type Err = String;

    /// What `Display` writes.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('x')
            .and_then(|(nodes, vnodes)| Some((nodes.parse().ok()?, vnodes.parse().ok()?)));
        let (nodes, vnodes) = parts.ok_or_else(|| format!("a shape is like 10x160 (got {text:?})"))?;
        Ok(Self::new(nodes, vnodes))
    }
}

/// The id of a node.
#[must_use]
pub fn node_name(number: u32) -> String {
    format!("node-{number}")
}

/// The number of the node with that id.
///
/// # Panics
/// When it is not an id that [`node_name`] makes.
#[must_use]
pub fn node_number(id: &str) -> u32 {
    id.strip_prefix("node-").and_then(|number| number.parse().ok()).expect("an id made by node_name")
}

/// A million different keys one after the other, the same each time; [`keys`] cuts them apart.
#[must_use]
pub fn key_text() -> String {
    (0..KEYS).flat_map(|number| ["user-".to_owned(), format!("{:06}", number * STEP % KEYS)]).collect()
}

/// The keys in a text of [`key_text`].
///
/// # Panics
/// When the text is another one.
#[must_use]
pub fn keys(text: &str) -> Vec<&str> {
    let cut = |start| text.get(start..start + KEY_BYTES).expect("keys of equal length");
    (0..text.len()).step_by(KEY_BYTES).map(cut).collect()
}
