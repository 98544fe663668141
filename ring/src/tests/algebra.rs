//! Guarantees 16, 17 and 20: deltas as values, and fingerprints that follow them.

use alloc::string::ToString;

use proptest::prelude::*;

use super::arbitrary::{config, full_nodes};
use super::oracle::all_keys;
use crate::membership::{Membership, NodeRef, Stamp};
use crate::{Change, ChangeError, Config, Delta, Node, Outcome, Ring, Scratch};

/// A membership at some epoch.
fn at(config: &Config, epoch: u64, nodes: &[Node]) -> Membership {
    let mut membership = Membership::new(config.clone(), nodes.iter().cloned()).unwrap();
    membership.set_epoch(epoch);
    membership
}

fn applied(membership: &Membership, delta: &Delta) -> Membership {
    let mut membership = membership.clone();
    membership.apply(delta).unwrap();
    membership
}

/// Epoch and content.
fn assert_same(left: &Membership, right: &Membership) {
    assert_eq!(left, right);
    assert_eq!(left.stamp(), right.stamp());
    assert_eq!(left.placement_fingerprint(), right.placement_fingerprint());
}

fn assert_same_ring(patched: &Ring, rebuilt: &Ring) {
    assert_same(patched.membership(), rebuilt.membership());
    let (mut one, mut other) = (Scratch::default(), Scratch::default());
    let vnodes = |(position, node): (_, NodeRef<'_>)| (position, node.node().clone());
    assert!(
        patched.vnodes_in_order(&mut one).map(vnodes).eq(rebuilt.vnodes_in_order(&mut other).map(vnodes))
    );
}

proptest! {
    #[test]
    fn guarantee_16_a_diff_leads_from_one_membership_to_the_other_and_is_minimal(
        config in config(), old in full_nodes(), new in full_nodes(), epochs: (u8, u8),
    ) {
        let (old, new) = (at(&config, epochs.0.into(), &old), at(&config, epochs.1.into(), &new));
        let delta = old.diff(&new).unwrap();
        prop_assert_eq!(delta.is_empty(), old == new);
        let differing = |node: &NodeRef<'_>, other: &Membership| other.get(node.id()).map(NodeRef::node) != Some(node.node());
        let left_or_changed = old.nodes().filter(|node| differing(node, &new)).count();
        let joined = new.nodes().filter(|node| old.get(node.id()).is_none()).count();
        prop_assert_eq!(delta.changes().len(), left_or_changed + joined);

        let patched = applied(&old, &delta);
        prop_assert_eq!(&patched, &new);
        prop_assert_eq!(patched.stamp(), delta.target());
        if !delta.is_empty() {
            prop_assert_eq!(patched.epoch(), new.epoch().max(old.epoch() + 1));
        }
    }

    #[test]
    fn guarantee_16_one_composed_delta_does_what_two_do(
        config in config(), stations in prop::collection::vec(full_nodes(), 4),
    ) {
        let stations: alloc::vec::Vec<_> = (0u64..).zip(&stations).map(|(epoch, nodes)| at(&config, epoch, nodes)).collect();
        let [first, second, third] = [0, 1, 2].map(|from| stations[from].diff(&stations[from + 1]).unwrap());
        // Where a step changes nothing, what follows it starts from the epoch before.
        prop_assume!(![&first, &second, &third].into_iter().any(Delta::is_empty));

        let both = first.compose(&second).unwrap();
        assert_same(&applied(&stations[0], &both), &stations[2]);
        prop_assert_eq!(both.compose(&third), first.compose(&second.compose(&third).unwrap()));
        let direct = stations[0].diff(&stations[2]).unwrap();
        prop_assert!(both.changes().eq(direct.changes()));

        let stale = matches!(second.compose(&first), Err(ChangeError::Stale { .. }));
        prop_assert!(stale);
        let gap = matches!(first.compose(&third), Err(ChangeError::Gap { .. }));
        prop_assert!(gap);
    }

    #[test]
    fn guarantee_16_an_inverted_delta_restores_the_content_at_a_later_epoch(
        config in config(), old in full_nodes(), new in full_nodes(),
    ) {
        let (old, new) = (at(&config, 0, &old), at(&config, 1, &new));
        let delta = old.diff(&new).unwrap();
        let back = delta.invert().unwrap();
        let restored = applied(&applied(&old, &delta), &back);
        prop_assert_eq!(&restored, &old);
        prop_assert_eq!(restored.fingerprint(), old.fingerprint());
        prop_assert_eq!(restored.epoch(), delta.target().epoch + 1);
        prop_assert!(delta.compose(&back).unwrap().is_empty());
        let there_again = back.invert().unwrap();
        prop_assert!(there_again.changes().eq(delta.changes()));
    }

    #[test]
    fn guarantee_16_deltas_of_disjoint_nodes_commute(
        config in config(), nodes in full_nodes(), split in 0usize..8,
    ) {
        let start = at(&config, 0, &nodes);
        let empty = |ids: &[Node]| ids.iter().try_fold(start.change(), |change, node| change.remove(node.id())).unwrap().delta().unwrap();
        let (left, right) = nodes.split_at(split.min(nodes.len()));
        let one_way = at(&config, 0, right);
        let other_way = at(&config, 0, left);
        let none = at(&config, 0, &[]);
        prop_assert_eq!(applied(&start, &empty(left)), one_way.clone());
        prop_assert_eq!(applied(&start, &empty(right)), other_way.clone());
        prop_assert_eq!(applied(&one_way, &one_way.diff(&none).unwrap()), applied(&other_way, &other_way.diff(&none).unwrap()));
    }

    #[test]
    fn guarantee_16_a_patched_ring_equals_a_rebuilt_one(
        config in config(), stations in prop::collection::vec(full_nodes(), 1..6),
    ) {
        let mut ring = Ring::new(config.clone(), []).unwrap();
        for station in stations {
            let delta = ring.membership().diff(&at(&config, 0, &station)).unwrap();
            ring.apply(&delta).unwrap();
            let rebuilt = at(&config, ring.membership().epoch(), &station);
            assert_same_ring(&ring, &Ring::from_membership(rebuilt, crate::Limits::default()).unwrap());
            // All of it, as one delta back and forth.
            let mut again = ring.clone();
            prop_assert_eq!(again.apply(&delta), Ok(Outcome::NoChange));
            again.apply(&delta.invert().unwrap()).unwrap();
            again.apply(&delta.invert().unwrap().invert().unwrap()).unwrap();
            prop_assert_eq!(again.membership(), ring.membership());
        }
    }

    #[test]
    fn guarantee_17_the_fingerprint_kept_up_equals_the_one_worked_out(
        config in config(), stations in prop::collection::vec(full_nodes(), 1..6),
    ) {
        let mut travelled = at(&config, 0, &[]);
        for station in &stations {
            let fresh = at(&config, 0, station);
            let delta = travelled.diff(&fresh).unwrap();
            travelled.apply(&delta).unwrap();
            prop_assert_eq!(travelled.fingerprint(), fresh.fingerprint());
            prop_assert_eq!(travelled.placement_fingerprint(), fresh.placement_fingerprint());
        }
    }

    #[test]
    fn guarantee_17_different_content_has_different_fingerprints(
        config in config(), one in full_nodes(), other in full_nodes(),
    ) {
        let (one, other) = (at(&config, 0, &one), at(&config, 0, &other));
        prop_assert_eq!(one == other, one.fingerprint() == other.fingerprint());
    }

    /// The placement fingerprint says that nothing moves: neither owners nor lists nor the zones that lists look at.
    #[test]
    fn guarantee_17_attributes_and_equal_counts_leave_the_placement_fingerprint(
        config in config(), nodes in full_nodes(), node in any::<prop::sample::Index>(),
    ) {
        prop_assume!(!nodes.is_empty());
        let membership = at(&config, 0, &nodes);
        let touched = node.get(&nodes);
        let noted = touched.clone().with_attribute("noted", "x");
        let mut after = membership.clone();
        let delta = after.change().remove(noted.id()).unwrap().add(noted).unwrap().delta().unwrap();
        after.apply(&delta).unwrap();
        prop_assert_ne!(after.fingerprint(), membership.fingerprint());
        prop_assert_eq!(after.placement_fingerprint(), membership.placement_fingerprint());
        prop_assert_eq!(after.epoch(), 1);

        let zoned = touched.clone().with_zone("somewhere else");
        let delta = membership.change().remove(zoned.id()).unwrap().add(zoned).unwrap().delta().unwrap();
        prop_assert_ne!(applied(&membership, &delta).placement_fingerprint(), membership.placement_fingerprint());
    }

    #[test]
    fn guarantee_20_a_replacement_takes_exactly_the_keys_of_the_replaced_node(
        config in config(), nodes in full_nodes(), node in any::<prop::sample::Index>(),
    ) {
        prop_assume!(!nodes.is_empty());
        let old = Ring::new(config, nodes.clone()).unwrap();
        let leaver = node.get(&nodes).id();
        let mut new = old.clone();
        let delta = old.change().replace(leaver, Node::new("new")).unwrap().delta().unwrap();
        new.apply(&delta).unwrap();
        for key in all_keys([&old, &new]) {
            let renamed = |id| if id == leaver { "new" } else { id };
            prop_assert_eq!(
                old.lookup_position(key).map(|owner| renamed(owner.id())),
                new.lookup_position(key).map(NodeRef::id)
            );
        }
    }
}

/// Each error of `apply`, in the order in which they are looked for.
#[test]
fn a_delta_is_refused_for_the_first_reason_there_is() {
    let config = Config::default();
    let ours = at(&config, 5, &[Node::new("a"), Node::new("b")]);
    let theirs = at(&config, 5, &[Node::new("a"), Node::new("c")]);
    let stamp = |membership: &Membership, epoch| Stamp { epoch, ..membership.stamp() };
    let leave = |old: Node| Change { old: Some(old), new: None };
    let delta = |base, epoch, change| Delta::new(config.clone(), base, epoch, [change].into());
    let apply = |delta: &Delta| ours.clone().apply(delta);

    let (a, b) = (|| leave(Node::new("a")), || leave(Node::new("b")));
    assert_eq!(apply(&delta(stamp(&ours, 5), 6, a())), Ok(Outcome::Changed));
    assert_eq!(apply(&delta(stamp(&ours, 7), 8, a())), Err(ChangeError::Gap { base: 7, ours: 5 }));
    assert_eq!(apply(&delta(stamp(&ours, 4), 6, a())), Err(ChangeError::Stale { base: 4, ours: 5 }));
    let (base, our) = (theirs.fingerprint(), ours.fingerprint());
    assert_eq!(
        apply(&delta(stamp(&theirs, 5), 6, b())),
        Err(ChangeError::Fork { epoch: 5, base, ours: our })
    );
    assert_eq!(
        apply(&delta(stamp(&ours, 5), 6, leave(Node::new("b").with_weight(2)))),
        Err(ChangeError::Conflict { id: "b".into() })
    );
    // Where it leads to is looked at before where it starts from.
    let before = at(&config, 3, &[Node::new("a"), Node::new("b"), Node::new("c")]);
    assert_eq!(apply(&delta(before.stamp(), 5, leave(Node::new("c")))), Ok(Outcome::NoChange));
    let elsewhere = at(&config.clone().with_seed(1), 5, &[]);
    let foreign = elsewhere.change().add(Node::new("a")).unwrap().delta().unwrap();
    assert_eq!(apply(&foreign), Err(ChangeError::ConfigMismatch));
    assert_eq!(ours.diff(&elsewhere), Err(ChangeError::ConfigMismatch));
}

#[test]
fn what_a_weight_change_does_to_a_stated_count() {
    let membership = at(&Config::default(), 0, &[Node::new("a").with_vnodes(100)]);
    let changed = |step: fn(crate::Changes<'_>) -> Result<crate::Changes<'_>, ChangeError>| {
        let delta = step(membership.change())?.delta()?;
        Ok(applied(&membership, &delta).get("a").unwrap().node().clone())
    };
    assert_eq!(changed(|it| it.reweight("a", 1)), Ok(Node::new("a").with_vnodes(100)));
    assert_eq!(changed(|it| it.reweight("a", 2)), Ok(Node::new("a").with_weight(2)));
    assert_eq!(
        changed(|it| it.reweight("a", 2)?.set_vnodes("a", 7)),
        Ok(Node::new("a").with_weight(2).with_vnodes(7))
    );
    assert_eq!(changed(|it| it.set_vnodes("a", 256)), Ok(Node::new("a")));
    assert!(matches!(changed(|it| it.set_vnodes("a", 0)), Err(ChangeError::Membership(_))));
    assert!(matches!(changed(|it| it.reweight("a", 0)?.set_vnodes("a", 1)), Err(ChangeError::Membership(_))));
}

proptest! {
    #[test]
    fn a_reconciled_membership_holds_what_was_listed(
        config in config(), old in full_nodes(), new in full_nodes(), jump in 1u64..9,
    ) {
        // Vnode counts and placement ids that a list does not state are kept, and may then belong to two nodes.
        let new: alloc::vec::Vec<Node> = new.into_iter().filter(|node| !node.states_placement_id()).collect();
        let old: alloc::vec::Vec<Node> = old.into_iter().filter(|node| !node.states_placement_id()).collect();
        let (old, target) = (at(&config, 3, &old), at(&config, 0, &new));
        let list = || new.iter().cloned().map(crate::NodeUpdate::from);
        let delta = old.reconcile(list()).unwrap();
        let patched = applied(&old, &delta);
        for (node, kept) in patched.nodes().zip(target.nodes()) {
            prop_assert_eq!((node.id(), node.weight(), node.zone()), (kept.id(), kept.weight(), kept.zone()));
            prop_assert!(node.node().attributes().eq(kept.node().attributes()));
        }
        prop_assert_eq!(patched.len(), target.len());
        prop_assert_eq!(patched.epoch(), 3 + u64::from(!delta.is_empty()));
        prop_assert!(patched.reconcile(list()).unwrap().is_empty());

        let jumped = applied(&old, &old.reconcile_at(3 + jump, list()).unwrap());
        prop_assert_eq!((jumped.epoch(), jumped == patched), (3 + jump, true));
        let again = applied(&jumped, &jumped.reconcile_at(4 + jump, list()).unwrap());
        prop_assert_eq!((again.epoch(), again.fingerprint()), (4 + jump, jumped.fingerprint()));
        let overtaken = again.reconcile_at(3 + jump, list());
        prop_assert_eq!(overtaken, Err(ChangeError::NotLater { epoch: 3 + jump, ours: 4 + jump }));
    }
}

#[test]
fn a_list_that_names_a_node_twice_is_refused() {
    let membership = at(&Config::default(), 0, &[]);
    let twice = ["a", "b", "a"].map(crate::NodeUpdate::new);
    assert_eq!(membership.reconcile(twice).unwrap_err().to_string(), r#"node "a": two nodes have this id"#);
}
