//! Changes in the making.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::algebra::next;
use super::{ChangeError, Delta};
use crate::membership::{Change, Membership, NodeRef};
use crate::node::Node;
use crate::update::NodeUpdate;

/// Changes in the making: see [`Delta`]. Each step sees what the steps before it did.
#[derive(Clone, Debug)]
#[must_use = "changes do nothing until their delta is applied"]
pub struct Changes<'a> {
    membership: &'a Membership,
    changes: BTreeMap<Box<str>, Change>,
}

impl Membership {
    /// Starts a change of this membership.
    pub const fn change(&self) -> Changes<'_> {
        Changes { membership: self, changes: BTreeMap::new() }
    }
}

impl Changes<'_> {
    /// Lets a node join.
    ///
    /// # Errors
    /// When a member has its id, or the node breaks a limit.
    #[expect(clippy::should_implement_trait, reason = "the field's word for it")]
    pub fn add(self, node: Node) -> Result<Self, ChangeError> {
        if self.current(node.id()).is_some() {
            return Err(ChangeError::AlreadyMember { id: node.id().into() });
        }
        self.put(node)
    }

    /// Lets a node leave.
    ///
    /// # Errors
    /// When no member has the id.
    pub fn remove(mut self, id: &str) -> Result<Self, ChangeError> {
        self.member(id)?;
        self.set(id, None);
        Ok(self)
    }

    /// Sets the weight of a node. Where that is another weight, a vnode count that it stated belonged to the old one and
    /// goes.
    ///
    /// # Errors
    /// When no member has the id.
    pub fn reweight(self, id: &str, weight: u32) -> Result<Self, ChangeError> {
        let node = self.member(id)?.clone().reweighted(weight);
        self.put(node)
    }

    /// States the number of vnodes of a node, at least 1, instead of what its weight gives.
    ///
    /// # Errors
    /// When no member has the id, or the node is drained.
    pub fn set_vnodes(self, id: &str, vnodes: u32) -> Result<Self, ChangeError> {
        let node = self.member(id)?.clone().with_vnodes(vnodes);
        self.put(node)
    }

    /// Lets a node join, or brings a member up to what a source states about it: see [`NodeUpdate`].
    ///
    /// # Errors
    /// When the node breaks a limit.
    pub fn upsert(self, update: &NodeUpdate) -> Result<Self, ChangeError> {
        let node = update.apply_to(self.current(update.id()));
        self.put(node)
    }

    /// Puts another node in the place of a member: it takes over the placement id, the weight and the vnodes, and so
    /// exactly the keys of the old one. Zone and attributes are its own; without a zone it has that of the old one.
    ///
    /// ```
    /// use vnode_ring::{Config, Membership, Node};
    ///
    /// let mut membership = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let delta = membership.change().replace("a", Node::new("c"))?.delta()?;
    /// membership.apply(&delta)?;
    /// assert_eq!(membership.get("c").unwrap().node().placement_id(), "a");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When no member has the old id, another member has the new one, or the node breaks a limit.
    pub fn replace(self, old_id: &str, node: Node) -> Result<Self, ChangeError> {
        let successor = node.succeeding(self.member(old_id)?);
        self.remove(old_id)?.add(successor)
    }

    /// The delta from the membership to what it is with all these changes. Steps that cancel out leave nothing.
    ///
    /// # Errors
    /// When the set of nodes would break a limit, or no epoch is left.
    pub fn delta(self) -> Result<Delta, ChangeError> {
        let changes: Vec<Change> =
            self.changes.into_values().filter(|change| change.old != change.new).collect();
        let changes = self.membership.settled(changes);
        self.membership.check(&changes)?;
        let base = self.membership.stamp();
        let epoch = if changes.is_empty() { base.epoch } else { next(base.epoch)? };
        Ok(Delta::new(self.membership.config().clone(), base, epoch, changes))
    }

    fn current(&self, id: &str) -> Option<&Node> {
        match self.changes.get(id) {
            Some(change) => change.new.as_ref(),
            None => self.membership.get(id).map(NodeRef::node),
        }
    }

    fn member(&self, id: &str) -> Result<&Node, ChangeError> {
        self.current(id).ok_or_else(|| ChangeError::NotMember { id: id.into() })
    }

    /// Sets what becomes of the node of that id.
    fn set(&mut self, id: &str, new: Option<Node>) {
        if let Some(change) = self.changes.get_mut(id) {
            change.new = new;
        } else {
            let old = self.membership.get(id).map(|node| node.node().clone());
            self.changes.insert(id.into(), Change { old, new });
        }
    }

    /// Lets a node join, or be another one than before.
    pub(crate) fn put(mut self, node: Node) -> Result<Self, ChangeError> {
        let node = self.membership.admit(node)?;
        let id = String::from(node.id());
        self.set(&id, Some(node));
        Ok(self)
    }
}
