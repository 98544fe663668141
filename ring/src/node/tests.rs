use alloc::format;
use alloc::string::{String, ToString};

use super::*;

fn long(bytes: usize) -> String {
    "x".repeat(bytes)
}

#[test]
fn every_limit_holds_at_the_boundary_and_names_value_and_limit_beyond_it() {
    let ok = |node: Node| assert_eq!(node.check(), Ok(()));
    let refused = |node: Node, message: &str| assert_eq!(node.check().unwrap_err().to_string(), message);

    ok(Node::new(long(MAX_ID_BYTES)));
    refused(Node::new(long(MAX_ID_BYTES + 1)), "id must be at most 1024 bytes (got 1025)");
    refused(Node::new(""), "id must not be empty");
    refused(Node::new("a\tb"), "id must not hold control characters (got U+0009 at byte 1)");
    refused(Node::new("é\u{7f}"), "id must not hold control characters (got U+007F at byte 2)");
    ok(Node::new(" é#\u{80}=,"));

    ok(Node::new("a").with_placement_id(long(MAX_ID_BYTES)));
    refused(Node::new("a").with_placement_id(""), "placement id must not be empty");

    ok(Node::new("a").with_zone(long(MAX_ZONE_BYTES)));
    refused(Node::new("a").with_zone(long(MAX_ZONE_BYTES + 1)), "zone must be at most 255 bytes (got 256)");

    let half = MAX_ATTRIBUTE_BYTES / 2;
    ok(Node::new("a").with_attribute(long(half), long(half)));
    refused(
        Node::new("a").with_attribute(long(half), long(half + 1)),
        "attributes must be at most 65536 bytes in all (got 65537)",
    );
    refused(Node::new("a").with_attribute("", "x"), "attribute names must not be empty");

    ok(Node::new("a").with_vnodes(1));
    refused(Node::new("a").with_vnodes(0), "vnodes must be at least 1 (got 0); use weight 0 to drain a node");
    refused(
        Node::new("a").with_weight(0).with_vnodes(3),
        "a node of weight 0 must not state vnodes (got 3); it owns nothing",
    );
}

#[test]
fn normal_form_drops_what_says_nothing() {
    let plain = Node::new("a").with_weight(2);
    let verbose = plain.clone().with_vnodes(20).with_placement_id("a").with_zone("");
    assert_ne!(verbose, plain);
    assert_eq!(verbose.into_normal_form(20), Ok(plain.clone()));

    let telling = plain.with_vnodes(21).with_placement_id("b").with_zone("z");
    assert_eq!(telling.clone().into_normal_form(20), Ok(telling.clone()));
}

#[test]
fn a_new_weight_drops_the_count_that_belonged_to_the_old_one() {
    let node = Node::new("a").with_weight(2).with_vnodes(21);
    assert_eq!(node.clone().reweighted(2), node);
    assert_eq!(node.reweighted(3), Node::new("a").with_weight(3));
}

#[test]
fn every_text_comes_back_whatever_it_holds() {
    let node = Node::new("a1:p")
        .with_attribute("z3:x", "")
        .with_zone("9:é")
        .with_placement_id("p0:")
        .with_attribute("a", "a1:b")
        .with_weight(0);
    assert_eq!((node.id(), node.placement_id(), node.zone()), ("a1:p", "p0:", Some("9:é")));
    assert!(node.attributes().eq([("a", "a1:b"), ("z3:x", "")]));
    assert_eq!((node.attribute("a"), node.attribute("z")), (Some("a1:b"), None));

    // Whatever order it was said in, and however often.
    let same = Node::new("a1:p")
        .with_weight(0)
        .with_zone("y")
        .with_placement_id("p0:")
        .with_attributes([("z3:x", "before"), ("a", "a1:b"), ("z3:x", "")])
        .with_zone("9:é");
    assert_eq!(same, node);
    let attributes = [("a", "a1:b"), ("z3:x", "")];
    assert_eq!(
        Node::from_parts("a1:p", (0, None), (Some("p0:"), Some("9:é")), Positions::default(), attributes),
        node
    );
    assert_eq!(
        format!("{node:?}"),
        r#"Node { id: "a1:p", weight: 0, vnodes: None, placement_id: Some("p0:"), zone: Some("9:é"), attributes: {"a": "a1:b", "z3:x": ""} }"#,
    );
    assert_eq!(node.with_zone("").zone(), None);
}

#[cfg(target_pointer_width = "64")]
#[test]
fn a_node_that_says_little_takes_little() {
    assert_eq!(size_of::<Option<Node>>(), 32);
}
