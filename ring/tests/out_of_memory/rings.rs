//! Rings that are compiled and changed.

use std::fmt::Debug;

use vnode_ring::{
    BuildError, Config, Delta, Limits, Membership, Node, NodeRef, NodeUpdate, Outcome, Ring, Scratch, Secret,
};

#[cfg(feature = "compat")]
use vnode_ring::{Placement, Position};

use super::{at_each_allocation, changes, memberships, nodes};

/// All that tells one ring from another.
fn state(ring: &Ring) -> impl PartialEq + Debug + use<> {
    let mut scratch = Scratch::default();
    let vnodes = ring.vnodes_in_order(&mut scratch).map(|(position, node)| (position, node.index()));
    let vnodes: Vec<_> = vnodes.collect();
    let owners = (0..500_u32).map(|key| ring.lookup(key.to_le_bytes()).map(NodeRef::index));
    (memberships::state(ring.membership()), vnodes, owners.collect::<Vec<_>>())
}

/// Nodes of all kinds beside one whose positions are listed.
fn listed() -> Membership {
    let nodes = nodes(12).chain([Node::new("large").with_vnodes(17_000)]);
    Membership::new(Config::default(), nodes).unwrap()
}

/// A membership whose slots need the lines for more than 65,535 nodes, though few nodes are left.
fn wide() -> Membership {
    let config = Config::default().with_vnodes_per_weight(20);
    let names = |range: std::ops::Range<u32>| range.map(|number| format!("node-{number:06}"));
    let mut membership = Membership::new(config, names(0..65_600).map(Node::new)).unwrap();
    let left = membership.reconcile(names(65_560..65_600).map(NodeUpdate::new)).unwrap();
    membership.apply(&left).unwrap();
    membership
}

/// Of 60 nodes and 15,000 vnodes; some lines of it spill.
fn spilling() -> Membership {
    memberships::of(60)
}

#[test]
fn a_ring_is_compiled_or_there_is_an_error() {
    let cases = [("no nodes", memberships::of(0), 1), ("spilling", spilling(), 14), ("listed", listed(), 12)];
    for (what, membership, least) in cases.into_iter().chain([("wide", wide(), 10)]) {
        let whole = Ring::from_membership(membership.clone(), Limits::default()).unwrap();
        let (compiled, counted) = at_each_allocation(
            || Some(membership.clone()),
            |given| Ring::try_from_membership(given.take().unwrap(), Limits::default()),
            drop,
        );
        assert_eq!(state(&compiled.unwrap()), state(&whole), "{what}");
        assert!(counted >= least, "{what}: {counted} allocations");
    }
}

#[test]
fn a_keyed_ring_is_compiled_or_there_is_an_error() {
    let secret = Secret::new([7; 16]);
    let keyed = Membership::new(Config::default().with_secret(&secret), nodes(8)).unwrap();
    let compile = |secret: &Secret| {
        let given = || Some(keyed.clone());
        at_each_allocation(
            given,
            |given| Ring::try_with_secret(given.take().unwrap(), Limits::default(), secret),
            drop,
        )
    };
    let (compiled, counted) = compile(&secret);
    let whole = Ring::with_secret(keyed.clone(), Limits::default(), &secret).unwrap();
    assert_eq!(state(&compiled.unwrap()), state(&whole));
    assert!(counted >= 4, "{counted} allocations");
    let (refused, _) = compile(&Secret::new([8; 16]));
    assert!(matches!(refused, Err(BuildError::Secret(_))));
}

/// Applies a delta at each allocation, and says how many there are.
fn changes_wholly_or_not_at_all(before: &Ring, delta: &Delta) -> u64 {
    let mut after = before.clone();
    after.apply(delta).unwrap();
    let (before_state, after_state) = (state(before), state(&after));
    assert_ne!(before_state, after_state);
    let (applied, counted) = at_each_allocation(
        || before.clone(),
        |ring| ring.try_apply(delta),
        |mut ring| {
            assert_eq!(state(&ring), before_state);
            // In place: the table, too, is what it was.
            assert_eq!(ring.apply(delta), Ok(Outcome::Changed));
            assert_eq!(state(&ring), after_state);
        },
    );
    assert_eq!(applied, Ok(Outcome::Changed));
    let mut ring = before.clone();
    assert_eq!(ring.try_apply(delta), Ok(Outcome::Changed));
    assert_eq!(state(&ring), after_state);
    counted
}

#[test]
fn a_ring_changes_wholly_or_not_at_all() {
    let spilling = Ring::from_membership(spilling(), Limits::default()).unwrap();
    let counted = changes_wholly_or_not_at_all(&spilling, &changes(spilling.membership()));
    assert!(counted >= 90, "spilling: {counted} allocations");

    let listed = Ring::from_membership(listed(), Limits::default()).unwrap();
    let counted = changes_wholly_or_not_at_all(&listed, &changes(listed.membership()));
    assert!(counted >= 40, "listed: {counted} allocations");

    let wide = Ring::from_membership(wide(), Limits::default()).unwrap();
    let delta = wide.change().add(Node::new("joins")).unwrap().delta().unwrap();
    let counted = changes_wholly_or_not_at_all(&wide, &delta);
    assert!(counted >= 50, "wide: {counted} allocations");
}

/// Nodes of which every placement takes one: by number, or by address.
#[cfg(feature = "compat")]
fn of_placement(placement: Placement) -> Ring {
    let config = Config::of_placement(placement);
    let config = if placement.is_explicit() { config } else { config.with_vnodes_per_weight(8) };
    let nodes = (1..9_u32).map(|number| node_of(placement, number).with_weight(1 + number % 3));
    Ring::new(config, nodes).unwrap()
}

#[cfg(feature = "compat")]
fn node_of(placement: Placement, number: u32) -> Node {
    let node = Node::new(format!("10.0.0.{number}:80"));
    match placement {
        Placement::Explicit => node.with_positions([Position(u64::from(number)), Position(u64::MAX / 9)]),
        Placement::HaproxyId | Placement::HaproxyId30 => node.with_placement_id(number.to_string()),
        _ => node,
    }
}

#[cfg(feature = "compat")]
#[test]
fn rings_of_every_placement_are_compiled_and_changed_or_there_is_an_error() {
    for &placement in Placement::ALL {
        let whole = of_placement(placement);
        let (compiled, counted) = at_each_allocation(
            || Some(whole.membership().clone()),
            |given| Ring::try_from_membership(given.take().unwrap(), Limits::default()),
            drop,
        );
        assert_eq!(state(&compiled.unwrap()), state(&whole), "{placement:?}");
        assert!(counted >= 4, "{placement:?}: {counted} allocations");

        let changes = whole.change().remove("10.0.0.2:80").unwrap().add(node_of(placement, 9)).unwrap();
        let delta = changes.reweight("10.0.0.3:80", 5).unwrap().delta().unwrap();
        let counted = changes_wholly_or_not_at_all(&whole, &delta);
        assert!(counted >= 20, "{placement:?}: {counted} allocations");
    }
}

/// A node that a change makes large enough to be listed, and back.
#[test]
fn a_node_becomes_listed_and_back_or_nothing_changes() {
    let mut ring = Ring::from_membership(memberships::of(4), Limits::default()).unwrap();
    for vnodes in [17_000, 100] {
        let delta = ring.change().set_vnodes("node-001", vnodes).unwrap().delta().unwrap();
        let counted = changes_wholly_or_not_at_all(&ring, &delta);
        assert!(counted >= 12, "{vnodes} vnodes: {counted} allocations");
        ring.apply(&delta).unwrap();
    }
}
