//! Deltas as values: the difference of two memberships, one after the other, and back.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::iter;

use super::{ChangeError, Delta};
use crate::membership::{Change, Membership, NodeRef, Stamp};
use crate::node::Node;

impl Stamp {
    /// Checks that what starts from this state follows on the state held.
    pub(super) fn precedes(self, held: Self) -> Result<(), ChangeError> {
        let (base, ours) = (self.epoch, held.epoch);
        if base > ours {
            return Err(ChangeError::Gap { base, ours });
        }
        if base < ours {
            return Err(ChangeError::Stale { base, ours });
        }
        if self.fingerprint != held.fingerprint {
            let (base, ours) = (self.fingerprint, held.fingerprint);
            return Err(ChangeError::Fork { epoch: self.epoch, base, ours });
        }
        Ok(())
    }
}

impl Membership {
    /// The delta from this membership to another one: the one that changes the fewest nodes. Empty when both hold the
    /// same. It leads to the other's epoch, or to the next one here where that is not later. O(N).
    ///
    /// ```
    /// use vnode_ring::{Config, Membership, Node};
    ///
    /// let mut ours = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let theirs = Membership::new(Config::default(), ["b", "c"].map(Node::new))?;
    /// let delta = ours.diff(&theirs)?;
    /// assert!(delta.changes().map(|change| change.id()).eq(["a", "c"]));
    /// ours.apply(&delta)?;
    /// assert_eq!(ours.fingerprint(), theirs.fingerprint());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the configs differ, or no epoch is left.
    pub fn diff(&self, new: &Self) -> Result<Delta, ChangeError> {
        if self.config() != new.config() {
            return Err(ChangeError::ConfigMismatch);
        }
        let changes = differences(self.nodes().map(NodeRef::node), new.nodes().map(NodeRef::node));
        let epoch = if changes.is_empty() { self.epoch() } else { new.epoch().max(next(self.epoch())?) };
        Ok(Delta::new(self.config().clone(), self.stamp(), epoch, changes))
    }
}

impl Delta {
    /// Both deltas in one: what applying this one and then the next one comes to. Steps that cancel out leave nothing.
    /// O(changes).
    ///
    /// ```
    /// use vnode_ring::{Config, Membership, Node};
    ///
    /// let start = Membership::new(Config::default(), ["a"].map(Node::new))?;
    /// let mut end = start.clone();
    /// let first = end.change().add(Node::new("b"))?.delta()?;
    /// end.apply(&first)?;
    /// let next = end.change().remove("b")?.add(Node::new("c"))?.delta()?;
    /// end.apply(&next)?;
    ///
    /// let both = first.compose(&next)?;
    /// assert!(both.changes().map(|change| change.id()).eq(["c"]));
    /// let mut other = start;
    /// other.apply(&both)?;
    /// assert_eq!(other.stamp(), end.stamp());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the next one does not start where this one ends: [`ConfigMismatch`](ChangeError::ConfigMismatch),
    /// [`Gap`](ChangeError::Gap), [`Stale`](ChangeError::Stale), [`Fork`](ChangeError::Fork),
    /// [`Conflict`](ChangeError::Conflict).
    pub fn compose(&self, next: &Self) -> Result<Self, ChangeError> {
        if self.config != next.config {
            return Err(ChangeError::ConfigMismatch);
        }
        next.base.precedes(self.target)?;
        let mut changes = Vec::with_capacity(self.changes.len() + next.changes.len());
        for (first, second) in merged(&self.changes, &next.changes, Change::id) {
            let agree = |(first, second): (&Change, &Change)| first.new == second.old;
            if first.zip(second).is_some_and(|pair| !agree(pair)) {
                return Err(ChangeError::Conflict { id: second.map_or("", Change::id).into() });
            }
            changes.push(Change {
                old: first.or(second).and_then(|change| change.old.clone()),
                new: second.or(first).and_then(|change| change.new.clone()),
            });
        }
        changes.retain(|change| change.old != change.new);
        Ok(Self::new(self.config.clone(), self.base, next.target.epoch, changes))
    }

    /// The delta that undoes this one: from where it leads, back to the content and fingerprint that it starts from, at
    /// the next epoch. O(changes).
    ///
    /// ```
    /// use vnode_ring::{Config, Membership, Node};
    ///
    /// let mut membership = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let before = membership.fingerprint();
    /// let delta = membership.change().remove("a")?.delta()?;
    /// membership.apply(&delta)?;
    /// membership.apply(&delta.invert()?)?;
    /// assert_eq!((membership.fingerprint(), membership.epoch()), (before, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When no epoch is left.
    pub fn invert(&self) -> Result<Self, ChangeError> {
        let back = |change: &Change| Change { old: change.new.clone(), new: change.old.clone() };
        let changes = self.changes.iter().map(back).collect();
        Ok(Self::new(self.config.clone(), self.target, next(self.target.epoch)?, changes))
    }
}

/// The epoch after that one.
pub(super) fn next(epoch: u64) -> Result<u64, ChangeError> {
    epoch.checked_add(1).ok_or(ChangeError::NoEpochLeft)
}

/// What happens to each node between two sets of nodes that are sorted by id.
pub(super) fn differences<'a>(
    old: impl IntoIterator<Item = &'a Node>,
    new: impl IntoIterator<Item = &'a Node>,
) -> Vec<Change> {
    merged(old, new, Node::id)
        .filter(|(old, new)| old != new)
        .map(|(old, new)| Change { old: old.cloned(), new: new.cloned() })
        .collect()
}

/// Two sequences sorted by id, side by side.
fn merged<'a, T: 'a>(
    left: impl IntoIterator<Item = &'a T>,
    right: impl IntoIterator<Item = &'a T>,
    id: impl Fn(&T) -> &str,
) -> impl Iterator<Item = (Option<&'a T>, Option<&'a T>)> {
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    iter::from_fn(move || {
        let order = match (left.peek(), right.peek()) {
            (Some(left), Some(right)) => id(left).cmp(id(right)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        Some((order.is_le().then(|| left.next()).flatten(), order.is_ge().then(|| right.next()).flatten()))
    })
}
