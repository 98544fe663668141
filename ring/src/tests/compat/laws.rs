//! What holds for rings of every placement: the laws of the native one, as far as each keeps them.

use alloc::format;
use alloc::string::ToString as _;
use alloc::vec::Vec;
use core::net::SocketAddrV4;

use proptest::collection::btree_map;
use proptest::prelude::*;

use super::super::oracle;
use super::explicit::positions;
use crate::membership::NodeRef;
use crate::{
    Calibration, CalibrationError, Change, Config, HashTag, KeyHash, Membership, MembershipError, Node,
    NodeUpdate, Placement, Plan, Position, Ring, Scratch, Side, StageError, Stages,
};
#[cfg(all(feature = "snapshot", feature = "serde"))]
use crate::{Limits, RingView};

fn placement() -> impl Strategy<Value = Placement> {
    (1..Placement::ALL.len()).prop_map(|at| Placement::ALL[at])
}

fn config() -> impl Strategy<Value = Config> {
    (placement(), 1u32..9, any::<[bool; 2]>()).prop_map(|(placement, vnodes, [tagged, before])| {
        let config = Config::of_placement(placement);
        let config = match placement {
            Placement::Explicit if before => config.with_side(Side::Predecessor),
            Placement::Explicit => config,
            _ => config.with_vnodes_per_weight(vnodes * 4),
        };
        if tagged { config.with_hash_tag("{}".parse().unwrap()) } else { config }
    })
}

/// Nodes that state positions.
fn nodes() -> impl Strategy<Value = Vec<Node>> {
    btree_map(0u8..8, (0u32..5, positions()), 0..8).prop_map(|nodes| {
        let node = |(number, (weight, positions))| {
            Node::new(format!("10.0.0.{number}:11211")).with_weight(weight).with_positions(positions)
        };
        nodes.into_iter().map(node).collect()
    })
}

/// The nodes as a config takes them.
fn taken(config: &Config, nodes: Vec<Node>) -> Vec<Node> {
    let node = |node: Node| if config.placement().is_explicit() { node } else { node.with_positions([]) };
    nodes.into_iter().map(|one| with_taken_id(config.placement(), node(one))).collect()
}

/// The node with the number of a server as its placement id, where the placement takes nothing else. The first and the last
/// of eight have all points in common.
pub(super) fn with_taken_id(placement: Placement, node: Node) -> Node {
    match placement {
        Placement::HaproxyId | Placement::HaproxyId30 => {
            let [.., row, place] = node.id().parse::<SocketAddrV4>().unwrap().ip().octets().map(u32::from);
            let number = if place == 7 { (1 << 20) + 1 } else { 8 * row + place + 1 };
            node.with_placement_id(number.to_string())
        }
        _ => node,
    }
}

fn joiner(config: &Config) -> Node {
    let node = Node::new("10.0.1.0:11211").with_positions([0, 1 << 61, 1 << 63, 7].map(Position));
    taken(config, [node].into()).remove(0)
}

fn assert_equals_oracle(ring: &Ring) {
    let reference = oracle::nodes(ring.membership());
    for key in oracle::all_keys([ring]) {
        let expected = oracle::preference_list(&reference, key);
        assert_eq!(ring.lookup_position(key).map(NodeRef::id), expected.first().copied(), "owner of {key}");
        assert!(ring.preference_list_at(key).map(NodeRef::id).eq(expected), "preference list of {key}");
    }
}

fn vnodes(ring: &Ring) -> Vec<(Position, Node)> {
    let mut scratch = Scratch::default();
    ring.vnodes_in_order(&mut scratch).map(|(at, node)| (at, node.node().clone())).collect()
}

proptest! {
    #[test]
    fn a_changed_ring_is_the_one_built_anew_and_its_plan_is_proved(
        config in config(), before in nodes(), after in nodes(),
    ) {
        let [before, after] = [before, after].map(|nodes| taken(&config, nodes));
        let old = Ring::new(config.clone(), before).unwrap();
        assert_equals_oracle(&old);
        let fresh = Ring::new(config, after.clone()).unwrap();

        let mut diffed = old.clone();
        diffed.apply(&old.membership().diff(fresh.membership()).unwrap()).unwrap();
        let stated = after.iter().map(|node| {
            let update = NodeUpdate::new(node.id()).with_weight(node.weight());
            let update = update.with_placement_id(node.placement_id());
            node.positions().into_iter().fold(update, NodeUpdate::with_positions)
        });
        let mut reconciled = old.clone();
        let delta = old.membership().reconcile(stated).unwrap();
        reconciled.try_apply(&delta).unwrap();
        for ring in [diffed, reconciled] {
            prop_assert_eq!(ring.membership(), fresh.membership());
            prop_assert_eq!(ring.membership().fingerprint(), fresh.membership().fingerprint());
            let placed = Membership::placement_fingerprint;
            prop_assert_eq!(placed(ring.membership()), placed(fresh.membership()));
            prop_assert_eq!(vnodes(&ring), vnodes(&fresh));
        }
        assert_equals_oracle(&fresh);
        for replicas in [1, 3] {
            prop_assert_eq!(Plan::between(&old, &fresh, replicas).unwrap().verify(), Ok(()));
            prop_assert_eq!(Plan::of(&old, &delta, replicas).unwrap().verify(), Ok(()));
        }
    }

    /// Where vnodes follow from all weights together, others change too, and the delta says so.
    #[test]
    fn a_joiner_takes_keys_and_no_others_move_unless_their_nodes_change(config in config(), before in nodes()) {
        let old = Ring::new(config.clone(), taken(&config, before)).unwrap();
        let mut new = old.clone();
        let delta = new.add(joiner(&config)).unwrap();
        if !config.placement().is_relative() {
            prop_assert!(delta.changes().map(Change::id).eq(["10.0.1.0:11211"]));
        }
        for key in oracle::all_keys([&old, &new]) {
            let [before, after] = [&old, &new].map(|ring| ring.lookup_position(key).map(NodeRef::id));
            let changed = |id: Option<&str>| id.is_some_and(|id| delta.change_of(id).is_some());
            prop_assert!(before == after || changed(before) || changed(after), "{}", key);
        }
    }

    #[test]
    fn a_key_with_a_tag_stands_where_its_tag_stands(placement in placement(), tag in "[a-z]{1,9}", rest in "[a-z]{0,9}") {
        let plain = Config::of_placement(placement);
        let tagged = plain.clone().with_hash_tag(HashTag::new(b'{', b'}').unwrap());
        let at = |config: &Config, key: &str| config.key_hasher(None).unwrap().position(key.as_bytes());
        prop_assert_eq!(at(&tagged, &format!("{rest}{{{tag}}}{rest}")), at(&plain, &tag));
        prop_assert_eq!(at(&tagged, &rest), at(&plain, &rest));
    }
}

#[cfg(all(feature = "snapshot", feature = "serde"))]
proptest! {
    #[test]
    fn files_come_back_and_their_readers_answer_the_same(config in config(), nodes in nodes()) {
        let nodes = taken(&config, nodes);
        let ring = Ring::new(config, nodes).unwrap();
        let snapshot = ring.membership().to_snapshot();
        let read = Membership::from_snapshot(&snapshot, Limits::default()).unwrap();
        prop_assert_eq!(&read, ring.membership());
        let json = serde_json::to_string(ring.membership()).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Membership>(&json).unwrap(), ring.membership());

        for image in [ring.to_image(), ring.to_image_without_texts()] {
            let view = RingView::parse(&image).unwrap();
            prop_assert_eq!(view.verify(), Ok(()));
            prop_assert_eq!(&view.config(), ring.config());
            for key in oracle::all_keys([&ring]) {
                let number = |node: NodeRef<'_>| ring.nodes().position(|other| other.id() == node.id()).unwrap();
                let theirs = view.lookup_position(key).map(|node| node.index().get());
                prop_assert_eq!(theirs, ring.lookup_position(key).map(number));
            }
            for key in ["a", "{a}b", "x{a}"] {
                prop_assert_eq!(view.key_position(key), ring.key_position(key));
            }
        }
        prop_assert_eq!(&Membership::from_image(&ring.to_image(), Limits::default()).unwrap(), ring.membership());
    }
}

#[test]
fn stated_vnodes_are_refused_where_all_weights_together_give_them() {
    let config = Config::of_placement(Placement::Twemproxy);
    let nodes = || [Node::new("a").with_weight(1), Node::new("b").with_weight(5)];
    let ring = Ring::new(config.clone(), nodes()).unwrap();
    assert!(ring.nodes().map(|node| ring.vnode_count_of(node)).eq([52, 264]));

    let [a, b] = nodes();
    let refused = Membership::new(config.clone(), [a.with_vnodes(53), b]).unwrap_err();
    let expected = MembershipError::OtherVnodes { id: "a".into(), stated: 53, given: 52 };
    assert_eq!(refused, expected);
    assert_eq!(
        refused.to_string(),
        "node \"a\": states 53 vnodes, but with this placement all weights together give it 52: state none"
    );
}

/// A delta that someone else made, and made wrong.
#[cfg(feature = "serde")]
#[test]
fn deltas_that_do_not_settle_the_other_nodes_are_refused() {
    let config = Config::of_placement(Placement::Twemproxy);
    let nodes = [Node::new("a").with_weight(1), Node::new("b").with_weight(5)];
    let before = Membership::new(config, nodes).unwrap();
    let right = before.change().remove("b").unwrap().delta().unwrap();
    assert_eq!(right.changes().len(), 2);

    let mut json = serde_json::to_value(&right).unwrap();
    json["changes"].as_array_mut().unwrap().remove(0);
    let error = serde_json::from_value::<crate::Delta>(json.clone()).unwrap_err().to_string();
    json["target"]["fingerprint"] = error.rsplit(' ').next().unwrap().into();
    let wrong: crate::Delta = serde_json::from_value(json).unwrap();
    let mut here = before.clone();
    let expected = MembershipError::OtherVnodes { id: "a".into(), stated: 52, given: 160 };
    assert_eq!(here.apply(&wrong), Err(crate::ChangeError::Membership(expected)));
    assert_eq!(here.stamp(), before.stamp());
    assert!(here.apply(&right).is_ok());
}

#[test]
fn what_only_native_rings_can_do_is_refused() {
    let ring = Ring::new(Config::of_placement(Placement::Nginx), ["a", "b"].map(Node::new)).unwrap();
    let refused = Calibration::of(&ring, 1).unwrap_err();
    assert_eq!(refused, CalibrationError::Placement(Placement::Nginx));

    let ring = Ring::new(Config::of_placement(Placement::Twemproxy), ["a", "b"].map(Node::new)).unwrap();
    let delta = ring.change().add(Node::new("c")).unwrap().delta().unwrap();
    let refused = Stages::of(&ring, &delta, 1, u128::MAX).unwrap_err();
    assert_eq!(refused, StageError::Placement(Placement::Twemproxy));
}

#[test]
fn placement_ids_from_which_nothing_derives_are_refused() {
    let config = Config::of_placement(Placement::HaproxyId);
    let mut ring = Ring::new(config, [Node::new("a").with_placement_id("1")]).unwrap();
    let before = ring.membership().clone();
    let refused = ring.add(Node::new("b")).unwrap_err();
    let expected = MembershipError::OtherPlacementId {
        id: "b".into(),
        placement_id: "b".into(),
        placement: Placement::HaproxyId,
    };
    assert_eq!(refused, crate::ChangeError::Membership(expected));
    assert_eq!(
        refused.to_string(),
        "node \"b\": with placement haproxy-id the placement id must be the number of the server, 1 to 2147483647 (got \"b\")"
    );
    assert_eq!(*ring.membership(), before);
    assert!(ring.add(Node::new("b").with_placement_id("2")).is_ok());
}

#[test]
fn configs_that_are_two_names_of_one_ring_are_refused() {
    let seeded = Config::of_placement(Placement::Nginx).with_seed(7);
    let refused = Membership::new(seeded.clone(), []).unwrap_err().to_string();
    assert_eq!(refused, "placement nginx takes no seed, nor does the key hash: leave it 0 (got 7)");
    assert!(Membership::new(seeded.with_key_hash(KeyHash::Xxh3), []).is_ok());

    let keyless = Config::default().with_key_hash(KeyHash::SipHash13);
    let refused = Membership::new(keyless, []).unwrap_err().to_string();
    assert_eq!(refused, "key hash siphash13 takes a secret: state it, or its key check, or another key hash");
}
