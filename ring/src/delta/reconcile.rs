//! Deltas from sources that state all their nodes at once.

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;

use super::algebra::{differences, next};
use super::{ChangeError, Delta};
use crate::membership::{Membership, MembershipError, NodeRef};
use crate::node::Node;
use crate::update::NodeUpdate;

impl Membership {
    /// The delta to what a source lists: nodes that it does not list leave, the others join or are updated. What the
    /// source does not state about a node is kept. Empty when nothing changes. O(n log n) for n listed and held nodes.
    ///
    /// ```
    /// use vnode_ring::{Config, Membership, Node, NodeUpdate};
    ///
    /// let nodes = [Node::new("a").with_vnodes(300), Node::new("b")];
    /// let mut membership = Membership::new(Config::default(), nodes)?;
    /// let delta = membership.reconcile(["a", "c"].map(NodeUpdate::new))?;
    /// membership.apply(&delta)?;
    /// assert!(membership.nodes().map(|node| node.id()).eq(["a", "c"]));
    /// assert_eq!(membership.get("a").unwrap().node().vnodes(), Some(300));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When an id is listed twice, a node or the set of nodes breaks a limit, or no epoch is left.
    pub fn reconcile(&self, list: impl IntoIterator<Item = NodeUpdate>) -> Result<Delta, ChangeError> {
        let mut delta = self.delta_to(list, self.epoch())?;
        if !delta.is_empty() {
            delta.target.epoch = next(self.epoch())?;
        }
        Ok(delta)
    }

    /// As [`reconcile`](Self::reconcile), for a source that counts by itself: its revision (an etcd revision, a
    /// `ZooKeeper` zxid, a Consul index) becomes the epoch. It may jump, and it advances the epoch also where no node
    /// changes, so that a list that was overtaken is told from a new one.
    ///
    /// ```
    /// use vnode_ring::{ChangeError, Config, Membership, Node, NodeUpdate};
    ///
    /// let mut membership = Membership::new(Config::default(), [])?;
    /// membership.apply(&membership.reconcile_at(1041, ["a", "b"].map(NodeUpdate::new))?)?;
    /// assert_eq!(membership.epoch(), 1041);
    /// assert_eq!(
    ///     membership.reconcile_at(1040, [NodeUpdate::new("a")]),
    ///     Err(ChangeError::NotLater { epoch: 1040, ours: 1041 })
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As `reconcile`, and [`NotLater`](ChangeError::NotLater) when the epoch is earlier than ours, or is ours and the
    /// nodes differ.
    pub fn reconcile_at(
        &self,
        epoch: u64,
        list: impl IntoIterator<Item = NodeUpdate>,
    ) -> Result<Delta, ChangeError> {
        let delta = self.delta_to(list, epoch)?;
        let ours = self.epoch();
        if epoch < ours || (epoch == ours && !delta.is_empty()) {
            return Err(ChangeError::NotLater { epoch, ours });
        }
        Ok(delta)
    }

    fn delta_to(&self, list: impl IntoIterator<Item = NodeUpdate>, epoch: u64) -> Result<Delta, ChangeError> {
        let mut listed: BTreeMap<_, Node> = BTreeMap::new();
        for update in list {
            let node = self.admit(update.apply_to(self.get(update.id()).map(NodeRef::node)))?;
            if let Some(twice) = listed.insert(node.id().to_owned(), node) {
                return Err(MembershipError::DuplicateId { id: twice.id().into() }.into());
            }
        }
        let changes = differences(self.nodes().map(NodeRef::node), listed.values());
        let changes = self.settled(changes);
        self.check(&changes)?;
        Ok(Delta::new(self.config().clone(), self.stamp(), epoch, changes))
    }
}
