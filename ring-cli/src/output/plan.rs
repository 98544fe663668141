//! What moves: in all, by ranges and by keys.

mod keys;
mod ranges;
mod summary;

pub(crate) use keys::KeyLines;
pub(crate) use ranges::write as write_ranges;
pub(crate) use summary::Report;

use vnode_ring::NodeRef;

use super::changes::{NONE, shown};

/// The id of a node, for people.
fn name(node: Option<NodeRef<'_>>) -> String {
    node.map_or_else(|| NONE.into(), |node| shown(node.id()))
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
