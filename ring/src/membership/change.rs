//! What a change does to one node.

use crate::node::Node;

/// What a change does to one node: the descriptor before and after it, both in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Not both are absent, and where both are there they have one id.
    pub(crate) old: Option<Node>,
    pub(crate) new: Option<Node>,
}

impl Change {
    /// Why a change is refused whose node is the same before and after it.
    #[cfg(any(feature = "serde", feature = "snapshot"))]
    pub(crate) const NOTHING: &'static str = "a change that changes nothing";

    /// The id of the node.
    #[must_use]
    pub fn id(&self) -> &str {
        self.new.as_ref().or(self.old.as_ref()).map_or("", Node::id)
    }

    /// The node before the change; `None` when it joins.
    #[must_use]
    pub const fn old_node(&self) -> Option<&Node> {
        self.old.as_ref()
    }

    /// The node after the change; `None` when it leaves.
    #[must_use]
    pub const fn new_node(&self) -> Option<&Node> {
        self.new.as_ref()
    }
}
