use proptest::prelude::*;
use vnode_ring::{Config, Node, ReplicaRule, Ring, ZoneRule};

use super::*;

fn ring(nodes: &[(u8, u32, u8)]) -> Ring {
    let nodes: std::collections::BTreeMap<_, _> =
        nodes.iter().map(|&(id, weight, zone)| (id, (weight, zone))).collect();
    let nodes = nodes.into_iter().map(|(id, (weight, zone))| {
        Node::new(format!("n{id}")).with_weight(weight).with_zone(format!("z{zone}"))
    });
    Ring::new(Config::default().with_vnodes_per_weight(3), nodes).unwrap()
}

fn ids(nodes: &[NodeRef<'_>]) -> Vec<String> {
    nodes.iter().map(|node| node.id().into()).collect()
}

fn nodes() -> impl Strategy<Value = Vec<(u8, u32, u8)>> {
    proptest::collection::vec((0u8..8, 0u32..3, 0u8..3), 0..8)
}

proptest! {
    /// At each end of a range and beside it, a position moves between the nodes that its two lists say.
    #[test]
    fn positions_move_as_the_lists_of_both_rings_say(
        old in nodes(),
        new in nodes(),
        replicas in 1usize..4,
        zones in prop::sample::select(vec![ZoneRule::Any, ZoneRule::Spread, ZoneRule::STRICT]),
    ) {
        let (old, new) = (ring(&old), ring(&new));
        let rule = ReplicaRule::new(replicas).with_zones(zones);
        let plan = Plan::between(&old, &new, rule).unwrap();
        let summary = plan.summary();
        let moves = Moves::of(&plan, &summary.pairs);
        let ends = plan.ranges().flat_map(|moved| [moved.range().start.0, moved.range().end.0]);
        let ends: Vec<u64> = ends.chain([0, u64::MAX]).collect();
        for position in ends.iter().flat_map(|&end| [end.wrapping_sub(1), end, end.wrapping_add(1)]).map(Position) {
            let lists = [&old, &new].map(|ring| ids(ring.replicas_at(position, rule).nodes()));
            let without = |list: &Vec<String>, other: &Vec<String>| -> Vec<String> {
                list.iter().filter(|id| !other.contains(id)).cloned().collect()
            };
            let (displaced, entrants) = (without(&lists[0], &lists[1]), without(&lists[1], &lists[0]));
            let pairs: Vec<_> = moves.at(position).iter().map(|&pair| summary.pairs[pair as usize]).collect();
            let from: Vec<String> = pairs.iter().filter_map(|pair| pair.from).map(|node| node.id().into()).collect();
            let to: Vec<String> = pairs.iter().filter_map(|pair| pair.to).map(|node| node.id().into()).collect();
            prop_assert_eq!((from, to), (displaced, entrants));
        }
    }

    /// Weighed by their widths, the stretches are the pairs of the summary.
    #[test]
    fn stretches_sum_to_the_pairs(old in nodes(), new in nodes(), replicas in 1usize..4) {
        let (old, new) = (ring(&old), ring(&new));
        let plan = Plan::between(&old, &new, replicas).unwrap();
        let summary = plan.summary();
        let moves = Moves::of(&plan, &summary.pairs);
        let mut sums = vec![0; summary.pairs.len()];
        for stretch in &moves.stretches {
            for &pair in &moves.lists[stretch.list as usize] {
                sums[pair as usize] += u128::from(stretch.last - stretch.first) + 1;
            }
        }
        prop_assert_eq!(sums, summary.pairs.iter().map(|pair| pair.moved).collect::<Vec<_>>());
    }
}

#[test]
fn a_key_counts_once_and_for_each_pair() {
    let mut keys = KeyMoves::new(3);
    let key = KeyCount { key: b"a", count: 5, bytes: 7 };
    keys.count(key, &[0, 2]);
    keys.count(key, &[]);
    let tally = |keys| Tally { keys, count: u128::from(keys) * 5, bytes: u128::from(keys) * 7 };
    assert_eq!((keys.read, keys.moved), (tally(2), tally(1)));
    assert_eq!(keys.pairs, [tally(1), tally(0), tally(1)]);
}
