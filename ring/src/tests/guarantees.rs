//! Guarantees 1 to 5: what lookups answer and what a change moves.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::arbitrary::{config, nodes, where_all_hold};
use super::oracle;
use crate::membership::NodeRef;
use crate::position::{Position, Range};
use crate::{Config, Membership, Node, NodeIndex, Plan, Ring, Scratch};

fn owner(ring: &Ring, key: Position) -> Option<&str> {
    ring.lookup_position(key).map(NodeRef::id)
}

fn share(ring: &Ring) -> impl Fn(&str) -> u128 + '_ {
    let shares: BTreeMap<&str, u128> =
        ring.shares().into_iter().map(|(node, share)| (node.id(), share)).collect();
    move |id| shares.get(id).copied().unwrap_or(0)
}

fn positions(ring: &Ring) -> Vec<Position> {
    ring.vnodes_in_order(&mut Scratch::default()).map(|(at, _)| at).collect()
}

/// The ranges in which the owner changes, with both owners: the brute force over all breakpoints.
fn moves<'a>(old: &'a Ring, new: &'a Ring) -> Vec<(Range, Option<&'a str>, Option<&'a str>)> {
    let mut ends: Vec<Position> = [old, new].into_iter().flat_map(positions).collect();
    ends.sort_unstable();
    ends.dedup();
    let starts = ends.iter().cycle().skip(ends.len().saturating_sub(1));
    starts
        .zip(&ends)
        .map(|(&start, &end)| (Range { start, end }, owner(old, end), owner(new, end)))
        .filter(|(_, from, to)| from != to)
        .collect()
}

fn width(moves: &[(Range, Option<&str>, Option<&str>)]) -> u128 {
    moves.iter().map(|(range, ..)| range.width()).sum()
}

/// Guarantee 1 on one ring.
fn assert_equals_oracle(ring: &Ring) {
    let reference = oracle::nodes(ring.membership());
    for key in oracle::all_keys([ring]) {
        let expected = oracle::preference_list(&reference, key);
        assert_eq!(owner(ring, key), expected.first().copied(), "owner of {key}");
        assert!(ring.preference_list_at(key).map(NodeRef::id).eq(expected), "preference list of {key}");
    }
}

/// Shares against what the oracle owns, summed over all breakpoints.
fn assert_shares_equal_oracle(ring: &Ring) {
    let reference = oracle::nodes(ring.membership());
    let mut expected: BTreeMap<&str, u128> = ring.nodes().map(|node| (node.id(), 0)).collect();
    let mut ends: Vec<Position> = positions(ring);
    ends.dedup();
    let starts = ends.iter().cycle().skip(ends.len().saturating_sub(1));
    for (&start, &end) in starts.zip(&ends) {
        *expected.get_mut(oracle::preference_list(&reference, end)[0]).unwrap() +=
            Range { start, end }.width();
    }
    let shares: BTreeMap<&str, u128> =
        ring.shares().into_iter().map(|(node, share)| (node.id(), share)).collect();
    assert_eq!(shares, expected);
    let total = if ring.vnode_count() == 0 { 0 } else { Range::FULL_WIDTH };
    assert_eq!(shares.values().sum::<u128>(), total);
}

proptest! {
    #[test]
    fn guarantee_1_owner_and_walk_equal_the_oracle(config in config(), nodes in nodes()) {
        assert_equals_oracle(&Ring::new(config, nodes).unwrap());
    }

    #[test]
    fn shares_equal_the_oracle_and_sum_to_the_circle(config in config(), nodes in nodes()) {
        assert_shares_equal_oracle(&Ring::new(config, nodes).unwrap());
    }

    #[test]
    fn guarantee_2_a_joiner_takes_its_share_and_nothing_else_moves(
        config in config(), nodes in nodes(), weight in 0u32..4,
    ) {
        let old = Ring::new(config, nodes).unwrap();
        let mut new = old.clone();
        new.add(Node::new("joiner").with_weight(weight)).unwrap();
        let moves = moves(&old, &new);
        prop_assert!(moves.iter().all(|&(_, _, to)| to == Some("joiner")));
        prop_assert_eq!(width(&moves), share(&new)("joiner"));
    }

    #[test]
    fn guarantee_3_only_the_leavers_keys_move(config in config(), nodes in nodes(), pick in any::<prop::sample::Index>()) {
        let old = Ring::new(config, nodes).unwrap();
        prop_assume!(!old.membership().is_empty());
        let leaver = old.nodes().nth(pick.index(old.nodes().len())).unwrap().id();
        let mut new = old.clone();
        new.remove(leaver).unwrap();
        let moves = moves(&old, &new);
        prop_assert!(moves.iter().all(|&(_, from, _)| from == Some(leaver)));
        prop_assert_eq!(width(&moves), share(&old)(leaver));
    }

    #[test]
    fn guarantee_4_more_vnodes_only_take_and_fewer_only_give(
        config in config(), nodes in nodes(), pick in any::<prop::sample::Index>(), weight in 0u32..6,
    ) {
        let old = Ring::new(config, nodes).unwrap();
        prop_assume!(!old.membership().is_empty());
        let node = old.nodes().nth(pick.index(old.nodes().len())).unwrap();
        let mut new = old.clone();
        new.reweight(node.id(), weight).unwrap();
        let now = new.membership().get(node.id()).unwrap();
        let grew = new.vnode_count_of(now) > old.vnode_count_of(node);
        let moves = moves(&old, &new);
        let mover = |&(_, from, to): &(Range, Option<&str>, Option<&str>)| if grew { to } else { from } == Some(node.id());
        prop_assert!(moves.iter().all(mover));
        prop_assert_eq!(width(&moves), share(&old)(node.id()).abs_diff(share(&new)(node.id())));
    }

    #[test]
    fn guarantee_5_any_delta_moves_keys_only_to_winners_or_from_losers(
        config in config(), before in nodes(), after in nodes(),
    ) {
        let old = Ring::new(config.clone(), before).unwrap();
        let target = Membership::new(config, after).unwrap();
        let mut new = old.clone();
        new.apply(&old.membership().diff(&target).unwrap()).unwrap();
        prop_assert_eq!(new.membership(), &target);

        let count = |ring: &Ring, id: &str| ring.membership().get(id).map_or(0, |node| ring.vnode_count_of(node));
        let placement_id = |ring: &Ring, id: &str| ring.membership().get(id).map(|node| String::from(node.node().placement_id()));
        // Another placement id is another set of vnodes: such a node leaves and joins at once.
        let replaced = |id: &str| placement_id(&old, id) != placement_id(&new, id);
        let gains = |id: &str| replaced(id) || count(&new, id) > count(&old, id);
        let loses = |id: &str| replaced(id) || count(&new, id) < count(&old, id);
        prop_assert_eq!(Plan::between(&old, &new, 1).unwrap().summary().moved, width(&moves(&old, &new)));
        for (range, from, to) in moves(&old, &new) {
            prop_assert!(to.is_some_and(gains) || from.is_some_and(loses), "{} moved {:?} -> {:?}", range, from, to);
        }
        assert_equals_oracle(&new);
    }
}

proptest! {
    #[test]
    fn guarantee_7_filtering_nodes_out_equals_the_ring_without_them(
        config in where_all_hold(), nodes in nodes(), out in any::<u8>(),
    ) {
        let ring = Ring::new(config.clone(), nodes.clone()).unwrap();
        let up = |id: &str| out >> (id.as_bytes()[id.len() - 1] - b'0') & 1 == 0;
        let without = Ring::new(config, nodes.into_iter().filter(|node| up(node.id()))).unwrap();
        for key in oracle::all_keys([&ring]) {
            let list = |ring: &Ring| ring.preference_list_at(key).map(|node| node.id().into()).collect::<Vec<String>>();
            let filtered = ring.preference_list_at(key).filter(|node| up(node.id())).map(NodeRef::id);
            prop_assert!(filtered.eq(list(&without).iter()), "filtered list of {}", key);
        }
    }

    /// By keys, because a key's position cannot be chosen; tiny rings make up for it.
    #[test]
    fn every_form_of_a_list_is_the_same_list(config in config(), nodes in nodes(), out in any::<u8>(), room in 0usize..9) {
        let ring = Ring::new(config, nodes).unwrap();
        let up = |node: NodeRef<'_>| out >> (node.id().as_bytes()[node.id().len() - 1] - b'0') & 1 == 0;
        for key in 0..50u32 {
            let key = key.to_le_bytes();
            let whole: Vec<NodeIndex> = ring.preference_list(key).map(NodeRef::index).collect();
            let passing: Vec<NodeIndex> = ring.preference_list(key).filter(|&node| up(node)).map(NodeRef::index).collect();
            let mut buffer = [NodeIndex::default(); 9];
            let count = ring.preference_list_into(key, &mut buffer[..room]);
            prop_assert_eq!(&buffer[..count], &whole[..room.min(whole.len())]);
            let count = ring.preference_list_into_where(key, &mut buffer[..room], up);
            prop_assert_eq!(&buffer[..count], &passing[..room.min(passing.len())]);
            prop_assert_eq!(ring.lookup_where(key, up).map(NodeRef::index), passing.first().copied());
            prop_assert_eq!(ring.lookup(key).map(NodeRef::index), whole.first().copied());
        }
        let keys: Vec<_> = (0..50u32).map(u32::to_le_bytes).collect();
        let mut owners = [NodeIndex::default(); 40];
        let count = ring.lookup_batch(&keys, &mut owners);
        prop_assert_eq!(count, if ring.vnode_count() == 0 { 0 } else { owners.len() });
        for (key, &owner) in keys.iter().zip(&owners[..count]) {
            prop_assert_eq!(ring.lookup(key).map(NodeRef::index), Some(owner));
        }
    }

    #[test]
    fn guarantee_8_a_joiner_enters_a_list_in_one_place_and_at_most_one_node_drops_out(
        config in where_all_hold(), nodes in nodes(), weight in 1u32..4, k in 1usize..5,
    ) {
        let old = Ring::new(config, nodes).unwrap();
        let mut new = old.clone();
        new.add(Node::new("joiner").with_weight(weight)).unwrap();
        for key in oracle::all_keys([&old, &new]) {
            let list = |ring: &Ring| ring.preference_list_at(key).map(|node| node.id().into()).take(k).collect::<Vec<String>>();
            let (before, after) = (list(&old), list(&new));
            let survivors: Vec<&String> = after.iter().filter(|id| *id != "joiner").collect();
            prop_assert!(before.iter().take(survivors.len()).eq(survivors.iter().copied()), "list of {}", key);
            // One in, at most one out; and out only for the joiner, when the list was full.
            let joined = after.len() - survivors.len();
            prop_assert!(joined <= 1 && before.len() - survivors.len() <= joined);
            prop_assert!(before.len() == survivors.len() || before.len() == k);
        }
    }
}

/// The same at full width, with sizes as people run them.
#[test]
#[cfg_attr(miri, ignore = "takes long there; random rings are small")]
fn ordinary_rings_equal_the_oracle() {
    for (nodes, vnodes) in [(1, 1), (2, 1), (1, 256), (3, 40), (12, 16)] {
        let config = Config::default().with_vnodes_per_weight(vnodes);
        let ids =
            (0..nodes).map(|number| Node::new(alloc::format!("cache-{number}")).with_weight(1 + number % 3));
        let ring = Ring::new(config, ids).unwrap();
        assert_equals_oracle(&ring);
        assert_shares_equal_oracle(&ring);
    }
}

#[test]
fn a_ring_without_vnodes_has_no_owners() {
    for nodes in [alloc::vec![], alloc::vec![Node::new("drained").with_weight(0)]] {
        let ring = Ring::new(Config::default(), nodes).unwrap();
        assert!(ring.lookup("key").is_none());
        assert!(ring.lookup_position(Position(0)).is_none());
        assert_eq!(ring.preference_list("key").count(), 0);
        assert!(ring.shares().iter().all(|&(_, share)| share == 0));
    }
}
