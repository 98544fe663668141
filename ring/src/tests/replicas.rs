//! Lists under rules about zones, and what nodes have by them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::arbitrary::{config, replica_rule, where_all_hold, zoned_nodes};
use super::oracle;
use crate::node::Node;
use crate::{Balance, NodeRef, Position, Range, ReplicaRule, Ring, Scratch, Shortage, ZoneRule};

fn ids<'a>(nodes: impl IntoIterator<Item = NodeRef<'a>>) -> Vec<&'a str> {
    nodes.into_iter().map(NodeRef::id).collect()
}

fn list(ring: &Ring, key: Position, rule: ReplicaRule) -> Vec<String> {
    ids(ring.replicas_at(key, rule).nodes().iter().copied()).into_iter().map(String::from).collect()
}

proptest! {
    #[test]
    fn lists_equal_the_reference_under_every_rule(config in config(), nodes in zoned_nodes(), rule in replica_rule()) {
        let ring = Ring::new(config, nodes).unwrap();
        let reference = oracle::nodes(ring.membership());
        for key in oracle::all_keys([&ring]) {
            let expected = oracle::replicas(ring.membership(), &reference, key, rule);
            let replicas = ring.replicas_at(key, rule);
            prop_assert_eq!(&ids(replicas.nodes().iter().copied()), &expected, "list of {}", key);

            let placed = replicas.placed();
            let zone = |id: &&str| ring.membership().get(id).unwrap().zone();
            prop_assert_eq!((placed.wanted, placed.nodes), (rule.replicas(), expected.len()));
            prop_assert_eq!(placed.zones, expected.iter().map(zone).collect::<BTreeSet<_>>().len());
            let zones = ring.nodes().filter(|node| ring.vnode_count_of(*node) > 0).map(NodeRef::zone);
            let zones = zones.collect::<BTreeSet<_>>().len();
            match placed.shortage {
                None => prop_assert!(expected.len() == rule.replicas()),
                Some(Shortage::Nodes) => prop_assert!(expected.len() < rule.replicas() && expected.len() == ring.serving_nodes()),
                Some(Shortage::Zones) if rule.zones() == ZoneRule::Spread => prop_assert!(placed.zones == zones && zones < expected.len()),
                Some(Shortage::Zones) => prop_assert!(expected.len() < rule.replicas().min(ring.serving_nodes())),
            }
        }
    }

    #[test]
    fn lists_of_a_changed_ring_equal_those_of_a_new_one(
        config in config(), before in zoned_nodes(), after in zoned_nodes(), rule in replica_rule(),
    ) {
        let mut ring = Ring::new(config.clone(), before).unwrap();
        let fresh = Ring::new(config, after).unwrap();
        ring.apply(&ring.membership().diff(fresh.membership()).unwrap()).unwrap();
        for key in oracle::all_keys([&fresh]) {
            prop_assert_eq!(list(&ring, key, rule), list(&fresh, key, rule));
            prop_assert_eq!(ring.replicas_at(key, rule).placed(), fresh.replicas_at(key, rule).placed());
        }
    }

    #[test]
    fn guarantee_7_lists_without_nodes_equal_those_of_the_ring_without_them(
        config in where_all_hold(), nodes in zoned_nodes(), out in any::<u8>(), rule in replica_rule(),
    ) {
        let ring = Ring::new(config.clone(), nodes.clone()).unwrap();
        let up = |id: &str| out >> (id.as_bytes()[id.len() - 1] - b'0') & 1 == 0;
        let without = Ring::new(config, nodes.into_iter().filter(|node| up(node.id()))).unwrap();
        for key in 0..50u32 {
            let key = key.to_le_bytes();
            let mut nodes = [crate::NodeIndex::default(); 6];
            let nodes = &mut nodes[..rule.replicas()];
            let placed = ring.replicas_into_where(key, rule.zones(), nodes, |node| up(node.id()));
            let found = ids(nodes[..placed.nodes].iter().map(|&index| ring.node(index).unwrap()));
            let expected = without.replicas(key, rule);
            prop_assert_eq!(found, ids(expected.nodes().iter().copied()));
            prop_assert_eq!((placed.nodes, placed.zones), (expected.placed().nodes, expected.placed().zones));
        }
    }

    #[test]
    fn guarantee_10_a_joiner_enters_and_at_most_one_node_drops_out_under_every_rule(
        config in where_all_hold(), nodes in zoned_nodes(), weight in 1u32..4, zone in "[a-e]?", rule in replica_rule(),
    ) {
        let old = Ring::new(config, nodes).unwrap();
        let mut new = old.clone();
        new.add(Node::new("joiner").with_weight(weight).with_zone(zone)).unwrap();
        for key in oracle::all_keys([&old, &new]) {
            let (before, after) = (list(&old, key, rule), list(&new, key, rule));
            let entrants: Vec<_> = after.iter().filter(|id| !before.contains(id)).collect();
            let displaced = before.iter().filter(|id| !after.contains(id)).count();
            prop_assert!(entrants.iter().all(|id| *id == "joiner") && displaced <= entrants.len(), "list of {}", key);
            let survivors = before.iter().filter(|id| after.contains(id));
            prop_assert!(survivors.eq(after.iter().filter(|id| before.contains(id))), "order of {}", key);
            prop_assert_eq!(after.first().map(String::as_str), new.lookup_position(key).map(NodeRef::id));
        }
    }

    #[test]
    fn ranges_have_the_lists_of_all_their_positions(config in config(), nodes in zoned_nodes(), rule in replica_rule()) {
        let ring = Ring::new(config, nodes).unwrap();
        let ranges = ring.ranges(rule).unwrap();
        let ranges: Vec<_> = ranges.iter().collect();
        for key in oracle::all_keys([&ring]) {
            let of_key: Vec<_> = ranges.iter().filter(|owned| owned.range().contains(key)).collect();
            if ring.vnode_count() == 0 {
                prop_assert!(ranges.is_empty());
                continue;
            }
            prop_assert_eq!(of_key.len(), 1, "ranges of {}", key);
            prop_assert_eq!(ids(of_key[0].nodes()), list(&ring, key, rule), "list of {}", key);
        }
        for pair in ranges.windows(2) {
            prop_assert_eq!(pair[0].range().end, pair[1].range().start);
            prop_assert_ne!(ids(pair[0].nodes()), ids(pair[1].nodes()));
            prop_assert!(pair[0].range().start < pair[0].range().end);
        }
        if let [first, .., last] = &ranges[..] {
            prop_assert_eq!(last.range().end, first.range().start);
            prop_assert_ne!(ids(first.nodes()), ids(last.nodes()));
        }
    }

    #[test]
    fn guarantee_12_a_balance_sums_what_ranges_have(config in config(), nodes in zoned_nodes(), rule in replica_rule()) {
        let ring = Ring::new(config, nodes).unwrap();
        let balance = Balance::of(&ring, rule).unwrap();
        let mut expected: BTreeMap<&str, (u128, u128)> = BTreeMap::new();
        let mut sets = BTreeSet::new();
        let ranges = ring.ranges(rule).unwrap();
        for owned in ranges.iter() {
            let list = ids(owned.nodes());
            expected.entry(list[0]).or_default().0 += owned.range().width();
            for id in &list {
                expected.entry(id).or_default().1 += owned.range().width();
            }
            sets.insert(list.into_iter().collect::<BTreeSet<_>>());
        }
        prop_assert_eq!(balance.replica_sets(), sets.len());
        for share in balance.nodes() {
            let (owned, replicated) = expected.get(share.node.id()).copied().unwrap_or_default();
            prop_assert_eq!((share.owned, share.replicated), (owned, replicated));
            prop_assert_eq!(ring.shares().iter().find(|(node, _)| node.id() == share.node.id()).unwrap().1, owned);
        }
        let whole = if ring.vnode_count() == 0 { 0 } else { Range::FULL_WIDTH };
        prop_assert_eq!(balance.nodes().iter().map(|share| share.owned).sum::<u128>(), whole);
        prop_assert_eq!(balance.zones().iter().map(|zone| zone.owned).sum::<u128>(), whole);
        prop_assert_eq!(
            balance.zones().iter().map(|zone| zone.replicated).sum::<u128>(),
            balance.nodes().iter().map(|share| share.replicated).sum::<u128>()
        );
        prop_assert_eq!(balance.nodes().len() + balance.drained().len(), ring.nodes().len());

        // What a survivor gets is what it gets by the lists without the node that fails.
        let reference = oracle::nodes(ring.membership());
        let mut extra: BTreeMap<(&str, &str), u128> = BTreeMap::new();
        let mut ends: Vec<_> = ring.vnodes_in_order(&mut Scratch::default()).map(|(end, _)| end).collect();
        ends.dedup();
        let starts = ends.iter().cycle().skip(ends.len().saturating_sub(1));
        for (&start, &end) in starts.zip(&ends) {
            let all = oracle::preference_list(&reference, end);
            let before = oracle::chosen(ring.membership(), &all, rule);
            for failed in &before {
                let rest: Vec<&str> = all.iter().copied().filter(|id| id != failed).collect();
                let after = oracle::chosen(ring.membership(), &rest, rule);
                for heir in after.into_iter().filter(|id| !before.contains(id)) {
                    *extra.entry((*failed, heir)).or_default() += Range { start, end }.width();
                }
            }
        }
        let heir = balance.worst_heir();
        prop_assert_eq!(heir.map_or(0, |heir| heir.extra), extra.values().copied().max().unwrap_or(0));
        if let Some(heir) = heir {
            prop_assert_eq!(extra.get(&(heir.leaver.id(), heir.survivor.id())), Some(&heir.extra));
        }
    }
}
