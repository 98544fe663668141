//! Plans, against both lists at every breakpoint.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::arbitrary::{config, config_and_rule, replica_rule, zoned_nodes};
use super::oracle;
use crate::node::Node;
use crate::{
    Balance, Config, MovedRange, NodeRef, Plan, PlanError, Position, Range, ReplicaRule, Ring, Secret,
    Source, Violation,
};

fn ids<'a>(nodes: impl IntoIterator<Item = NodeRef<'a>>) -> Vec<&'a str> {
    nodes.into_iter().map(NodeRef::id).collect()
}

fn lists<'p>(moved: &MovedRange<'p>) -> (Vec<&'p str>, Vec<&'p str>) {
    (ids(moved.old_list()), ids(moved.new_list()))
}

/// Guarantee 11: what the plan says of every position is what the references say.
fn assert_complete(plan: &Plan<'_>, old: &Ring, new: &Ring, rule: ReplicaRule) -> Result<(), TestCaseError> {
    let ranges: Vec<_> = plan.ranges().collect();
    let (before, after) = (oracle::nodes(old.membership()), oracle::nodes(new.membership()));
    for key in oracle::all_keys([old, new]) {
        let expected = (
            oracle::replicas(old.membership(), &before, key, rule),
            oracle::replicas(new.membership(), &after, key, rule),
        );
        let of_key: Vec<_> = ranges.iter().filter(|moved| moved.range().contains(key)).collect();
        prop_assert_eq!(of_key.len(), usize::from(expected.0 != expected.1), "ranges of {}", key);
        if let [moved] = of_key[..] {
            prop_assert_eq!(lists(moved), expected, "lists of {}", key);
        }
    }
    for pair in ranges.windows(2) {
        let (first, second) = (pair[0].range(), pair[1].range());
        prop_assert!(first.start < first.end && first.end <= second.start, "{} before {}", first, second);
        prop_assert!(
            first.end < second.start || lists(&pair[0]) != lists(&pair[1]),
            "{} is one with {}",
            first,
            second
        );
    }
    if let [first, .., last] = &ranges[..] {
        prop_assert!(last.range().end <= first.range().start || last.range().start < last.range().end);
        prop_assert!(
            last.range().end != first.range().start || lists(first) != lists(last),
            "one over the end"
        );
    }
    Ok(())
}

/// Guarantee 12: what nodes get and give is the difference of their shares, and everything sums up.
fn assert_adds_up(plan: &Plan<'_>, old: &Ring, new: &Ring, rule: ReplicaRule) -> Result<(), TestCaseError> {
    let summary = plan.summary();
    let mut nodes: BTreeMap<&str, (u128, u128)> = BTreeMap::new();
    let balances = [old, new].map(|ring| Balance::of(ring, rule).unwrap());
    for share in balances[0].nodes() {
        nodes.entry(share.node.id()).or_default().0 += share.replicated;
    }
    for share in balances[1].nodes() {
        nodes.entry(share.node.id()).or_default().1 += share.replicated;
    }
    let moves: BTreeMap<_, _> =
        summary.nodes.iter().map(|moves| (moves.node.id(), (moves.gained, moves.lost))).collect();
    for (id, (before, after)) in &nodes {
        let (gained, lost) = moves.get(id).copied().unwrap_or_default();
        prop_assert_eq!(before + gained, after + lost, "shares of {}", id);
    }
    let (mut gains, mut losses) = (0, 0);
    for (before, after) in nodes.values() {
        gains += after.saturating_sub(*before);
        losses += before.saturating_sub(*after);
    }
    prop_assert_eq!(summary.minimum, u128::max(gains, losses));
    prop_assert!(summary.moved >= summary.minimum);
    prop_assert_eq!(summary.pairs.iter().map(|pair| pair.moved).sum::<u128>(), summary.moved);
    prop_assert_eq!(summary.ranges, plan.ranges().count() as u64);
    let owners = |moved: &MovedRange<'_>| {
        moved.old_list().next().map(NodeRef::id) != moved.new_list().next().map(NodeRef::id)
    };
    let owner_moved = plan.ranges().filter(owners).map(|moved| moved.range().width()).sum::<u128>();
    prop_assert_eq!(summary.owner_moved, owner_moved);
    if rule.replicas() == 1 {
        prop_assert_eq!(summary.moved, owner_moved);
    }
    Ok(())
}

proptest! {
    #[test]
    fn guarantees_11_and_12_a_plan_is_complete_and_adds_up(
        config in config(), vnodes in prop::option::weighted(0.2, 1u32..6), before in zoned_nodes(), after in zoned_nodes(),
        rule in replica_rule(),
    ) {
        let old = Ring::new(config.clone(), before).unwrap();
        let config = vnodes.into_iter().fold(config, Config::with_vnodes_per_weight);
        let new = Ring::new(config, after).unwrap();
        let plan = Plan::between(&old, &new, rule).unwrap();
        assert_complete(&plan, &old, &new, rule)?;
        assert_adds_up(&plan, &old, &new, rule)?;
        prop_assert_eq!(plan.verify(), Ok(()));
    }

    #[test]
    fn a_plan_of_a_delta_is_the_plan_between_its_rings(
        config in config(), before in zoned_nodes(), after in zoned_nodes(), rule in replica_rule(),
    ) {
        let old = Ring::new(config.clone(), before).unwrap();
        let target = Ring::new(config, after).unwrap();
        let delta = old.membership().diff(target.membership()).unwrap();
        let planned = Plan::of(&old, &delta, rule).unwrap();
        let between = Plan::between(&old, &target, rule).unwrap();
        let all = |plan: &Plan<'_>| plan.ranges().map(|moved| {
            let (old, new) = lists(&moved);
            (moved.range(), old.join(" "), new.join(" "))
        }).collect::<Vec<_>>();
        prop_assert_eq!(all(&planned), all(&between));
    }

    /// Guarantees 2, 3, 9 and 13 on plans: joins only get, leaves only give, nothing moves that need not.
    #[test]
    fn guarantee_13_joins_alone_and_leaves_alone_move_the_least(
        (config, rule) in config_and_rule(), nodes in zoned_nodes(), joiners in 1u32..4,
    ) {
        let small = Ring::new(config.clone(), nodes.clone()).unwrap();
        let joining = (0..joiners).map(|number| Node::new(alloc::format!("joiner-{number}")).with_zone("b"));
        let large = Ring::new(config, nodes.into_iter().chain(joining)).unwrap();
        for (old, new, joins) in [(&small, &large, true), (&large, &small, false)] {
            let plan = Plan::between(old, new, rule).unwrap();
            let summary = plan.summary();
            prop_assert_eq!(summary.moved, summary.minimum);
            for moved in plan.ranges() {
                prop_assert!(!joins || moved.entrants().all(|node| node.id().starts_with("joiner")));
                prop_assert!(joins || moved.displaced().all(|node| node.id().starts_with("joiner")));
            }
            prop_assert_eq!(plan.verify(), Ok(()));
        }
    }

    #[test]
    fn guarantee_9_lists_keep_all_nodes_but_as_many_as_changed(
        config in config(), before in zoned_nodes(), after in zoned_nodes(), k in 1usize..5,
    ) {
        let old = Ring::new(config.clone(), before).unwrap();
        let new = Ring::new(config, after).unwrap();
        // A node with other vnodes has left and joined: each may cost a place.
        let delta = old.membership().diff(new.membership()).unwrap();
        let cost = |change: &crate::Change| match (change.old_node(), change.new_node()) {
            (Some(old), Some(new)) if old.placement_id() != new.placement_id() => 2,
            _ => 1,
        };
        let changed: usize = delta.changes().map(cost).sum();
        let plan = Plan::between(&old, &new, k).unwrap();
        for moved in plan.ranges() {
            let (old, new) = lists(&moved);
            if old.len() == k && new.len() == k {
                let stays = old.iter().filter(|id| new.contains(id)).count();
                prop_assert!(stays + changed >= k, "{} of {} stay", stays, k);
            }
        }
        let smallest = plan.ranges().map(|moved| k.min(moved.old_list().len()) - moved.displaced().count()).min();
        prop_assert_eq!(plan.summary().smallest_overlap, smallest);
    }

    #[test]
    fn guarantee_14_a_detour_moves_no_less(
        config in config(), stations in prop::collection::vec(zoned_nodes(), 3), rule in replica_rule(),
    ) {
        let rings: Vec<_> = stations.into_iter().map(|nodes| Ring::new(config.clone(), nodes).unwrap()).collect();
        let moved = |from: usize, to: usize| Plan::between(&rings[from], &rings[to], rule).unwrap().summary().moved;
        prop_assert!(moved(0, 2) <= moved(0, 1) + moved(1, 2));
    }

    #[test]
    fn guarantee_20_the_plan_of_a_replacement_is_from_the_old_node_to_the_new(
        config in config(), nodes in zoned_nodes(), pick in any::<prop::sample::Index>(), k in 1usize..4,
    ) {
        let old = Ring::new(config, nodes).unwrap();
        prop_assume!(old.vnode_count() > 0);
        let replaced = old.nodes().nth(pick.index(old.nodes().len())).unwrap().id();
        let delta = old.change().replace(replaced, Node::new("replacement")).unwrap().delta().unwrap();
        let plan = Plan::of(&old, &delta, k).unwrap();
        for moved in plan.ranges() {
            let renamed = moved.old_list().map(|node| if node.id() == replaced { "replacement" } else { node.id() });
            prop_assert!(renamed.eq(moved.new_list().map(NodeRef::id)));
        }
        for pair in plan.summary().pairs {
            prop_assert_eq!((pair.from.map(NodeRef::id), pair.to.map(NodeRef::id)), (Some(replaced), Some("replacement")));
        }
    }
}

#[test]
fn verifying_notices_nodes_that_have_no_reason_to_move() {
    let old =
        Ring::new(Config::default().with_vnodes_per_weight(8), ["a", "b", "c", "d"].map(Node::new)).unwrap();
    let mut new = old.clone();
    new.add(Node::new("e")).unwrap();
    let nothing = crate::plan::Fate::default();
    for k in 1..4 {
        let joins = Plan::between(&old, &new, k).unwrap();
        assert_eq!(joins.verify(), Ok(()));
        assert!(
            matches!(joins.verify_against(&[nothing; 5]), Err(Violation::Entrant { id, .. }) if id == "e")
        );
        let leaves = Plan::between(&new, &old, k).unwrap();
        assert_eq!(leaves.verify(), Ok(()));
        assert!(matches!(leaves.verify_against(&[nothing; 5]), Err(Violation::Entrant { .. })));
    }
}

#[test]
fn a_plan_is_between_rings_that_place_keys_alike() {
    let ring = |config: Config| Ring::new(config.with_vnodes_per_weight(8), [Node::new("a")]).unwrap();
    let (old, seeded) = (ring(Config::default()), ring(Config::default().with_seed(1)));
    assert_eq!(Plan::between(&old, &seeded, 1).unwrap_err(), PlanError::Seeds { old: 0, new: 1 });
    let [secret, other] = [1, 2].map(|byte| Secret::new([byte; 16]));
    let keyed = |secret: &Secret| {
        let membership =
            crate::Membership::new(Config::default().with_secret(secret), [Node::new("a")]).unwrap();
        Ring::with_secret(membership, crate::Limits::default(), secret).unwrap()
    };
    assert!(matches!(Plan::between(&old, &keyed(&secret), 1), Err(PlanError::Keys { old: None, .. })));
    assert!(matches!(Plan::between(&keyed(&other), &keyed(&secret), 1), Err(PlanError::Keys { .. })));
    assert!(Plan::between(&keyed(&secret), &keyed(&secret), 1).is_ok());
    for replicas in [0, crate::MAX_REPLICAS + 1] {
        assert!(matches!(Plan::between(&old, &old, replicas), Err(PlanError::Rule(_))));
    }
    let unknown = Plan::between(&old, &old, 1).unwrap().with_unavailable(["b"]).unwrap_err();
    assert_eq!(unknown.to_string(), "node \"b\" is a member neither before nor after the change");
}

#[test]
fn the_whole_circle_is_one_range() {
    let one = |id: &str| Ring::new(Config::default().with_vnodes_per_weight(8), [Node::new(id)]).unwrap();
    let empty = Ring::new(Config::default().with_vnodes_per_weight(8), []).unwrap();
    let (a, b) = (one("a"), one("b"));
    let plan = |old: &Ring, new: &Ring, k: usize| {
        let plan = Plan::between(old, new, k).unwrap();
        plan.verify().unwrap();
        plan.ranges()
            .map(|moved| (moved.range(), lists(&moved).0.concat(), lists(&moved).1.concat()))
            .collect::<Vec<_>>()
    };
    let everything = |from: &str, to: &str| {
        vec![(Range { start: Position(0), end: Position(0) }, String::from(from), String::from(to))]
    };
    for k in [1, 3] {
        assert_eq!(plan(&a, &b, k), everything("a", "b"));
        assert_eq!(plan(&empty, &b, k), everything("", "b"));
        assert_eq!(plan(&a, &empty, k), everything("a", ""));
        assert_eq!(plan(&empty, &empty, k), []);
        assert_eq!(plan(&a, &a, k), []);
    }
    let plan = Plan::between(&empty, &b, 1).unwrap();
    assert_eq!((plan.summary().moved, plan.summary().minimum), (Range::FULL_WIDTH, Range::FULL_WIDTH));
    assert!(
        matches!(plan.ranges().next().unwrap().copies().next(), Some(Ok(copy)) if matches!(copy.source, Source::Nothing))
    );
}
