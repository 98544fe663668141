//! Nodes that are out for the time being.

use alloc::borrow::ToOwned as _;

use super::{Transition, TransitionError};

impl Transition {
    /// Says that a node cannot be read from nor copied to. Copies that were to read from it get others to read instead;
    /// copies to it cannot be made, and [`advance`](Self::advance) says so; copies that are complete stay so. Where writes
    /// and reads go does not change: quorums are for that.
    ///
    /// # Errors
    /// When it is a member neither before nor after the change.
    pub fn declare_unavailable(&mut self, id: &str) -> Result<(), TransitionError> {
        if !self.is_member(id) {
            return Err(TransitionError::UnknownNode { id: id.into() });
        }
        self.unavailable.insert(id.to_owned());
        Ok(())
    }

    /// Takes back that a node is unavailable. Returns whether it was.
    pub fn declare_available(&mut self, id: &str) -> bool {
        self.unavailable.remove(id)
    }

    /// The ids of the nodes that are said to be unavailable, sorted. Once a change has come to its end, those are not
    /// among them that are no members any more.
    #[must_use]
    pub fn unavailable(&self) -> impl ExactSizeIterator<Item = &str> {
        self.unavailable.iter().map(|id| &**id)
    }

    pub(super) fn is_member(&self, id: &str) -> bool {
        [Some(&self.old), self.new.as_ref()]
            .into_iter()
            .flatten()
            .any(|ring| ring.membership().get(id).is_some())
    }
}
