//! The one truth: a config and a set of nodes.

use alloc::vec::Vec;

use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::index::NodeIndex;
use crate::node::Node;

mod build;
mod change;
mod commit;
mod error;
mod node_ref;
mod order;
mod settle;

pub(crate) use build::admit;
pub use change::Change;
pub use error::MembershipError;
pub use node_ref::NodeRef;
use order::Order;

/// A config and the set of nodes, with an epoch that grows with each change.
///
/// Its content depends on the set alone, never on the order in which nodes came, and each meaning has one form (see
/// [`Node`]).
///
/// ```
/// use vnode_ring::{Config, Membership, Node};
///
/// let membership = Membership::new(Config::default(), ["b", "a"].map(Node::new))?;
/// assert!(membership.nodes().map(|node| node.id()).eq(["a", "b"]));
/// # Ok::<(), vnode_ring::MembershipError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Membership {
    config: Config,
    stamp: Stamp,
    placement_fingerprint: Fingerprint,
    /// Nodes keep their slot for as long as they are members, so that tables can name them by a small number.
    slots: Vec<Option<Node>>,
    free: Vec<u32>,
    by_id: Order,
    /// Only the nodes that state a placement id; all others are found by their id.
    by_placement_id: Order,
}

/// Which state of a membership: what a delta starts from and leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Stamp {
    /// How far along the membership is.
    #[cfg_attr(feature = "serde", serde(with = "crate::human::number"))]
    pub epoch: u64,
    /// What it holds.
    pub fingerprint: Fingerprint,
}

/// Equal content: config and nodes. The epoch and the slots are not content.
impl PartialEq for Membership {
    fn eq(&self, other: &Self) -> bool {
        self.config == other.config
            && self.len() == other.len()
            && self.nodes().map(NodeRef::node).eq(other.nodes().map(NodeRef::node))
    }
}

impl Eq for Membership {}

impl Membership {
    /// The config.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// How far along the membership is. It grows with each change; it is no part of the content.
    ///
    /// Two processes can compare epochs where both follow one source of deltas. Where each makes its own changes from
    /// what it hears (gossip, leases), epochs are local: compare fingerprints only.
    #[must_use]
    pub const fn epoch(&self) -> u64 {
        self.stamp.epoch
    }

    /// What the membership holds, in 128 bits: config, nodes and attributes. Two memberships with equal fingerprints are
    /// equal, whatever their order, history and epoch: see [`Fingerprint`]. Kept up to date by each change.
    #[must_use]
    pub const fn fingerprint(&self) -> Fingerprint {
        self.stamp.fingerprint
    }

    /// What decides owners and preference lists, in 128 bits: config, and the id, placement id, zone and vnode count of
    /// each node. Weights that give the same vnodes, and attributes, are not in it.
    #[must_use]
    pub const fn placement_fingerprint(&self) -> Fingerprint {
        self.placement_fingerprint
    }

    /// Epoch and fingerprint: what a delta of this membership starts from.
    #[must_use]
    pub const fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// The number of nodes, drained ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The node of that id. O(log N).
    #[must_use]
    pub fn get(&self, id: &str) -> Option<NodeRef<'_>> {
        self.by_id.find(id, |slot| self.at(slot).id()).map(|slot| self.at(slot))
    }

    /// All nodes, sorted by id (bytewise).
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeRef<'_>> + Clone {
        self.by_id.slots().map(|slot| self.at(slot))
    }

    /// One more than the largest [`NodeIndex`]: the length for arrays that are indexed by it.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.slots.len()
    }

    /// The node in a slot; `None` for a slot that is free or not there. O(1).
    #[must_use]
    pub fn node(&self, index: NodeIndex) -> Option<NodeRef<'_>> {
        self.slots.get(index.get())?.as_ref().map(|_| self.at(index.0))
    }

    /// The node in a slot that is known to be taken.
    pub(crate) const fn at(&self, slot: u32) -> NodeRef<'_> {
        NodeRef::new(self, NodeIndex(slot))
    }

    fn placement_id_at(&self, slot: u32) -> &str {
        self.at(slot).node().placement_id()
    }

    /// The node whose vnodes derive from that placement id because it is its id.
    fn holder_by_id(&self, placement_id: &str) -> Option<NodeRef<'_>> {
        self.get(placement_id).filter(|holder| !holder.node().states_placement_id())
    }

    /// The node whose vnodes derive from that placement id.
    pub(crate) fn placement_id_holder(&self, placement_id: &str) -> Option<NodeRef<'_>> {
        let stating = self.by_placement_id.find(placement_id, |slot| self.placement_id_at(slot));
        stating.map(|slot| self.at(slot)).or_else(|| self.holder_by_id(placement_id))
    }
}
