use proptest::collection::btree_map;
use proptest::option;
use proptest::prelude::*;
use vnode_ring::{Membership, NodeRef, Placement};

use super::*;
use crate::input;

/// Characters that mean something to node files, to JSON, to shells or to terminals.
const SPECIAL: &str = "ab@#=,;:'\"\\{[$`*~! 1\u{202e}\u{e9}\u{1f600}\u{301}";

fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        prop::sample::select(SPECIAL.chars().collect::<Vec<_>>()),
        any::<char>()
            .prop_filter("ids hold no control characters", |character| !character.is_ascii_control()),
    ];
    prop::collection::vec(character, 1..6).prop_map(String::from_iter)
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        prop::sample::select(vec!["id", "@ring", "{}", "-x", "5", " "]).prop_map(String::from)
    ]
}

fn attributes() -> impl Strategy<Value = std::collections::BTreeMap<String, String>> {
    let any_text = || prop_oneof![text(), ".{0,4}", Just("\0\r\n\t\u{7f}".to_owned())];
    let names = ["id", "weight", "vnodes", "positions", "placement", "zone", "group", "attributes", "addr"];
    let name = prop_oneof![text(), prop::sample::select(names.to_vec()).prop_map(String::from)];
    btree_map(name, any_text(), 0..5)
}

pub(crate) fn node() -> impl Strategy<Value = Node> {
    let counts = prop_oneof![(Just(0), Just(None)), (1..4u32, option::of(1..2000u32))];
    (id(), counts, option::of(id()), option::of(text()), attributes()).prop_map(
        |(id, (weight, vnodes), placement_id, zone, attributes)| {
            let mut node = Node::new(id).with_weight(weight).with_zone(zone.unwrap_or_default());
            if let Some(vnodes) = vnodes {
                node = node.with_vnodes(vnodes);
            }
            if let Some(placement_id) = placement_id {
                node = node.with_placement_id(placement_id);
            }
            node.with_attributes(attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        },
    )
}

/// Those that state positions, and no vnode count.
fn placed_node() -> impl Strategy<Value = Node> {
    let positions = prop::collection::btree_set(any::<u64>().prop_map(Position), 1..5);
    (node(), positions).prop_map(|(node, positions)| {
        let attributes: Vec<_> = node.attributes().collect();
        Node::new(node.id()).with_weight(node.weight()).with_positions(positions).with_attributes(attributes)
    })
}

fn one(node: Node) -> Membership {
    let placement = if node.positions().is_some() { Placement::Explicit } else { Placement::Native };
    Membership::new(Config::of_placement(placement), [node]).unwrap()
}

fn read(line: &str) -> Membership {
    let entry = input::parse_node(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    assert_eq!(entry.group, None);
    one(entry.node)
}

proptest! {
    #[test]
    fn a_node_is_read_from_its_line_again(node in prop_oneof![node(), placed_node()]) {
        let held = one(node);
        let node = held.nodes().next().map(NodeRef::node).unwrap();
        for line in [line(node), line_with_vnodes(held.config(), node)] {
            prop_assert!(!line.contains(|character: char| character.is_control()), "{line:?}");
            prop_assert_eq!(read(&line).fingerprint(), held.fingerprint(), "{}", line);
        }
        let file = json!({ "nodes": [object(node), ] }).to_string();
        let mut file = input::parse(file.as_bytes(), None, None).unwrap();
        prop_assert_eq!(one(file.entries.remove(0).node).fingerprint(), held.fingerprint());
    }
}

#[test]
fn what_can_be_plain_is_plain() {
    let node = Node::new("cache b").with_weight(2).with_zone("eu-1").with_attribute("addr", "10.0.0.1:80");
    assert_eq!(line(&node), r#""cache b" weight=2 zone=eu-1 addr=10.0.0.1:80"#);
    assert_eq!(
        line_with_vnodes(&Config::default(), &Node::new("{a}").with_placement_id("it's")),
        r#""{a}" weight=1 vnodes=256 placement="it's""#
    );
    let reserved = Node::new("a").with_attribute("zone", "\u{202e}\u{1f9d9}\u{200d}");
    assert_eq!(
        line(&reserved),
        "{\"attributes\":{\"zone\":\"\\u202e\u{1f9d9}\\u200d\"},\"id\":\"a\",\"weight\":1}"
    );
}
