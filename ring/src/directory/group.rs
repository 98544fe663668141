//! One group: a membership, what observers say about its members, and its ring from the first match on.

use alloc::vec::Vec;

use super::change::GroupChange;
use super::sharing::{Arc, Once};
use super::status::Status;
use crate::config::Config;
use crate::delta::{ChangeError, Delta, Outcome};
use crate::index::NodeIndex;
use crate::limits::{HIGHEST_MAX_VNODES, Limits, TooManyVnodes};
use crate::membership::{Change, Membership, MembershipError, NodeRef};
use crate::placement::vnode_count;
use crate::ring::Ring;
use crate::secret::Secret;

#[derive(Clone, Debug)]
pub(super) struct Group {
    membership: Membership,
    /// The same membership compiled, with the same slots, because both go through the same changes. Shared by copies
    /// of the group, so that a status does not cost a copy of the table.
    ring: Once<Arc<Ring>>,
    /// By slot; slots beyond the end are passing.
    statuses: Vec<Status>,
    /// How many members are critical.
    critical: u32,
    /// How many vnodes all members have: known without a table.
    vnodes: u32,
}

/// Equal content: members and their statuses. Epochs, slots and tables are not content.
impl PartialEq for Group {
    fn eq(&self, other: &Self) -> bool {
        self.membership == other.membership
            && self.statuses().map(|(_, status)| status).eq(other.statuses().map(|(_, status)| status))
    }
}

impl Group {
    /// A group without members.
    pub(super) fn new(config: Config) -> Result<Self, MembershipError> {
        Membership::new(config, []).map(Self::of)
    }

    /// A group of members that are all passing, whose vnodes keep the limits of the directory.
    pub(super) fn of(membership: Membership) -> Self {
        let vnodes =
            membership.nodes().map(|node| vnode_count(membership.config(), node.node())).sum::<u64>();
        let vnodes = u32::try_from(vnodes).expect("HIGHEST_MAX_VNODES fits");
        Self { membership, ring: Once::new(), statuses: Vec::new(), critical: 0, vnodes }
    }

    pub(super) const fn membership(&self) -> &Membership {
        &self.membership
    }

    pub(super) const fn vnodes(&self) -> u32 {
        self.vnodes
    }

    pub(super) const fn critical(&self) -> usize {
        self.critical as usize
    }

    /// The ring. Compiled when first asked for: O(V), from then on O(1).
    pub(super) fn ring(&self, secret: Option<&Secret>) -> &Arc<Ring> {
        self.ring.get_or_init(|| {
            let limits = highest();
            let membership = self.membership.clone();
            let ring = match self.membership.config().key_check().and(secret) {
                Some(secret) => Ring::with_secret(membership, limits, secret),
                None => Ring::from_membership(membership, limits),
            };
            Arc::new(ring.expect("secret and vnodes were checked when the group and its members came"))
        })
    }

    #[cfg(all(test, not(loom)))]
    pub(super) fn compiled(&self) -> Option<&Arc<Ring>> {
        self.ring.get()
    }

    pub(super) fn status_at(&self, slot: NodeIndex) -> Status {
        self.statuses.get(slot.get()).copied().unwrap_or_default()
    }

    pub(super) fn status(&self, id: &str) -> Option<Status> {
        self.membership.get(id).map(|node| self.status_at(node.index()))
    }

    /// All members sorted by id, each with its status.
    pub(super) fn statuses(&self) -> impl ExactSizeIterator<Item = (NodeRef<'_>, Status)> + Clone {
        self.membership.nodes().map(|node| (node, self.status_at(node.index())))
    }

    /// How many vnodes the members have after a delta that fits this membership.
    pub(super) fn vnodes_after(&self, delta: &Delta, limits: Limits) -> Result<u32, TooManyVnodes> {
        self.membership.vnodes_after(delta, self.vnodes, limits)
    }

    /// Whether a delta can be carried out.
    pub(super) fn check(&self, delta: &Delta, limits: Limits) -> Result<(), ChangeError> {
        if self.membership.check_delta(delta)? == Outcome::NoChange && !delta.is_empty() {
            // It leads to where we are, but what comes with it was made where it starts from.
            return Err(ChangeError::Stale { base: delta.base().epoch, ours: self.membership.epoch() });
        }
        self.vnodes_after(delta, limits).map(drop).map_err(ChangeError::TooManyVnodes)
    }

    /// Carries out what was checked.
    pub(super) fn commit(&mut self, change: &GroupChange) {
        if let Some(delta) = &change.delta {
            self.commit_delta(delta);
        }
        for (id, &(_, new)) in &change.statuses {
            if let Some(slot) = self.membership.get(id).map(NodeRef::index) {
                self.set_status(slot, new);
            }
        }
    }

    fn commit_delta(&mut self, delta: &Delta) {
        self.vnodes = self.vnodes_after(delta, highest()).expect("the vnodes were checked");
        let leaves = |change: &Change| change.new_node().is_none();
        for change in delta.changes().filter(|change| leaves(change)) {
            if let Some(slot) = self.membership.get(change.id()).map(NodeRef::index) {
                self.set_status(slot, Status::Passing);
            }
        }
        self.membership.apply(delta).expect("the delta was checked");
        if let Some(ring) = self.ring.get_mut() {
            Arc::make_mut(ring).apply(delta).expect("the ring has the same membership");
        }
    }

    fn set_status(&mut self, slot: NodeIndex, status: Status) {
        self.critical -= u32::from(self.status_at(slot) == Status::Critical);
        self.critical += u32::from(status == Status::Critical);
        match self.statuses.get_mut(slot.get()) {
            Some(place) => *place = status,
            None if status == Status::Passing => {}
            None => {
                self.statuses.resize(slot.get() + 1, Status::Passing);
                self.statuses[slot.get()] = status;
            }
        }
    }
}

/// The limits of a directory hold when members come; once they are there, no lower limit makes them go.
fn highest() -> Limits {
    Limits::default().with_max_vnodes(HIGHEST_MAX_VNODES).expect("it is the highest")
}
