//! What a reader of a node file should know, though it is no error.

use super::{Entry, InputError, NodeFile};
use crate::shown::Name;

/// A remark about a line.
#[derive(Debug, PartialEq, Eq)]
pub struct Note {
    /// The group of nodes that it is about.
    pub group: Option<String>,
    /// The remark and its place.
    pub error: InputError,
}

impl NodeFile {
    /// Adds a node, with a remark where it is down: if it has a weight, it keeps its place all the same.
    pub(super) fn add(&mut self, entry: Entry) {
        if entry.node.attribute("status") == Some("down") {
            let id = Name(entry.node.id());
            let message = if entry.node.weight() > 0 {
                format!("{id} is down and keeps its place; --down shows who stands in")
            } else {
                format!("{id} is down and owns nothing")
            };
            self.notes.push(Note { group: entry.group.clone(), error: InputError::new(entry.line, message) });
        }
        self.entries.push(entry);
    }

    /// A server that is there for when no other is, and so on no ring.
    pub(super) fn leave_out(&mut self, entry: &Entry) {
        let message = format!("{} is a backup server and not on the ring", Name(entry.node.id()));
        self.notes.push(Note { group: entry.group.clone(), error: InputError::new(entry.line, message) });
    }
}
