//! What happens to nodes: one line or one object each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vnode_ring::{Change, Config, Delta, Node, Stamp};

use super::node::{integer, line, object_with_vnodes, short_line, shortened, vnode_count};
use crate::input::is_reserved;
use crate::shown::Word;

/// Stands for a value that is not there.
pub(super) const NONE: &str = "none";

/// One line for each node that changes.
#[must_use]
pub fn text(delta: &Delta) -> String {
    delta.changes().map(|change| line_of(delta.config(), change) + "\n").collect()
}

/// One object: where the delta starts, where it leads, and each node before and after it.
#[must_use]
pub fn json(delta: &Delta) -> Value {
    let changes = delta.changes().map(|change| {
        let mut value = json!({ "id": change.id(), "change": kind(change) });
        for (name, node) in [("old", change.old_node()), ("new", change.new_node())] {
            if let Some(node) = node {
                value[name] = object_with_vnodes(delta.config(), node);
            }
        }
        value
    });
    let changes: Vec<Value> = changes.collect();
    json!({ "base": stamp(delta.base()), "target": stamp(delta.target()), "changes": changes })
}

fn stamp(stamp: Stamp) -> Value {
    json!({ "epoch": integer(stamp.epoch), "fingerprint": stamp.fingerprint.to_string() })
}

const fn kind(change: &Change) -> &'static str {
    match (change.old_node(), change.new_node()) {
        (None, _) => "joined",
        (_, None) => "left",
        _ => "changed",
    }
}

fn line_of(config: &Config, change: &Change) -> String {
    let what = match (change.old_node(), change.new_node()) {
        (Some(old), Some(new)) => format!("{} {}", Word(old.id()), differences(config, old, new).join(", ")),
        (old, new) => old.or(new).map(|node| short_line(node, line)).unwrap_or_default(),
    };
    format!("{:<8} {what}", kind(change))
}

/// What is not the same: name, old value, new value.
fn differences(config: &Config, old: &Node, new: &Node) -> Vec<String> {
    let mut all: Vec<(String, Option<String>, Option<String>)> = Vec::new();
    let mut pair =
        |name: &str, of: &dyn Fn(&Node) -> Option<String>| all.push((name.into(), of(old), of(new)));
    pair("weight", &|node| Some(node.weight().to_string()));
    pair("vnodes", &|node| Some(vnode_count(config, node).to_string()));
    pair("placement", &|node| Some(shown(node.placement_id())));
    pair("zone", &|node| node.zone().map(shown));
    let names: BTreeSet<&str> = old.attributes().chain(new.attributes()).map(|(name, _)| name).collect();
    let old_attributes: BTreeMap<_, _> = old.attributes().collect();
    let new_attributes: BTreeMap<_, _> = new.attributes().collect();
    for name in names {
        let title = if is_reserved(name) { format!("attribute {name}") } else { Word(name).to_string() };
        let [old, new] = [&old_attributes, &new_attributes].map(|all| all.get(name).copied().map(shown));
        all.push((title, old, new));
    }
    let only = |here: &Node, there: &Node| {
        let there: BTreeSet<_> = there.positions().into_iter().flatten().collect();
        let only: Vec<_> =
            here.positions().into_iter().flatten().filter(|position| !there.contains(position)).collect();
        (!only.is_empty()).then(|| shortened(only.into_iter()))
    };
    all.push(("positions".into(), only(old, new), only(new, old)));
    let or_none = |value: Option<String>| value.unwrap_or_else(|| NONE.into());
    let changed = all.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(name, old, new)| format!("{name} {} -> {}", or_none(old), or_none(new))).collect()
}

/// A value that is not mistaken for none.
pub(super) fn shown(value: &str) -> String {
    if value == NONE { format!("{value:?}") } else { Word(value).to_string() }
}

#[cfg(test)]
mod tests {
    use vnode_ring::Membership;

    use super::*;

    #[test]
    fn every_difference_is_named_with_both_values() {
        let old = Node::new("a").with_vnodes(300).with_attributes([("rack", "r1"), ("note", "")]);
        let new = Node::new("a").with_weight(2).with_zone("none").with_placement_id("b");
        let new = new.with_attributes([("rack", "r 2"), ("zone", "x")]);
        let [old, new] = [old, new].map(|node| Membership::new(Config::default(), [node]).unwrap());
        assert_eq!(
            text(&old.diff(&new).unwrap()),
            "changed  a weight 1 -> 2, vnodes 300 -> 512, placement a -> b, zone none -> \"none\", note \"\" -> none, \
             rack r1 -> \"r 2\", attribute zone none -> x\n"
        );
    }
}
