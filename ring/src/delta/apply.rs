//! How a delta is carried out.

use super::{ChangeError, Delta};
use crate::membership::{Membership, NodeRef};
use crate::memory::{self, OutOfMemory, or_abort};

/// What applying a delta came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The delta was carried out.
    Changed,
    /// The membership is already where the delta leads: it came twice, or by another way.
    NoChange,
}

impl Membership {
    /// Carries a delta out, wholly or not at all. O(changes * log N), and moves up to 4 bytes a node.
    ///
    /// ```
    /// use vnode_ring::{Config, Membership, Node, Outcome};
    ///
    /// let mut membership = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let delta = membership.change().remove("a")?.delta()?;
    /// assert_eq!(membership.apply(&delta), Ok(Outcome::Changed));
    /// assert_eq!(membership.apply(&delta), Ok(Outcome::NoChange)); // a message that came twice
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// In this order: [`ConfigMismatch`](ChangeError::ConfigMismatch), [`Gap`](ChangeError::Gap),
    /// [`Stale`](ChangeError::Stale), [`Fork`](ChangeError::Fork), [`Conflict`](ChangeError::Conflict), or a limit that
    /// the result would break. Then nothing has changed.
    pub fn apply(&mut self, delta: &Delta) -> Result<Outcome, ChangeError> {
        or_abort(self.try_apply(delta))
    }

    /// As [`apply`](Self::apply), and [`OutOfMemory`](ChangeError::OutOfMemory) where there is not enough memory: see
    /// [Memory](crate#memory).
    ///
    /// # Errors
    /// As `apply`, and when there is not enough memory. Then nothing has changed.
    pub fn try_apply(&mut self, delta: &Delta) -> Result<Outcome, ChangeError> {
        let outcome = self.check_delta(delta)?;
        if outcome == Outcome::Changed {
            self.commit_delta(delta)?;
        }
        Ok(outcome)
    }

    pub(crate) fn check_delta(&self, delta: &Delta) -> Result<Outcome, ChangeError> {
        if delta.config != *self.config() {
            return Err(ChangeError::ConfigMismatch);
        }
        if delta.target == self.stamp() {
            return Ok(Outcome::NoChange);
        }
        delta.base.precedes(self.stamp())?;
        let differs = |id| self.get(id).map(NodeRef::node);
        if let Some(change) = delta.changes().find(|change| differs(change.id()) != change.old_node()) {
            return Err(ChangeError::Conflict { id: memory::text(change.id())? });
        }
        self.check(&delta.changes)?;
        self.check_settled(&delta.changes)?;
        Ok(Outcome::Changed)
    }

    pub(crate) fn commit_delta(&mut self, delta: &Delta) -> Result<(), OutOfMemory> {
        self.commit(&delta.changes, delta.target)
    }
}
