//! How a ring changes.

use super::{Ring, Zones, fits, laid_out, tie_order};
use crate::delta::{ChangeError, Changes, Delta, Outcome};
use crate::membership::Change;
use crate::memory::or_abort;
use crate::node::Node;
use crate::placement::{Vnodes, vnode_count};

impl Ring {
    /// Starts a change of this ring.
    pub const fn change(&self) -> Changes<'_> {
        self.membership.change()
    }

    /// Carries a delta out, wholly or not at all. Vnodes that a node keeps are not touched.
    ///
    /// O(vnodes of the changed nodes), besides what [`Membership::apply`](crate::Membership::apply) costs. Where the owner is
    /// the node of the nearest vnode, the ring is compiled again, O(V log V).
    ///
    /// # Errors
    /// As [`Membership::apply`](crate::Membership::apply), and when the ring would have more vnodes than its limit. Then
    /// nothing has changed.
    pub fn apply(&mut self, delta: &Delta) -> Result<Outcome, ChangeError> {
        or_abort(if self.config().placement().is_nearest() {
            self.try_apply(delta)
        } else {
            self.patch(delta)
        })
    }

    /// As [`apply`](Self::apply), and [`OutOfMemory`](ChangeError::OutOfMemory) where there is not enough memory: see
    /// [Memory](crate#memory).
    ///
    /// A table that is changed in place could not be changed back without memory. So this compiles a second one, beside
    /// which the ring stays as it is until nothing can fail any more: O(V), and room for a second ring while it runs.
    ///
    /// # Errors
    /// As `apply`, and when there is not enough memory. Then nothing has changed.
    pub fn try_apply(&mut self, delta: &Delta) -> Result<Outcome, ChangeError> {
        let outcome = self.check(delta)?;
        if outcome == Outcome::Changed {
            let mut membership = self.membership.try_clone()?;
            membership.commit_delta(delta)?;
            let zones = Zones::of(&membership)?;
            self.table = laid_out(&membership, self.parts)?;
            self.membership = membership;
            self.zones = zones;
        }
        Ok(outcome)
    }

    /// Checks a delta as a whole, before anything is touched.
    pub(crate) fn check(&self, delta: &Delta) -> Result<Outcome, ChangeError> {
        let outcome = self.membership.check_delta(delta)?;
        if outcome == Outcome::Changed {
            self.membership
                .vnodes_after(delta, fits(self.table.len() as u64), self.limits)
                .map_err(ChangeError::TooManyVnodes)?;
        }
        Ok(outcome)
    }

    /// Carries a delta out in place. Where memory runs out, the ring is left in between.
    fn patch(&mut self, delta: &Delta) -> Result<Outcome, ChangeError> {
        let outcome = self.check(delta)?;
        if outcome == Outcome::NoChange {
            return Ok(outcome);
        }
        for change in delta.changes() {
            if let (Some(node), Some(old)) = (self.membership.get(change.id()), change.old_node()) {
                if self.count(old) > 0 {
                    self.zones.leave(node.zone());
                }
                let kept = self.kept(change);
                if kept < self.count(old) {
                    self.table.shrink(node.index().0, fits(kept), tie_order(&self.membership, self.parts))?;
                }
            }
        }
        self.membership.commit_delta(delta)?;
        for change in delta.changes() {
            if let (Some(node), Some(new)) = (self.membership.get(change.id()), change.new_node()) {
                let count = self.count(new);
                if count > 0 {
                    self.zones.join(node.index().0, node.zone())?;
                }
                if count > self.kept(change) {
                    let vnodes = Vnodes::of(self.config(), new)?;
                    self.table.grow(node.index().0, vnodes, tie_order(&self.membership, self.parts))?;
                }
            }
        }
        Ok(outcome)
    }

    /// Lets a node join. Returns the delta, for other holders of the same ring.
    ///
    /// # Errors
    /// When a member has its id, or a limit would break. Then nothing has changed.
    pub fn add(&mut self, node: Node) -> Result<Delta, ChangeError> {
        let delta = self.change().add(node)?.delta()?;
        self.apply(&delta).map(|_| delta)
    }

    /// Lets a node leave. Returns the delta, for other holders of the same ring.
    ///
    /// # Errors
    /// When no member has the id. Then nothing has changed.
    pub fn remove(&mut self, id: &str) -> Result<Delta, ChangeError> {
        let delta = self.change().remove(id)?.delta()?;
        self.apply(&delta).map(|_| delta)
    }

    /// Sets the weight of a node; 0 drains it. Returns the delta, for other holders of the same ring.
    ///
    /// # Errors
    /// When no member has the id, or a limit would break. Then nothing has changed.
    pub fn reweight(&mut self, id: &str, weight: u32) -> Result<Delta, ChangeError> {
        let delta = self.change().reweight(id, weight)?.delta()?;
        self.apply(&delta).map(|_| delta)
    }

    fn count(&self, node: &Node) -> u64 {
        vnode_count(self.config(), node)
    }

    /// How many vnodes a node keeps in a change: sequences belong to placement ids, and lists are whole. Of stated positions
    /// it keeps all or none.
    fn kept(&self, change: &Change) -> u64 {
        match (change.old_node(), change.new_node()) {
            (Some(old), Some(new)) if old.placement_id() == new.placement_id() => {
                let same = old.stated_positions() == new.stated_positions();
                let counts = (self.count(old), self.count(new));
                if counts.0 == counts.1 && same || !self.parts.sequence.is_listed() {
                    counts.0.min(counts.1)
                } else {
                    0
                }
            }
            _ => 0,
        }
    }
}
