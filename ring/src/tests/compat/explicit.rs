//! Nodes that state their positions, and rings that are frozen so.

#[cfg(feature = "snapshot")]
mod bytes;

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;

use super::super::oracle;
use super::laws::with_taken_id;
use crate::membership::NodeRef;
use crate::{
    BuildError, Config, ConfigError, HashTag, KeyHash, Limits, Membership, MembershipError, Node, NodeError,
    NodeUpdate, Placement, Plan, PlanError, Position, Ring, Scratch, Secret, Side, Stages,
};

/// Configs of every placement, those that no other test asks for included.
fn config() -> impl Strategy<Value = Config> {
    let placements = Placement::ALL.iter().copied().filter(|placement| !placement.is_explicit());
    let mut placements: Vec<_> = placements.collect();
    placements.push(Placement::Tiny { bits: 6 });
    let hashes = [None, Some(KeyHash::Xxh3), Some(KeyHash::Md5), Some(KeyHash::SipHash13)];
    (prop::sample::select(placements), prop::sample::select(hashes.to_vec()), 1u32..9, 0u64..2, any::<bool>())
        .prop_map(|(placement, key_hash, vnodes, seed, tagged)| {
            let config = Config::of_placement(placement).with_vnodes_per_weight(vnodes * 4);
            let config = match key_hash {
                Some(KeyHash::SipHash13) => config.with_secret(&SECRET),
                Some(key_hash) => config.with_key_hash(key_hash),
                None => config,
            };
            let takes_seed = matches!(placement, Placement::Native | Placement::Tiny { .. });
            let takes_seed = takes_seed || config.key_hash() == KeyHash::Xxh3;
            let config = if takes_seed { config.with_seed(seed) } else { config };
            if tagged { config.with_hash_tag(HashTag::new(b'{', b'}').unwrap()) } else { config }
        })
}

const SECRET: Secret = Secret::new([7; 16]);

fn compiled(membership: Membership) -> Ring {
    let keyed = membership.config().key_check().is_some();
    let ring = if keyed {
        Ring::with_secret(membership, Limits::default(), &SECRET)
    } else {
        Ring::from_membership(membership, Limits::default())
    };
    ring.unwrap()
}

proptest! {
    #[test]
    fn a_frozen_ring_of_any_placement_answers_the_same(
        config in config(), nodes in btree_map(0u8..8, 0u32..5, 0..8),
    ) {
        let node = |(number, weight)| {
            let node = Node::new(format!("10.0.0.{number}:80")).with_weight(weight);
            with_taken_id(config.placement(), node).with_zone(format!("z{}", number % 3))
        };
        let nodes = nodes.into_iter().map(node);
        let ring = compiled(Membership::new(config.clone(), nodes).unwrap());
        let frozen = compiled(ring.membership().to_explicit(Limits::default()).unwrap());

        prop_assert!(frozen.config().placement().is_explicit());
        prop_assert_eq!(frozen.serving_nodes(), ring.serving_nodes());
        let list = |ring: &Ring, key| -> Vec<_> {
            ring.preference_list_at(key).map(|node| format!("{} {:?}", node.id(), node.zone())).collect()
        };
        for key in oracle::all_keys([&ring, &frozen]) {
            prop_assert_eq!(list(&ring, key), list(&frozen, key));
        }
        for key in ["", "a", "{a}b", "x{a}y", "user-1"] {
            prop_assert_eq!(ring.key_position(key), frozen.key_position(key));
        }
        if ring.config().seed() == frozen.config().seed() {
            let plan = Plan::between(&ring, &frozen, 3).unwrap();
            prop_assert_eq!(plan.ranges().count(), 0);
        }
        if !ring.config().placement().is_nearest() {
            let mut scratch = Scratch::default();
            let vnodes: Vec<_> = ring.vnodes_in_order(&mut scratch).collect();
            let at_one = vnodes.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].1.id() != pair[1].1.id());
            let expected: BTreeSet<_> = at_one.map(|pair| ring.config().side().turn(pair[0].0)).collect();
            prop_assert!(ring.membership().ties().iter().map(|tie| tie.position).eq(expected));
        }
        let again = frozen.membership().to_explicit(Limits::default()).unwrap();
        prop_assert_eq!(&again, frozen.membership());
    }
}

/// Few, so that several nodes have the same ones.
pub(super) fn positions() -> impl Strategy<Value = BTreeSet<Position>> {
    let position = prop_oneof![
        (0u64..12).prop_map(|place| Position(place << 60)),
        Just(Position(u64::MAX)),
        any::<u64>().prop_map(Position),
    ];
    btree_set(position, 1..7)
}

fn owner(ring: &Ring, key: Position) -> Option<&str> {
    ring.lookup_position(key).map(NodeRef::id)
}

proptest! {
    /// Joining, leaving, more positions, fewer, and others in their place.
    #[test]
    fn keys_move_only_to_positions_that_come_and_from_those_that_go(
        before in any::<bool>(),
        others in btree_map(0u8..6, positions(), 0..6),
        [had, has] in [positions(), positions()],
    ) {
        let config = if before { explicit().with_side(Side::Predecessor) } else { explicit() };
        let of = |id: String, positions: &BTreeSet<Position>| {
            Node::new(id).with_positions(positions.iter().copied())
        };
        let others: Vec<_> = others.iter().map(|(id, positions)| of(id.to_string(), positions)).collect();
        let ring = |positions: &BTreeSet<Position>| {
            let node = (!positions.is_empty()).then(|| of("3x".into(), positions));
            Ring::new(config.clone(), others.iter().cloned().chain(node)).unwrap()
        };
        let (none, all) = (ring(&BTreeSet::new()), ring(&had.union(&has).copied().collect()));
        let [had, has] = [ring(&had), ring(&has)];
        // From fewer positions of that node to more.
        for [fewer, more] in [[&none, &had], [&none, &has], [&had, &all], [&has, &all]] {
            for key in oracle::all_keys([fewer, more]) {
                let [from, to] = [fewer, more].map(|ring| owner(ring, key));
                prop_assert!(from == to || to == Some("3x"));
                let list = |ring: &Ring| -> Vec<String> {
                    let nodes = ring.preference_list_at(key).map(|node| node.id().to_owned());
                    nodes.filter(|id| id != "3x").collect()
                };
                prop_assert_eq!(list(fewer), list(more));
            }
        }
        let mut changed = had.clone();
        let delta = had.membership().diff(has.membership()).unwrap();
        changed.apply(&delta).unwrap();
        for key in oracle::all_keys([&had, &has]) {
            let [from, to] = [&had, &changed].map(|ring| owner(ring, key));
            prop_assert_eq!(to, owner(&has, key));
            prop_assert!(from == to || from == Some("3x") || to == Some("3x"));
        }
        for [old, new] in [[&had, &has], [&none, &all], [&all, &none], [&all, &has]] {
            for replicas in [1, 2] {
                let plan = Plan::between(old, new, replicas).unwrap();
                prop_assert_eq!(plan.verify(), Ok(()));
                let delta = old.membership().diff(new.membership()).unwrap();
                let other = Plan::of(old, &delta, replicas).unwrap();
                prop_assert!(plan.ranges().map(|moved| moved.range()).eq(other.ranges().map(|moved| moved.range())));
            }
        }
    }
}

fn explicit() -> Config {
    Config::of_placement(Placement::Explicit)
}

fn at(id: &str, positions: &[u64]) -> Node {
    Node::new(id).with_positions(positions.iter().copied().map(Position))
}

#[test]
fn positions_are_stated_where_the_placement_takes_them_and_only_there() {
    let refused = |config: &Config, node: Node| match Membership::new(config.clone(), [node]) {
        Err(MembershipError::Node { id, error }) if id == "a" => error,
        other => panic!("{other:?}"),
    };
    let native = Config::default();
    assert_eq!(refused(&native, at("a", &[7, 8])), NodeError::PositionsUnused { positions: 2 });
    assert_eq!(refused(&explicit(), at("a", &[])), NodeError::NoPositions);
    assert_eq!(refused(&explicit(), Node::new("a").with_vnodes(3)), NodeError::NoPositions);
    let both = at("a", &[7]).with_vnodes(1);
    assert_eq!(refused(&explicit(), both.clone()), NodeError::VnodesAndPositions { vnodes: 1 });
    assert_eq!(refused(&native, both), NodeError::VnodesAndPositions { vnodes: 1 });
    assert_eq!(
        refused(&explicit(), at("a", &[9, 7, 8, 7])),
        NodeError::PositionTwice { position: Position(7) }
    );

    let error = Membership::new(native, [at("a", &[7, 8])]).unwrap_err().to_string();
    assert_eq!(
        error,
        "node \"a\": only placement explicit takes positions (got 2); state none, or that placement"
    );
}

#[test]
fn a_drained_node_keeps_its_positions() {
    let mut ring = Ring::new(explicit(), [at("a", &[7, 8]), at("b", &[9])]).unwrap();
    let before = ring.membership().fingerprint();
    ring.reweight("a", 0).unwrap();
    let drained = ring.membership().get("a").unwrap();
    assert!(drained.node().positions().unwrap().eq([Position(7), Position(8)]));
    assert_eq!((ring.vnode_count_of(drained), ring.vnode_count()), (0, 1));
    ring.reweight("a", 1).unwrap();
    assert_eq!((ring.vnode_count(), ring.membership().fingerprint()), (3, before));
    assert!(Membership::new(explicit(), [Node::new("a").with_weight(0)]).is_ok());
}

#[test]
fn a_node_that_takes_the_place_of_another_has_its_positions() {
    let mut ring = Ring::new(explicit(), [at("a", &[7, 1 << 63]), at("b", &[9])]).unwrap();
    let delta = ring.change().replace("a", Node::new("c")).unwrap().delta().unwrap();
    assert_eq!(Plan::of(&ring, &delta, 1).unwrap().verify(), Ok(()));
    ring.apply(&delta).unwrap();
    let owners = [7, 8, 10].map(|key| ring.lookup_position(Position(key)).unwrap().id());
    assert_eq!(owners, ["c", "b", "c"]);
}

#[test]
fn what_decides_owners_is_in_the_placement_fingerprint() {
    let of = |positions: &[u64]| Membership::new(explicit(), [at("a", positions)]).unwrap();
    assert_ne!(of(&[7, 8]).placement_fingerprint(), of(&[7, 9]).placement_fingerprint());
    assert_eq!(of(&[7, 8]).placement_fingerprint(), of(&[8, 7]).placement_fingerprint());
    let drained =
        |positions: &[u64]| Membership::new(explicit(), [at("a", positions).with_weight(0)]).unwrap();
    assert_eq!(drained(&[7]).placement_fingerprint(), drained(&[8]).placement_fingerprint());
    assert_ne!(drained(&[7]).fingerprint(), drained(&[8]).fingerprint());
}

#[test]
fn sources_that_state_no_positions_change_none() {
    let mut membership = Membership::new(explicit(), [at("a", &[7, 8])]).unwrap();
    let silent = NodeUpdate::new("a").with_weight(2);
    membership.apply(&membership.reconcile([silent]).unwrap()).unwrap();
    assert_eq!(membership.get("a").unwrap().node(), &at("a", &[7, 8]).with_weight(2));
    let moved = NodeUpdate::new("a").with_positions([Position(9)]);
    membership.apply(&membership.reconcile([moved]).unwrap()).unwrap();
    assert_eq!(membership.get("a").unwrap().node(), &at("a", &[9]).with_weight(2));
    assert!(membership.reconcile([NodeUpdate::new("a").with_positions([])]).is_err());
    assert_eq!(NodeUpdate::from(at("a", &[9])).apply_to(None), at("a", &[9]));
}

#[test]
fn stages_are_of_whole_nodes() {
    let ring = Ring::new(explicit(), [at("a", &[0, 1 << 62]), at("b", &[1 << 63])]).unwrap();
    let change = ring.change().add(at("c", &[3 << 62])).unwrap();
    let change = change.upsert(&NodeUpdate::new("a").with_positions([Position(0)])).unwrap();
    let delta = change.delta().unwrap();
    let stages = Stages::of(&ring, &delta, 1, 1 << 62).unwrap();
    assert!(stages.iter().map(|stage| stage.delta.changes().len()).eq([1, 1]));
    assert_eq!((stages.moved(), stages.at_once()), (1 << 63, 1 << 63));
    assert!(Stages::of(&ring, &delta, 1, 1 << 61).is_err());
}

#[test]
fn rings_that_place_keys_differently_have_no_plan() {
    let ring = |config: Config| Ring::new(config, [at("a", &[7])]).unwrap();
    let plain = ring(explicit());
    for config in [
        explicit().with_key_hash(KeyHash::Crc32),
        explicit().with_side(Side::Predecessor),
        explicit().with_hash_tag(HashTag::new(b'{', b'}').unwrap()),
    ] {
        let refused = Plan::between(&plain, &ring(config.clone()), 1).unwrap_err();
        assert_eq!(refused, PlanError::KeyPositions { old: explicit(), new: config });
    }
}

#[test]
fn parameters_that_say_nothing_are_refused() {
    let refused = |config: Config| match Membership::new(config, []) {
        Err(MembershipError::Config(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refused(explicit().with_vnodes_per_weight(256)),
        ConfigError::VnodesPerWeightUnused { vnodes: 256 }
    );
    let (side, placement) = (Side::Predecessor, Placement::Nginx);
    let sided = Config::of_placement(placement).with_side(side);
    assert_eq!(refused(sided.clone()), ConfigError::OtherSide { side, placement });
    assert_eq!(
        refused(sided).to_string(),
        "placement nginx takes no side: state none, or placement explicit (got predecessor)"
    );
    let chash = Config::of_placement(Placement::ChashCrc32);
    assert_eq!(chash.clone().with_side(side), chash);
    assert_eq!(explicit().with_side(side).with_side(Side::Successor), explicit());
    assert_eq!(explicit().with_side(side).with_placement(Placement::ChashCrc32).side(), side);
}

#[test]
fn a_ring_beyond_the_limit_is_not_frozen() {
    let node = Node::new("a").with_weight(u32::MAX);
    let membership = Membership::new(Config::default(), [node]).unwrap();
    let refused = membership.to_explicit(Limits::default()).unwrap_err();
    assert!(matches!(refused, BuildError::TooManyVnodes(_)));
}

/// Two nodes at one position: the smaller placement id, whatever the order.
#[test]
fn equal_positions_belong_to_the_smallest_placement_id() {
    let ring = Ring::new(explicit(), [at("b", &[7]), at("a", &[7]), at("c", &[7])]).unwrap();
    let list = ring.preference_list_at(Position(7)).map(NodeRef::id);
    assert!(list.eq(["a", "b", "c"]));
}
