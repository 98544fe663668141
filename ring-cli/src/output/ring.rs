//! What a membership holds, whole.

use std::fmt::{Display, Write as _};

use serde_json::{Map, Value, json};
use vnode_ring::{Config, Delta, Membership, NodeRef};

use super::changes;
use super::node::{integer, line_with_vnodes, object_with_vnodes, vnode_count};

/// For people: the config, where the membership is, and one line for each node.
#[must_use]
pub fn text(membership: &Membership) -> String {
    let config = membership.config();
    let mut text = Lines::new("snapshot", config);
    text.add("epoch", &membership.epoch());
    text.add("fingerprint", &membership.fingerprint());
    text.add("placement-fingerprint", &membership.placement_fingerprint());
    text.add("nodes", &membership.len());
    text.add("vnodes", &vnodes(membership));
    for node in membership.nodes() {
        text.add("node", &line_with_vnodes(config, node.node()));
    }
    text.0
}

/// One object. Its members `ring` and `nodes` are a node file.
#[must_use]
pub fn json(membership: &Membership) -> Value {
    let config = membership.config();
    let nodes: Vec<Value> = membership.nodes().map(|node| object_with_vnodes(config, node.node())).collect();
    json!({
        "kind": "snapshot",
        "ring": parameters(config),
        "epoch": integer(membership.epoch()),
        "fingerprint": membership.fingerprint().to_string(),
        "placement_fingerprint": membership.placement_fingerprint().to_string(),
        "vnodes": vnodes(membership),
        "nodes": nodes,
    })
}

/// For people: the config, where the delta starts and leads, and one line for each node that changes.
#[must_use]
pub fn delta_text(delta: &Delta) -> String {
    let mut text = Lines::new("delta", delta.config());
    for (name, stamp) in [("base", delta.base()), ("target", delta.target())] {
        text.add(name, &format_args!("epoch {} fingerprint {}", stamp.epoch, stamp.fingerprint));
    }
    text.add("changes", &delta.changes().len());
    text.0 + &changes::text(delta)
}

/// One object.
#[must_use]
pub fn delta_json(delta: &Delta) -> Value {
    let mut value = changes::json(delta);
    value["kind"] = json!("delta");
    value["ring"] = parameters(delta.config());
    value
}

fn vnodes(membership: &Membership) -> u64 {
    membership.nodes().map(NodeRef::node).map(|node| vnode_count(membership.config(), node)).sum()
}

/// What a node file says about the ring as a whole.
fn parameters(config: &Config) -> Value {
    let mut ring = Map::new();
    ring.insert("placement".into(), json!(config.placement().name()));
    ring.insert("key-hash".into(), json!(config.key_hash().name()));
    if let Some(key_check) = config.key_check() {
        ring.insert("key-check".into(), json!(format!("0x{key_check:016x}")));
    }
    ring.insert("seed".into(), integer(config.seed()));
    ring.insert("vnodes".into(), json!(config.vnodes_per_weight()));
    ring.into()
}

/// Lines of a name and a value.
struct Lines(String);

impl Lines {
    fn new(kind: &str, config: &Config) -> Self {
        let mut lines = Self(String::new());
        lines.add("kind", &kind);
        lines.add("placement", &config.placement().name());
        lines.add("key-hash", &config.key_hash().name());
        if let Some(key_check) = config.key_check() {
            lines.add("key-check", &format_args!("0x{key_check:016x}"));
        }
        lines.add("seed", &config.seed());
        lines.add("vnodes-per-weight", &config.vnodes_per_weight());
        lines
    }

    fn add(&mut self, name: &str, value: &dyn Display) {
        writeln!(self.0, "{name:<22} {value}").expect("memory does not fail");
    }
}
