use proptest::prelude::*;

use super::*;
use crate::tests::arbitrary::nodes;

fn full() -> Node {
    Node::new("a")
        .with_weight(2)
        .with_vnodes(300)
        .with_placement_id("old")
        .with_zone("eu-1")
        .with_attribute("addr", "10.0.0.1")
}

#[test]
fn what_is_not_stated_is_kept_and_defaults_where_nobody_was() {
    let update = NodeUpdate::new("a");
    assert_eq!(update.apply_to(Some(&full())), full());
    assert_eq!(update.apply_to(None), Node::new("a"));
}

#[test]
fn what_is_stated_replaces_each_field_alone() {
    let on = |update: NodeUpdate| update.apply_to(Some(&full()));
    let update = NodeUpdate::new("a");
    assert_eq!(on(update.clone().with_vnodes(7)), full().with_vnodes(7));
    assert_eq!(on(update.clone().with_placement_id("p")), full().with_placement_id("p"));
    assert_eq!(on(update.clone().with_zone("eu-2")), full().with_zone("eu-2"));
    assert_eq!(on(update.clone().with_zone("")).zone(), None);
    let attributes = on(update.clone().with_attribute("rack", "7"));
    assert!(attributes.attributes().eq([("rack", "7")]));
    assert_eq!(on(update.with_attributes::<&str, &str>([])).attributes().count(), 0);
}

#[test]
fn another_weight_clears_the_count_that_belonged_to_the_old_one_unless_one_is_stated() {
    let on = |update: NodeUpdate| {
        let node = update.apply_to(Some(&full()));
        (node.weight(), node.vnodes())
    };
    assert_eq!(on(NodeUpdate::new("a").with_weight(2)), (2, Some(300)));
    assert_eq!(on(NodeUpdate::new("a").with_weight(3)), (3, None));
    assert_eq!(on(NodeUpdate::new("a").with_weight(0)), (0, None));
    assert_eq!(on(NodeUpdate::new("a").with_weight(3).with_vnodes(5)), (3, Some(5)));
    assert_eq!(full().reweighted(3), NodeUpdate::new("a").with_weight(3).apply_to(Some(&full())));
}

#[test]
fn a_node_states_that_it_has_no_zone_but_not_that_it_has_no_count() {
    let update = NodeUpdate::from(Node::new("a").with_weight(2));
    assert_eq!((update.vnodes(), update.placement_id()), (None, None));
    let expected = Node::new("a").with_weight(2).with_vnodes(300).with_placement_id("old");
    assert_eq!(update.apply_to(Some(&full())), expected);
}

proptest! {
    #[test]
    fn an_update_from_a_node_makes_that_node_and_twice_is_once(nodes in nodes(), others in nodes()) {
        for node in nodes {
            let update = NodeUpdate::from(node.clone());
            prop_assert_eq!(update.apply_to(None), node);
            for other in &others {
                let once = update.apply_to(Some(other));
                prop_assert_eq!(update.apply_to(Some(&once)), once);
            }
        }
    }
}
