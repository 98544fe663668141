//! Memberships that are made and changed.

use std::fmt::Debug;

use vnode_ring::{Config, Membership, MembershipError, Node, NodeRef, Outcome};

use super::{at_each_allocation, changes, nodes};

pub(super) fn of(count: usize) -> Membership {
    Membership::new(Config::default(), nodes(count)).unwrap()
}

/// All that tells one membership from another, and the slots, by which tables name nodes.
pub(super) fn state(membership: &Membership) -> impl PartialEq + Debug + use<> {
    let nodes = membership.nodes().map(|node| (node.index(), node.node().clone()));
    let found = membership.nodes().map(|node| membership.get(node.id()).map(NodeRef::index));
    let lists = (nodes.collect::<Vec<_>>(), found.collect::<Vec<_>>());
    (membership.stamp(), membership.placement_fingerprint(), lists)
}

fn made(nodes: &[Node]) -> (Result<Membership, MembershipError>, u64) {
    let given = || Vec::from(nodes).into_iter();
    at_each_allocation(given, |nodes| Membership::try_new(Config::default(), nodes), drop)
}

#[test]
fn a_membership_is_made_or_there_is_an_error() {
    for (count, least) in [(0, 0), (1, 2), (40, 12)] {
        let (made, counted) = made(&nodes(count).collect::<Vec<_>>());
        assert_eq!(made, Ok(of(count)));
        assert!(counted >= least, "{count} nodes: {counted} allocations");
    }
}

#[test]
fn a_refusal_that_names_nodes_is_made_or_there_is_an_error() {
    let (twice, counted) = made(&["a", "b", "a"].map(Node::new));
    assert_eq!(twice, Err(MembershipError::DuplicateId { id: "a".into() }));
    assert!(counted >= 2, "{counted} allocations");

    let placed = ["c", "b"].map(|id| Node::new(id).with_placement_id("a"));
    let (placed_twice, counted) = made(&placed);
    let (placement_id, id, holder) = ("a".into(), "c".into(), "b".into());
    assert_eq!(placed_twice, Err(MembershipError::DuplicatePlacementId { placement_id, id, holder }));
    assert!(counted >= 6, "{counted} allocations");

    let (no_vnodes, counted) = made(&[Node::new("a").with_vnodes(0)]);
    assert!(matches!(no_vnodes, Err(MembershipError::Node { id, .. }) if id == "a"));
    assert!(counted >= 2, "{counted} allocations");
}

#[cfg(feature = "compat")]
#[test]
fn a_ring_of_another_program_is_kept_or_there_is_an_error() {
    use vnode_ring::{Limits, Placement};

    for placement in [Placement::Nginx, Placement::Twemproxy, Placement::ChashCrc32, Placement::HaproxyAddr] {
        let config = Config::of_placement(placement).with_vnodes_per_weight(8);
        let nodes =
            nodes(12).zip(1..).map(|(node, number)| node.with_placement_id(format!("10.0.1.{number}")));
        let membership = Membership::new(config, nodes).unwrap();
        let before = state(&membership);
        let (kept, counted) =
            at_each_allocation(|| (), |()| membership.try_to_explicit(Limits::default()), drop);
        assert_eq!(kept.unwrap(), membership.to_explicit(Limits::default()).unwrap());
        assert!(counted >= 24, "{counted} allocations");
        assert_eq!(state(&membership), before);
    }
}

#[test]
fn a_membership_changes_wholly_or_not_at_all() {
    let before = of(40);
    let delta = changes(&before);
    let mut after = before.clone();
    after.apply(&delta).unwrap();
    let succeeds = |mut membership: Membership| {
        assert_eq!(membership.try_apply(&delta), Ok(Outcome::Changed));
        assert_eq!(state(&membership), state(&after));
    };
    let (applied, counted) = at_each_allocation(
        || before.clone(),
        |membership| membership.try_apply(&delta),
        |membership| {
            assert_eq!(state(&membership), state(&before));
            succeeds(membership);
        },
    );
    assert_eq!(applied, Ok(Outcome::Changed));
    assert!(counted >= 16, "{counted} allocations");
    succeeds(before.clone());
}
