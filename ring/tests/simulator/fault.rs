//! Faults planted into one replica: controls, which the simulator must find.

use std::borrow::Cow;
use std::collections::BTreeMap;

use vnode_ring::{
    Change, ChangeError, Delta, KeyHasher, Membership, MembershipError, Node, NodeUpdate, Outcome,
};

use crate::replica::{Holder, Replica};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Carries out every delta, whatever it starts from.
    IgnoresTheBase,
    /// Refuses as it should, but carries out the first change before.
    RefusesTooLate,
    /// Loses the last change of every delta that has several.
    LosesAChange,
    /// Does not look at checksums.
    TrustsTheChannel,
    /// Changes its membership and not its table.
    KeepsItsTable,
}

impl Fault {
    pub(crate) const ALL: [Self; 5] = [
        Self::IgnoresTheBase,
        Self::RefusesTooLate,
        Self::LosesAChange,
        Self::TrustsTheChannel,
        Self::KeepsItsTable,
    ];
}

/// What the replica takes from the channel.
pub(crate) fn received(fault: Option<Fault>, bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut bytes = Cow::Borrowed(bytes);
    if let (Some(Fault::TrustsTheChannel), Some(end)) = (fault, bytes.len().checked_sub(8)) {
        let checksum = KeyHasher::xxh3(0).position(&bytes[..end]).0;
        bytes.to_mut()[end..].copy_from_slice(&checksum.to_le_bytes());
    }
    bytes
}

pub(crate) fn apply(
    fault: Option<Fault>,
    replica: &mut Replica,
    delta: &Delta,
) -> Result<Outcome, ChangeError> {
    let before = replica.holder.clone();
    let outcome = replica.holder.apply(delta);
    match (fault, &outcome) {
        (Some(Fault::KeepsItsTable), Ok(Outcome::Changed)) => {
            if let Holder::Ring(ring) = before {
                replica.frozen.get_or_insert(ring);
            }
        }
        (Some(Fault::IgnoresTheBase), Err(_)) if force(&mut replica.holder, delta, usize::MAX) => {
            return Ok(Outcome::Changed);
        }
        (Some(Fault::RefusesTooLate), Err(_)) => {
            force(&mut replica.holder, delta, 1);
        }
        (Some(Fault::LosesAChange), Ok(Outcome::Changed)) if delta.changes().len() > 1 => {
            replica.holder = before;
            force(&mut replica.holder, delta, delta.changes().len() - 1);
        }
        _ => {}
    }
    outcome
}

/// Carries out the first changes of a delta without a look at what they start from. Whether that went.
fn force(holder: &mut Holder, delta: &Delta, most: usize) -> bool {
    forced(holder.membership(), delta.target().epoch, delta.changes().take(most))
        .and_then(|delta| holder.apply(&delta))
        .is_ok()
}

fn forced<'a>(
    membership: &Membership,
    epoch: u64,
    changes: impl Iterator<Item = &'a Change>,
) -> Result<Delta, ChangeError> {
    let mut nodes: BTreeMap<&str, Node> =
        membership.nodes().map(|node| (node.id(), node.node().clone())).collect();
    for change in changes {
        match change.new_node() {
            Some(node) => drop(nodes.insert(change.id(), node.clone())),
            None => drop(nodes.remove(change.id())),
        }
    }
    if epoch < membership.epoch() {
        let error = MembershipError::DuplicateId { id: String::new() };
        return Err(error.into());
    }
    membership.reconcile_at(epoch, nodes.into_values().map(NodeUpdate::from))
}
