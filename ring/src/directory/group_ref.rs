//! What a directory shows of a group.

use core::fmt;

use super::group::Group;
use super::status::Status;
use crate::membership::{Membership, NodeRef};
use crate::ring::Ring;
use crate::secret::Secret;

/// A group of a directory, borrowed from it.
#[derive(Clone, Copy)]
pub struct GroupRef<'a> {
    pub(super) name: &'a str,
    pub(super) group: &'a Group,
    pub(super) secret: Option<&'a Secret>,
}

impl<'a> GroupRef<'a> {
    /// The name.
    #[must_use]
    pub const fn name(self) -> &'a str {
        self.name
    }

    /// The members, without their statuses.
    #[must_use]
    pub const fn membership(self) -> &'a Membership {
        self.group.membership()
    }

    /// The compiled ring, critical members included. Compiled when first asked for, in O(V).
    #[must_use]
    pub fn ring(self) -> &'a Ring {
        self.group.ring(self.secret)
    }

    /// The status of a member; `None` where no member has the id. O(log N).
    #[must_use]
    pub fn status(self, id: &str) -> Option<Status> {
        self.group.status(id)
    }

    /// The members, sorted by id, each with its status.
    #[must_use]
    pub fn members(self) -> impl ExactSizeIterator<Item = Member<'a>> + Clone {
        self.group.statuses().map(|(node, status)| Member { node, status })
    }

    /// Whether a node is not critical. Rings have the same slots as the membership.
    pub(super) fn serves(self, node: NodeRef<'_>) -> bool {
        self.group.status_at(node.index()) != Status::Critical
    }
}

impl fmt::Debug for GroupRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GroupRef").field("name", &self.name).field("group", self.group).finish()
    }
}

/// A member of a group: a node and what an observer says about it.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    node: NodeRef<'a>,
    status: Status,
}

impl<'a> Member<'a> {
    /// The node.
    #[must_use]
    pub const fn node(self) -> NodeRef<'a> {
        self.node
    }

    /// The id of the node.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.node.id()
    }

    /// The status.
    #[must_use]
    pub const fn status(self) -> Status {
        self.status
    }
}
