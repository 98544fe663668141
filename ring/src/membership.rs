//! The one truth: a config and a set of nodes.

use crate::config::Config;
use crate::limits::MAX_NODES;
use crate::node::{Node, NodeIndex};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::vec::Vec;

mod error;
mod node_ref;

pub use error::MembershipError;
pub use node_ref::NodeRef;

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
    epoch: u64,
    /// Nodes keep their slot for as long as they are members, so that tables can name them by a small number.
    slots: Vec<Option<Node>>,
    free: Vec<u32>,
    by_id: BTreeMap<Box<str>, u32>,
    /// Only the nodes that state a placement id; all others are found by their id.
    by_placement_id: BTreeMap<Box<str>, u32>,
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

/// What a change does to one node: the descriptor before and after it. Both in normal form; not both absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub(crate) old: Option<Node>,
    pub(crate) new: Option<Node>,
}

impl Change {
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

pub(crate) type ChangeMap = BTreeMap<Box<str>, Change>;

impl Membership {
    /// A membership at epoch 0. O(N log N).
    ///
    /// # Errors
    /// When the config, a node, or the set of nodes breaks a limit, or two nodes share an id or a placement id.
    pub fn new(config: Config, nodes: impl IntoIterator<Item = Node>) -> Result<Self, MembershipError> {
        config.check().map_err(MembershipError::Config)?;
        let mut membership = Self {
            config,
            epoch: 0,
            slots: Vec::new(),
            free: Vec::new(),
            by_id: BTreeMap::new(),
            by_placement_id: BTreeMap::new(),
        };
        let mut changes = ChangeMap::new();
        for node in nodes {
            let node = membership.admit(node)?;
            match changes.entry(node.id().into()) {
                Entry::Vacant(entry) => entry.insert(Change { old: None, new: Some(node) }),
                Entry::Occupied(entry) => {
                    return Err(MembershipError::DuplicateId { id: entry.key().as_ref().into() });
                }
            };
        }
        membership.check(&changes)?;
        membership.commit(&changes);
        Ok(membership)
    }

    /// A membership at an epoch, of nodes that are sorted by id.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    #[cfg(feature = "snapshot")]
    pub(crate) fn from_sorted(config: Config, epoch: u64, nodes: Vec<Node>) -> Result<Self, MembershipError> {
        let mut membership = Self::new(config, nodes)?;
        membership.set_epoch(epoch);
        Ok(membership)
    }

    /// The config.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The number of changes since the membership was made.
    #[must_use]
    pub const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The number of nodes, drained ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The node of that id. O(log N).
    #[must_use]
    pub fn get(&self, id: &str) -> Option<NodeRef<'_>> {
        self.by_id.get(id).map(|&slot| self.at(slot))
    }

    /// All nodes, sorted by id (bytewise).
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeRef<'_>> + Clone {
        self.by_id.values().map(|&slot| self.at(slot))
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

    /// Checks one node by itself and brings it to normal form.
    pub(crate) fn admit(&self, node: Node) -> Result<Node, MembershipError> {
        match node.check() {
            Ok(()) => Ok(self.normal_form(node)),
            Err(error) => Err(MembershipError::Node { id: node.id().into(), error }),
        }
    }

    fn normal_form(&self, node: Node) -> Node {
        let by_weight = self.config.vnodes_by_weight(node.weight());
        node.into_normal_form(by_weight)
    }

    /// Checks the set of nodes as it would be after the changes. O(changes * log N), changes nothing.
    pub(crate) fn check(&self, changes: &ChangeMap) -> Result<(), MembershipError> {
        let joined = changes.values().filter(|change| change.old.is_none()).count();
        let left = changes.values().filter(|change| change.new.is_none()).count();
        let nodes = self.len() - left + joined;
        if nodes > MAX_NODES {
            return Err(MembershipError::TooManyNodes { nodes });
        }
        let mut claimed = BTreeMap::new();
        for node in changes.values().filter_map(Change::new_node) {
            let holder = claimed.insert(node.placement_id(), node.id()).or_else(|| {
                self.placement_id_holder(node.placement_id()).filter(|holder| !changes.contains_key(*holder))
            });
            if let Some(holder) = holder {
                return Err(MembershipError::DuplicatePlacementId {
                    placement_id: node.placement_id().into(),
                    id: node.id().into(),
                    holder: holder.into(),
                });
            }
        }
        Ok(())
    }

    /// The id of the node whose vnodes derive from that placement id.
    fn placement_id_holder(&self, placement_id: &str) -> Option<&str> {
        let stating = self.by_placement_id.get(placement_id).map(|&slot| self.at(slot).node());
        let by_default =
            || self.get(placement_id).map(NodeRef::node).filter(|node| !node.states_placement_id());
        stating.or_else(by_default).map(Node::id)
    }

    /// Carries out changes that were checked. Nodes present before and after keep their slot.
    pub(crate) fn commit(&mut self, changes: &ChangeMap) {
        for (id, change) in changes {
            if change.new.is_none() {
                self.take_out(id);
            }
        }
        for (id, change) in changes {
            if let Some(node) = &change.new {
                self.put_in(id, node.clone());
            }
        }
    }

    fn take_out(&mut self, id: &str) {
        let Some(slot) = self.by_id.remove(id) else { return };
        if let Some(node) = self.slots[slot as usize].take() {
            self.forget_placement_id(&node, slot);
            self.free.push(slot);
        }
    }

    fn put_in(&mut self, id: &str, node: Node) {
        let slot = match self.by_id.get(id) {
            Some(&slot) => slot,
            None => self.free.pop().unwrap_or_else(|| {
                self.slots.push(None);
                // A slot is added only when every other one is taken, so there are at most MAX_NODES.
                u32::try_from(self.slots.len() - 1).expect("MAX_NODES fits")
            }),
        };
        let states_placement_id = node.states_placement_id().then(|| node.placement_id().into());
        if let Some(old) = self.slots[slot as usize].replace(node) {
            self.forget_placement_id(&old, slot);
        } else {
            self.by_id.insert(id.into(), slot);
        }
        if let Some(placement_id) = states_placement_id {
            self.by_placement_id.insert(placement_id, slot);
        }
    }

    /// Another node may have taken the placement id over within the same change.
    fn forget_placement_id(&mut self, node: &Node, slot: u32) {
        if node.states_placement_id() && self.by_placement_id.get(node.placement_id()) == Some(&slot) {
            self.by_placement_id.remove(node.placement_id());
        }
    }

    pub(crate) const fn set_epoch(&mut self, epoch: u64) {
        self.epoch = epoch;
    }
}
