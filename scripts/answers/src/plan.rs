//! What a change moves, with zones made of the nodes' places in the membership.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use vnode_ring::{Balance, Config, Limits, Membership, Node, NodeRef, Plan, ReplicaRule, Ring, ZoneRule};

use crate::shape::hex;

/// Larger rings take minutes on a machine that is emulated.
const MOST_VNODES: usize = 1_000;

/// The plans from a ring, with zones, to the ring without its first node.
#[derive(Serialize)]
pub(crate) struct Plans {
    rules: Vec<Planned>,
}

#[derive(Serialize)]
struct Planned {
    rule: String,
    moved: String,
    minimum: String,
    replica_sets: usize,
    ranges_sha256: String,
}

impl Plans {
    pub(crate) fn of(membership: &Membership) -> Self {
        let zoned = |(place, node): (usize, NodeRef<'_>)| {
            node.node().clone().with_zone(format!("zone-{}", place % 3))
        };
        let nodes: Vec<Node> = membership.nodes().enumerate().map(zoned).collect();
        // Positions of keys do not enter.
        let config = Config::default()
            .with_seed(membership.config().seed())
            .with_vnodes_per_weight(membership.config().vnodes_per_weight());
        let ring = |nodes: &[Node]| {
            let membership =
                Membership::new(config.clone(), nodes.iter().cloned()).expect("the nodes were good");
            Ring::from_membership(membership, Limits::default()).expect("it was no larger before")
        };
        let (old, new) = (ring(&nodes), ring(nodes.get(1..).unwrap_or_default()));
        if old.vnode_count() > MOST_VNODES {
            return Self { rules: Vec::new() };
        }
        let rules = [ZoneRule::Any, ZoneRule::Spread, ZoneRule::STRICT]
            .map(|zones| Planned::between(&old, &new, ReplicaRule::new(3).with_zones(zones)));
        Self { rules: rules.into() }
    }
}

impl Planned {
    fn between(old: &Ring, new: &Ring, rule: ReplicaRule) -> Self {
        let plan = Plan::between(old, new, rule).expect("the configs are equal");
        assert_eq!(plan.verify(), Ok(()));
        let mut ranges = String::new();
        for moved in plan.ranges() {
            let ids =
                |nodes: Vec<NodeRef<'_>>| nodes.into_iter().map(NodeRef::id).collect::<Vec<_>>().join(" ");
            let lists = (ids(moved.old_list().collect()), ids(moved.new_list().collect()));
            writeln!(ranges, "{} {} -> {}", moved.range(), lists.0, lists.1).expect("memory suffices");
        }
        let summary = plan.summary();
        Self {
            rule: rule.zones().to_string(),
            moved: summary.moved.to_string(),
            minimum: summary.minimum.to_string(),
            replica_sets: Balance::of(old, rule).expect("the rule is good").replica_sets(),
            ranges_sha256: hex(&Sha256::digest(ranges)),
        }
    }
}
