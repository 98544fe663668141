//! The worked examples of `docs/formats.md`.

use alloc::format;
use alloc::vec::Vec;

use super::decode;
use crate::{Config, Delta, Fingerprint, Limits, Membership, Node, NodeRef, Ring};

const FORMATS: &str = include_str!("../../../../docs/formats.md");

/// The bytes of one of the blocks that are marked `hex`: on each line before two blanks, the meaning after them.
fn example(number: usize) -> Vec<u8> {
    let block = FORMATS.split("```hex\n").nth(1 + number).expect("the page has that example");
    let (block, _) = block.split_once("```").expect("the example ends");
    let columns = block.lines().filter_map(|line| line.split("  ").next());
    columns.flat_map(str::split_whitespace).map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

fn membership() -> Membership {
    let nodes = [
        Node::new("a"),
        Node::new("b")
            .with_weight(2)
            .with_vnodes(300)
            .with_placement_id("old")
            .with_zone("eu")
            .with_attribute("addr", "10.0.0.2:1"),
    ];
    let mut membership = Membership::new(Config::default().with_seed(7), nodes).unwrap();
    membership.set_epoch(3);
    membership
}

#[test]
fn the_worked_example_is_what_encoding_writes() {
    let membership = membership();
    assert_eq!(membership.to_snapshot(), example(0));
    let read = decode(&example(0)).unwrap();
    assert_eq!((&read, read.epoch()), (&membership, 3));
}

#[test]
fn the_worked_delta_is_what_encoding_writes() {
    let membership = membership();
    let change = membership.change().remove("a").unwrap().reweight("b", 3).unwrap();
    let delta = change.add(Node::new("c")).unwrap().delta().unwrap();
    assert_eq!(delta.to_bytes(), example(1));
    assert_eq!(Delta::from_bytes(&example(1), Limits::default()).unwrap(), delta);
    for stamp in [delta.base(), delta.target()] {
        let meaning = format!("epoch {}\n", stamp.epoch);
        assert!(
            FORMATS.contains(&meaning) && FORMATS.contains(&format!("fingerprint {}", stamp.fingerprint))
        );
    }
}

#[test]
fn the_worked_image_is_what_a_ring_writes() {
    let config = Config::default().with_seed(7).with_vnodes_per_weight(1);
    let nodes = [Node::new("a"), Node::new("b").with_weight(2).with_zone("eu")];
    let mut membership = Membership::new(config, nodes).unwrap();
    membership.set_epoch(3);
    let ring = Ring::from_membership(membership, Limits::default()).unwrap();
    assert_eq!(ring.to_image(), example(2));
}

#[test]
fn the_fingerprints_of_the_example_are_those_of_the_page() {
    let membership = membership();
    let empty = Fingerprint::of_config(membership.config());
    let nodes = || membership.nodes().map(NodeRef::node);
    let whole = nodes().fold(empty, Fingerprint::with_node);
    let placed =
        nodes().zip([256, 300]).fold(empty, |sum, (node, vnodes)| sum.with_placed_node(node, vnodes));
    for fingerprint in [whole, placed] {
        assert!(FORMATS.contains(&format!("`{fingerprint}`")), "{fingerprint}");
    }
}
