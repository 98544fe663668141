//! Random configs and node sets: small, so that everything happens often.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::string::string_regex;

use crate::config::{Config, Placement};
use crate::node::Node;
use crate::rule::ReplicaRule;

/// Rings of every kind whose vnodes do not follow from all weights together.
pub(crate) fn config() -> impl Strategy<Value = Config> {
    #[cfg(feature = "compat")]
    return prop_oneof![3 => where_all_hold(), 1 => nearest()];
    #[cfg(not(feature = "compat"))]
    native()
}

/// Rings that keep every guarantee: native ones, and those of other programs in which a node's vnodes depend on nothing else.
pub(crate) fn where_all_hold() -> impl Strategy<Value = Config> {
    #[cfg(feature = "compat")]
    return prop_oneof![3 => native(), 1 => of_other_programs()];
    #[cfg(not(feature = "compat"))]
    native()
}

/// For guarantees that rings of the nearest vnode keep with one replica.
pub(crate) fn config_and_rule() -> impl Strategy<Value = (Config, ReplicaRule)> {
    (config(), replica_rule()).prop_map(|(config, rule)| {
        let replicas = if config.placement().is_nearest() { 1 } else { rule.replicas() };
        (config, ReplicaRule::new(replicas).with_zones(rule.zones()))
    })
}

/// Rings whose owner is the node of the nearest vnode.
#[cfg(feature = "compat")]
fn nearest() -> impl Strategy<Value = Config> {
    native().prop_map(|config| match config.placement() {
        Placement::Tiny { bits } => config.with_placement(Placement::TinyNearest { bits }).with_seed(0),
        _ => config,
    })
}

/// The placements for which every guarantee holds; that of positions which nodes state has tests of its own.
#[cfg(feature = "compat")]
fn of_other_programs() -> impl Strategy<Value = Config> {
    let all_hold = |placement: &Placement| placement.guarantees() == "all" && !placement.is_explicit();
    let placements: Vec<_> = Placement::ALL[1..].iter().copied().filter(all_hold).collect();
    (proptest::sample::select(placements), 1u32..6)
        .prop_map(|(placement, vnodes)| Config::of_placement(placement).with_vnodes_per_weight(vnodes))
}

/// Configs over everything from "all vnodes at one position" to full width.
pub(crate) fn native() -> impl Strategy<Value = Config> {
    let bits = prop_oneof![Just(0u32), Just(1), Just(3), Just(6), Just(8), Just(64)];
    (bits, any::<u64>(), 1u32..6).prop_map(|(bits, seed, vnodes)| {
        Config::default()
            .with_placement(Placement::Tiny { bits })
            .with_seed(seed)
            .with_vnodes_per_weight(vnodes)
    })
}

/// Node sets over eight ids: weighted, drained, with stated counts, with inherited placement ids.
pub(crate) fn nodes() -> impl Strategy<Value = Vec<Node>> {
    btree_map(0u8..8, (0u32..4, option::of(1u32..12), option::weighted(0.3, 0u8..8)), 0..8).prop_map(unique)
}

/// The same in a few zones of unequal size, some in none.
pub(crate) fn zoned_nodes() -> impl Strategy<Value = Vec<Node>> {
    let zone =
        prop_oneof![Just(""), Just("a"), Just("a"), Just("a"), Just("b"), Just("b"), Just("c"), Just("d")];
    (nodes(), vec(zone, 8)).prop_map(|(nodes, zones)| {
        nodes.into_iter().zip(zones).map(|(node, zone)| node.with_zone(zone)).collect()
    })
}

/// Rules about few replicas and zones.
pub(crate) fn replica_rule() -> impl Strategy<Value = ReplicaRule> {
    let zones =
        prop_oneof![Just("any"), Just("any"), Just("spread"), Just("spread"), Just("strict"), Just("max=2")];
    (1usize..6, zones)
        .prop_map(|(replicas, zones)| ReplicaRule::new(replicas).with_zones(zones.parse().unwrap()))
}

/// The same with zones and attributes.
pub(crate) fn full_nodes() -> impl Strategy<Value = Vec<Node>> {
    // Parsed here once, and not for each text.
    let text = || string_regex("[a-cé]{1,3}").unwrap();
    let value = string_regex("[ -~é\n]{0,6}").unwrap();
    let rest = (option::of(text()), btree_map(text(), value, 0..4));
    (nodes(), vec(rest, 8)).prop_map(|(nodes, rest)| {
        let fill = |(node, (zone, attributes)): (Node, (Option<String>, BTreeMap<String, String>))| {
            let node = zone.into_iter().fold(node, Node::with_zone);
            attributes.into_iter().fold(node, |node, (name, value)| node.with_attribute(name, value))
        };
        nodes.into_iter().zip(rest).map(fill).collect()
    })
}

/// Drops placement ids that another node has.
fn unique(wanted: BTreeMap<u8, (u32, Option<u32>, Option<u8>)>) -> Vec<Node> {
    let name = |number: u8| format!("node-{number}");
    let mut taken: BTreeSet<String> = wanted.keys().map(|&number| name(number)).collect();
    wanted
        .into_iter()
        .map(|(number, (weight, vnodes, placement_id))| {
            let mut node = Node::new(name(number)).with_weight(weight);
            if let Some(vnodes) = vnodes.filter(|_| weight > 0) {
                node = node.with_vnodes(vnodes);
            }
            match placement_id.map(name).filter(|placement_id| taken.insert(placement_id.clone())) {
                Some(placement_id) => node.with_placement_id(placement_id),
                None => node,
            }
        })
        .collect()
}
