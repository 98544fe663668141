//! What lookups answer with.

use core::fmt;

use super::Membership;
use crate::index::NodeIndex;
use crate::node::Node;

/// A node of a membership or ring, borrowed from it.
#[derive(Clone, Copy)]
pub struct NodeRef<'a> {
    membership: &'a Membership,
    index: NodeIndex,
}

impl<'a> NodeRef<'a> {
    pub(super) const fn new(membership: &'a Membership, index: NodeIndex) -> Self {
        Self { membership, index }
    }

    /// The node's slot in this ring value.
    #[must_use]
    pub const fn index(self) -> NodeIndex {
        self.index
    }

    /// The whole descriptor.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "references are made for taken slots only")]
    pub fn node(self) -> &'a Node {
        self.membership.slots[self.index.get()].as_ref().expect("a reference is made for taken slots only")
    }

    /// The id.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.node().id()
    }

    /// The weight; 0 means drained.
    #[must_use]
    pub fn weight(self) -> u32 {
        self.node().weight()
    }

    /// The failure domain.
    #[must_use]
    pub fn zone(self) -> Option<&'a str> {
        self.node().zone()
    }

    /// One attribute.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        self.node().attribute(name)
    }
}

impl fmt::Debug for NodeRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeRef").field("index", &self.index.0).field("node", self.node()).finish()
    }
}
