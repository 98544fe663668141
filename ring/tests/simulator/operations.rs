//! What a leader does to its membership, and what it may be refused for.

use std::collections::BTreeMap;

use vnode_ring::{ChangeError, Changes, Delta, Membership, MembershipError, Node, NodeError, NodeUpdate};

use crate::counts::{Counts, Event};
use crate::random::Random;
use crate::replica::Replica;

const IDS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// A change of what the replica holds; `None` where it was refused as it should be.
pub(crate) fn propose(
    random: &mut Random,
    counts: &mut Counts,
    replica: &Replica,
) -> Result<Option<Delta>, String> {
    let membership = replica.holder.membership();
    let (id, other) = (*random.pick(&IDS), *random.pick(&IDS));
    let member = membership.get(id).map(|node| node.node().clone());
    let change = membership.change();
    let number = random.below(4);
    let outcome = match random.below(12) {
        0..=2 => check(change.add(node(random, id)).and_then(Changes::delta), |error| match error {
            ChangeError::AlreadyMember { .. } => member.is_some(),
            error => member.is_none() && placement_id_is_taken(membership, id, error),
        }),
        3 => check(change.remove(id).and_then(Changes::delta), |error| not_member(member.as_ref(), error)),
        4 | 5 => check(change.reweight(id, number).and_then(Changes::delta), |error| {
            not_member(member.as_ref(), error)
        }),
        6 => check(change.set_vnodes(id, number).and_then(Changes::delta), |error| match error {
            ChangeError::Membership(MembershipError::Node { error: NodeError::NoVnodes, .. }) => number == 0,
            ChangeError::Membership(MembershipError::Node {
                error: NodeError::DrainedWithVnodes { .. },
                ..
            }) => member.as_ref().is_some_and(|node| node.weight() == 0),
            error => not_member(member.as_ref(), error),
        }),
        7 => check(change.replace(id, node(random, other)).and_then(Changes::delta), |error| match error {
            ChangeError::AlreadyMember { .. } => membership.get(other).is_some(),
            error => not_member(member.as_ref(), error),
        }),
        8 => {
            let updates = [NodeUpdate::from(node(random, id)), NodeUpdate::new(other).with_weight(number)];
            let steps = updates.iter().try_fold(change, Changes::upsert);
            check(steps.and_then(Changes::delta), |error| {
                drained(error)
                    || placement_id_is_taken(membership, id, error)
                    || placement_id_is_taken(membership, other, error)
            })
        }
        9 => return rolled_back(random, counts, replica),
        _ => listed(random, counts, membership),
    }?;
    if outcome.is_none() {
        counts.add(Event::ChangeRefused);
    }
    Ok(outcome)
}

/// The inverse of the deltas that came last.
fn rolled_back(random: &mut Random, counts: &mut Counts, replica: &Replica) -> Result<Option<Delta>, String> {
    let Some(last) = replica.last(random.index(3)) else { return Ok(None) };
    let back = last.and_then(|last| last.invert()).map_err(|error| format!("no way back: {error}"))?;
    counts.add(Event::RolledBack);
    Ok(Some(back))
}

/// What a source lists, by itself or at an epoch of its own.
fn listed(
    random: &mut Random,
    counts: &mut Counts,
    membership: &Membership,
) -> Result<Option<Delta>, String> {
    let mut list: BTreeMap<&str, NodeUpdate> =
        membership.nodes().map(|node| (node.id(), node.node().clone().into())).collect();
    for _ in 0..random.below(4) {
        let id = random.pick(&IDS);
        if random.percent(50) {
            list.remove(id);
        } else {
            list.insert(id, node(random, id).into());
        }
    }
    let ids = list.keys().copied().collect::<Vec<_>>();
    let taken = |error: &ChangeError| {
        drained(error) || ids.iter().any(|id| placement_id_is_taken(membership, id, error))
    };
    if random.percent(50) {
        return check(membership.reconcile(list.into_values()), taken);
    }
    let epoch = (membership.epoch() + u64::from(random.below(5))).saturating_sub(1);
    let not_later = epoch <= membership.epoch();
    let outcome = check(membership.reconcile_at(epoch, list.into_values()), |error| match error {
        ChangeError::NotLater { .. } => not_later,
        error => taken(error),
    })?;
    if outcome.is_some() {
        counts.add(Event::Jumped);
    }
    Ok(outcome)
}

fn node(random: &mut Random, id: &str) -> Node {
    let mut node = Node::new(id).with_weight(random.below(4));
    if node.weight() > 0 && random.percent(20) {
        node = node.with_vnodes(1 + random.below(9));
    }
    if random.percent(30) {
        node = node.with_zone(*random.pick(&["x", "y"]));
    }
    if random.percent(30) {
        node = node.with_attribute("n", random.below(3).to_string());
    }
    node
}

/// Lets pass what the situation allows.
fn check(
    result: Result<Delta, ChangeError>,
    allowed: impl FnOnce(&ChangeError) -> bool,
) -> Result<Option<Delta>, String> {
    match result {
        Ok(delta) => Ok(Some(delta)),
        Err(error) if allowed(&error) => Ok(None),
        Err(error) => Err(format!("a change was refused for no reason: {error}")),
    }
}

fn not_member(member: Option<&Node>, error: &ChangeError) -> bool {
    member.is_none() && matches!(error, ChangeError::NotMember { .. })
}

/// A vnode count that was kept, or stated before, of a node that is now drained.
fn drained(error: &ChangeError) -> bool {
    matches!(
        error,
        ChangeError::Membership(MembershipError::Node { error: NodeError::DrainedWithVnodes { .. }, .. })
    )
}

/// A replacement holds the id of the node as its placement id.
fn placement_id_is_taken(membership: &Membership, id: &str, error: &ChangeError) -> bool {
    matches!(error, ChangeError::Membership(MembershipError::DuplicatePlacementId { placement_id, .. }) if placement_id == id)
        && membership.nodes().any(|node| node.id() != id && node.node().placement_id() == id)
}
