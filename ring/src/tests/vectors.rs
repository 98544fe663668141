//! The committed answers of the independent implementation `docs/reference.py`.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt::Write as _;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::membership::NodeRef;
use crate::sequence::VnodeSequence;
use crate::{Config, Limits, Membership, Node, Position, Ring, Secret};

#[derive(Deserialize)]
struct Vectors {
    rings: Vec<Shape>,
}

#[derive(Deserialize)]
struct Shape {
    name: String,
    key_hash: Option<String>,
    secret_hex: Option<String>,
    key_check: Option<String>,
    seed: String,
    vnodes_per_weight: u32,
    nodes: Vec<ShapeNode>,
    vnodes: usize,
    first_positions: BTreeMap<String, Vec<String>>,
    shares: BTreeMap<String, String>,
    keys: Vec<Answer>,
    generated_keys: u32,
    generated_owners_sha256: String,
}

#[derive(Deserialize)]
struct ShapeNode {
    id: String,
    weight: u32,
    placement: Option<String>,
    vnodes: Option<u32>,
}

#[derive(Deserialize)]
struct Answer {
    key_hex: String,
    position: String,
    list: Vec<String>,
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn ring(shape: &Shape) -> Ring {
    let nodes = shape.nodes.iter().map(|stated| {
        let mut node = Node::new(&*stated.id).with_weight(stated.weight);
        if let Some(vnodes) = stated.vnodes {
            node = node.with_vnodes(vnodes);
        }
        match &stated.placement {
            Some(placement_id) => node.with_placement_id(placement_id),
            None => node,
        }
    });
    let seed = shape.seed.parse().unwrap();
    let config = Config::default().with_seed(seed).with_vnodes_per_weight(shape.vnodes_per_weight);
    let Some(secret) = &shape.secret_hex else { return Ring::new(config, nodes).unwrap() };
    let secret = Secret::new(bytes(secret).try_into().unwrap());
    let membership = Membership::new(config.with_secret(&secret), nodes).unwrap();
    Ring::with_secret(membership, Limits::default(), &secret).unwrap()
}

fn check(shape: &Shape) {
    let name = &shape.name;
    let ring = ring(shape);
    assert_eq!(ring.vnode_count(), shape.vnodes, "{name}");
    assert_eq!(ring.config().key_hash().name(), shape.key_hash.as_deref().unwrap_or("xxh3"), "{name}");
    let key_check = ring.config().key_check().map(|check| format!("0x{check:016x}"));
    assert_eq!(key_check, shape.key_check, "{name}");

    for (id, positions) in &shape.first_positions {
        let node = ring.membership().get(id).unwrap().node();
        let sequence = VnodeSequence::native(ring.config().seed(), node.placement_id().as_bytes());
        for (index, position) in (0..).zip(positions) {
            assert_eq!(&format!("{}", sequence.position(index)), position, "{name}: vnode {index} of {id}");
        }
    }
    let shares: BTreeMap<_, _> =
        ring.shares().into_iter().map(|(node, share)| (node.id().into(), format!("{share}"))).collect();
    assert_eq!(shares, shape.shares, "{name}");

    for Answer { key_hex, position, list } in &shape.keys {
        let key = bytes(key_hex);
        assert_eq!(&format!("{}", ring.key_position(&key)), position, "{name}: {key_hex}");
        assert!(
            ring.preference_list(&key).map(NodeRef::id).eq(list.iter().map(String::as_str)),
            "{name}: {key_hex}"
        );
    }
    let mut owners = String::new();
    for number in 0..shape.generated_keys {
        let owner = ring.lookup(format!("key-{number}"));
        writeln!(owners, "{}", owner.map_or("", NodeRef::id)).unwrap();
    }
    let digest = Sha256::digest(owners);
    assert_eq!(digest.as_slice(), bytes(&shape.generated_owners_sha256), "{name}");
}

#[test]
fn rings_answer_as_the_independent_implementation() {
    let vectors: Vectors =
        serde_json::from_str(include_str!("../../../docs/vectors/native-v1.json")).unwrap();
    assert!(vectors.rings.len() >= 12, "only {} rings", vectors.rings.len());
    assert!(vectors.rings.iter().filter(|shape| shape.secret_hex.is_some()).count() >= 2);
    for shape in &vectors.rings {
        check(shape);
    }
}

/// A check that a wrong answer would be noticed.
#[test]
#[should_panic(expected = "planted")]
fn a_wrong_owner_fails_the_comparison() {
    check(&Shape {
        name: "planted".into(),
        key_hash: None,
        secret_hex: None,
        key_check: None,
        seed: "0".into(),
        vnodes_per_weight: 1,
        nodes: vec![],
        vnodes: 0,
        first_positions: BTreeMap::new(),
        shares: BTreeMap::new(),
        keys: vec![Answer {
            key_hex: String::new(),
            position: format!("{}", Position(0x2d06_8005_38d3_94c2)),
            list: vec!["a".into()],
        }],
        generated_keys: 0,
        generated_owners_sha256: String::new(),
    });
}
