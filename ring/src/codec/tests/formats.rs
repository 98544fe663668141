//! The worked example of `docs/formats.md`.

use alloc::format;
use alloc::vec::Vec;

use super::decode;
use crate::{Config, Fingerprint, Membership, Node, NodeRef};

const FORMATS: &str = include_str!("../../../../docs/formats.md");

/// The bytes of the block that is marked `hex`: on each line before two blanks, the meaning after them.
fn example() -> Vec<u8> {
    let (_, block) = FORMATS.split_once("```hex\n").expect("the page has an example");
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
    assert_eq!(membership.to_snapshot(), example());
    let read = decode(&example()).unwrap();
    assert_eq!((&read, read.epoch()), (&membership, 3));
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
