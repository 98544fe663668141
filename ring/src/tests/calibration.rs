//! Calibrations: what they say is what the ring then is, and the same whatever the order or history.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::arbitrary::{native, replica_rule, zoned_nodes};
use crate::node::Node;
use crate::{
    Balance, Calibration, CalibrationError, CalibrationRule, Config, Limits, Membership, Plan, Range,
    ReplicaRule, Ring, ZoneRule,
};

/// What is rounded where deviations are compared.
const ROUNDED: f64 = 1e-5;

fn rule() -> impl Strategy<Value = CalibrationRule> {
    let band = prop_oneof![Just(0u32), Just(1), Just(50_000), Just(400_000)];
    let vnodes = prop_oneof![Just((250_000, 4_000_000)), Just((0, 1_500_000)), Just((800_000, u32::MAX))];
    (replica_rule(), band, vnodes).prop_map(|(replicas, band, (least, most))| {
        CalibrationRule::new(replicas).with_band(band).with_vnodes(least, most)
    })
}

fn even(nodes: u32, config: Config) -> Ring {
    Ring::new(config, (0..nodes).map(|node| Node::new(format!("node-{node}")))).unwrap()
}

fn calibrated(ring: &Ring, rule: impl Into<CalibrationRule>) -> Ring {
    let mut ring = ring.clone();
    let delta = Calibration::of(&ring, rule).unwrap().into_delta();
    ring.apply(&delta).unwrap();
    ring
}

fn worst(ring: &Ring, rule: impl Into<ReplicaRule>) -> f64 {
    Balance::of(ring, rule).unwrap().evenness().unwrap().max_over_mean
}

proptest! {
    #[test]
    fn a_calibration_says_what_the_ring_then_is(
        config in native(),
        nodes in zoned_nodes(),
        rule in rule(),
    ) {
        let ring = Ring::new(config, nodes).unwrap();
        let calibration = Calibration::of(&ring, rule).unwrap();
        let after = calibrated(&ring, rule);
        let balances = [&ring, &after].map(|ring| Balance::of(ring, rule.replicas()).unwrap());
        prop_assert_eq!(calibration.nodes().len(), balances[0].nodes().len());
        for (at, node) in calibration.nodes().iter().enumerate() {
            let [old, new] = [0, 1].map(|side| &balances[side].nodes()[at]);
            prop_assert_eq!((old.node.id(), old.vnodes, old.replicated), (node.node.id(), node.old_vnodes, node.old_share));
            prop_assert_eq!((new.node.id(), new.vnodes, new.replicated), (node.node.id(), node.new_vnodes, node.new_share));
            // At least one, and never further beyond the limits than before.
            let by_weight = ring.config().vnodes_by_weight(node.node.weight());
            let (least, most) = rule.vnodes();
            let parts = node.new_vnodes * 1_000_000;
            prop_assert!(node.new_vnodes >= 1);
            prop_assert!(node.new_vnodes >= node.old_vnodes || parts >= by_weight * u64::from(least));
            prop_assert!(node.new_vnodes <= node.old_vnodes || parts <= by_weight * u64::from(most));
        }
        prop_assert_eq!(balances[0].drained().len(), balances[1].drained().len());
        let plan = calibration.plan();
        prop_assert_eq!(plan.verify(), Ok(()));
        prop_assert_eq!(plan.summary().moved > 0, plan.ranges().any(|moved| moved.entrants().count() > 0));
    }

    #[test]
    fn a_calibration_never_makes_shares_worse(config in native(), nodes in zoned_nodes(), rule in rule()) {
        let ring = Ring::new(config, nodes).unwrap();
        let calibration = Calibration::of(&ring, rule).unwrap();
        let (before, after) = (calibration.evenness_before(), calibration.evenness_after());
        prop_assert_eq!(before.is_some(), after.is_some());
        if let (Some(before), Some(after)) = (before, after) {
            prop_assert!(after.max_over_mean <= before.max_over_mean + ROUNDED, "{before:?} {after:?}");
            prop_assert!(after.min_over_mean >= before.min_over_mean - ROUNDED, "{before:?} {after:?}");
            prop_assert!(after.variation <= before.variation + ROUNDED, "{before:?} {after:?}");
        }
    }

    #[test]
    fn a_calibrated_ring_needs_no_calibration(config in native(), nodes in zoned_nodes(), rule in rule()) {
        let ring = Ring::new(config, nodes).unwrap();
        let after = calibrated(&ring, rule);
        prop_assert!(Calibration::of(&after, rule).unwrap().delta().is_empty());
    }

    /// With one replica, to be outside the band is to be outside it by `Ring::shares`.
    #[test]
    fn who_is_outside_is_said_and_inside_nothing_is_done(
        config in native(),
        nodes in zoned_nodes(),
        band in prop_oneof![Just(0u32), Just(100_000), Just(500_000), Just(3_000_000)],
    ) {
        let ring = Ring::new(config, nodes).unwrap();
        let rule = CalibrationRule::new(1).with_band(band);
        let calibration = Calibration::of(&ring, rule).unwrap();
        let weights: u128 = ring.nodes().map(|node| u128::from(node.weight())).sum();
        let outside = |ring: &Ring| -> Vec<_> {
            let is_outside = |share: u128, weight: u32| {
                let target = Range::FULL_WIDTH * u128::from(weight) / weights;
                let allowed = target * u128::from(band);
                share * 1_000_000 > target * 1_000_000 + allowed || share * 1_000_000 + allowed < target * 1_000_000
            };
            let shares = ring.shares();
            shares.iter().filter(|(node, _)| node.weight() > 0)
                .filter(|(node, share)| is_outside(*share, node.weight()))
                .map(|(node, _)| node.id().to_string())
                .collect()
        };
        if outside(&ring).is_empty() {
            prop_assert!(calibration.delta().is_empty());
        }
        let said: Vec<_> = calibration.outside().map(|node| node.node.id().to_string()).collect();
        prop_assert_eq!(said, outside(&calibrated(&ring, rule)));
    }

    #[test]
    fn order_and_history_make_no_difference(
        config in native(),
        nodes in zoned_nodes(),
        rule in rule(),
        passers_by in 0u32..4,
    ) {
        let ring = Ring::new(config.clone(), nodes.clone()).unwrap();
        let mut other = Ring::new(config, []).unwrap();
        for passer_by in 0..passers_by {
            other.add(Node::new(format!("passer-by-{passer_by}"))).unwrap();
        }
        for node in nodes.into_iter().rev() {
            other.add(node).unwrap();
        }
        for passer_by in 0..passers_by {
            other.remove(&format!("passer-by-{passer_by}")).unwrap();
        }
        let [delta, other] = [&ring, &other].map(|ring| Calibration::of(ring, rule).unwrap().into_delta());
        prop_assert!(delta.changes().eq(other.changes()));
        prop_assert_eq!(delta.target().fingerprint, other.target().fingerprint);
    }
}

/// Written down, so that every machine must find them.
#[test]
fn counts_are_the_same_on_every_machine() {
    let nodes = [("a", 1, "x"), ("b", 1, "y"), ("c", 2, "x"), ("d", 3, "y"), ("e", 0, "z")];
    let nodes = nodes.map(|(id, weight, zone)| Node::new(id).with_weight(weight).with_zone(zone));
    let ring = Ring::new(Config::default().with_vnodes_per_weight(100), nodes).unwrap();
    let counts = |rule: CalibrationRule| -> Vec<_> {
        Calibration::of(&ring, rule).unwrap().nodes().iter().map(|node| node.new_vnodes).collect()
    };
    let spread = ReplicaRule::new(2).with_zones(ZoneRule::Spread);
    let rules = [
        CalibrationRule::new(1),
        CalibrationRule::new(1).with_band(100_000),
        CalibrationRule::new(2),
        CalibrationRule::new(spread),
    ];
    let expected = [[91, 91, 221, 305], [99, 100, 200, 300], [89, 87, 196, 316], [80, 125, 200, 300]];
    assert_eq!(rules.map(counts), expected);
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings are small")]
fn shares_become_fair_within_a_few_percent() {
    for seed in 0..3 {
        let config = |vnodes| Config::default().with_seed(seed).with_vnodes_per_weight(vnodes);
        let ring = even(10, config(100));
        assert!(worst(&ring, 1) > 1.06);
        assert!(worst(&calibrated(&ring, 1), 1) < 1.03);

        let ring = even(50, config(100));
        for replicas in [1, 3] {
            assert!(worst(&calibrated(&ring, replicas), replicas) < 1.04);
        }

        let weighted = (1..=20).map(|node| {
            Node::new(format!("node-{node}")).with_weight(node % 10 + 1).with_zone(format!("{}", node % 4))
        });
        let ring = Ring::new(config(30), weighted).unwrap();
        assert!(worst(&ring, 1) > 1.1);
        assert!(worst(&calibrated(&ring, 1), 1) < 1.08);
        let spread = ReplicaRule::new(3).with_zones(ZoneRule::Spread);
        assert!(worst(&calibrated(&ring, spread), spread) < worst(&ring, spread) - 0.05);
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings are small")]
fn growing_inside_a_band_moves_little_more_than_the_minimum() {
    let rule = CalibrationRule::new(1).with_band(100_000);
    let mut ring = calibrated(&even(20, Config::default().with_vnodes_per_weight(100)), rule);
    let (mut moved, mut fair) = (0, 0);
    for node in 20..40u32 {
        let before = ring.clone();
        ring.add(Node::new(format!("node-{node}"))).unwrap();
        ring = calibrated(&ring, rule);
        assert!(worst(&ring, 1) < 1.15);
        moved += Plan::between(&before, &ring, 1).unwrap().summary().moved;
        fair += Range::FULL_WIDTH / u128::from(node + 1);
    }
    assert!(moved * 100 < fair * 115, "{}", Range::fraction(moved) / Range::fraction(fair));
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings are small")]
fn limits_of_vnodes_are_kept() {
    let config = Config::default().with_vnodes_per_weight(100);
    let ring = even(10, config.clone());
    let close = CalibrationRule::new(1).with_vnodes(960_000, 1_040_000);
    let calibration = Calibration::of(&ring, close).unwrap();
    assert!(calibration.nodes().iter().all(|node| (96..=104).contains(&node.new_vnodes)));
    assert!(calibration.nodes().iter().any(|node| node.new_vnodes == 96));
    assert!(calibration.evenness_after().unwrap().max_over_mean > 1.03);

    let full = Limits::default().with_max_vnodes(1000).unwrap();
    let nodes = ring.nodes().map(|node| node.node().clone());
    let mut full = Ring::from_membership(Membership::new(config, nodes).unwrap(), full).unwrap();
    let delta = Calibration::of(&full, 1).unwrap().into_delta();
    full.apply(&delta).unwrap();
    assert!(full.vnode_count() <= 1000 && worst(&full, 1) < worst(&ring, 1));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let ring = even(3, Config::default());
    let refused = |rule: CalibrationRule| Calibration::of(&ring, rule).unwrap_err();
    assert!(matches!(refused(CalibrationRule::new(0)), CalibrationError::Rule(_)));
    let none = refused(CalibrationRule::new(1).with_vnodes(2_000_000, 1_000_000));
    assert_eq!(none, CalibrationError::Vnodes { least: 2_000_000, most: 1_000_000 });
    assert_eq!(
        none.to_string(),
        "the fewest vnodes of a node (2000000 millionths) must not be more than the most (1000000 millionths)"
    );
    let none = Calibration::of(&even(0, Config::default()), 1).unwrap().delta().is_empty();
    assert!(none);
}
