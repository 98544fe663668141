//! What a membership holds, whole.

use std::fmt::{Display, Write as _};

use serde_json::{Map, Value, json};
use vnode_ring::{Config, Delta, Fingerprint, Membership, NodeRef};

use super::changes;
use super::node::{integer, line_with_vnodes, object_with_vnodes, vnode_count};

/// For people: the config, where the membership is, and one line for each node.
#[must_use]
pub fn text(membership: &Membership) -> String {
    let mut text = Head::of(membership).text();
    text.add_nodes(membership);
    text.0
}

/// One object. Its members `ring` and `nodes` are a node file.
#[must_use]
pub fn json(membership: &Membership) -> Value {
    let mut value = Head::of(membership).json();
    value["nodes"] = nodes(membership);
    value
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

/// What is said of a ring before its nodes.
pub(super) struct Head {
    pub(super) kind: &'static str,
    pub(super) config: Config,
    pub(super) epoch: u64,
    pub(super) fingerprint: Fingerprint,
    pub(super) placement_fingerprint: Fingerprint,
    pub(super) nodes: usize,
    pub(super) vnodes: u64,
}

impl Head {
    fn of(membership: &Membership) -> Self {
        let config = membership.config();
        Self {
            kind: "snapshot",
            config: config.clone(),
            epoch: membership.epoch(),
            fingerprint: membership.fingerprint(),
            placement_fingerprint: membership.placement_fingerprint(),
            nodes: membership.len(),
            vnodes: membership.nodes().map(NodeRef::node).map(|node| vnode_count(config, node)).sum(),
        }
    }

    pub(super) fn text(&self) -> Lines {
        let mut text = Lines::new(self.kind, &self.config);
        text.add("epoch", &self.epoch);
        text.add("fingerprint", &self.fingerprint);
        text.add("placement-fingerprint", &self.placement_fingerprint);
        text.add("nodes", &self.nodes);
        text.add("vnodes", &self.vnodes);
        text
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "kind": self.kind,
            "ring": parameters(&self.config),
            "epoch": integer(self.epoch),
            "fingerprint": self.fingerprint.to_string(),
            "placement_fingerprint": self.placement_fingerprint.to_string(),
            "vnodes": self.vnodes,
        })
    }
}

/// All nodes as those of a JSON node file.
pub(super) fn nodes(membership: &Membership) -> Value {
    membership.nodes().map(|node| object_with_vnodes(membership.config(), node.node())).collect()
}

/// What a node file says about the ring as a whole.
#[must_use]
pub fn parameters(config: &Config) -> Value {
    let mut ring = Map::new();
    ring.insert("placement".into(), json!(config.placement().name()));
    ring.insert("key-hash".into(), json!(config.key_hash().name()));
    if let Some(key_check) = config.key_check() {
        ring.insert("key-check".into(), json!(format!("0x{key_check:016x}")));
    }
    if let Some(hash_tag) = config.hash_tag() {
        ring.insert("hash-tag".into(), json!(hash_tag.to_string()));
    }
    ring.insert("seed".into(), integer(config.seed()));
    ring.insert("vnodes".into(), json!(config.vnodes_per_weight()));
    ring.into()
}

/// Lines of a name and a value.
pub(super) struct Lines(pub(super) String);

impl Lines {
    fn new(kind: &str, config: &Config) -> Self {
        let mut lines = Self(String::new());
        lines.add("kind", &kind);
        lines.add("placement", &config.placement().name());
        lines.add("key-hash", &config.key_hash().name());
        if let Some(key_check) = config.key_check() {
            lines.add("key-check", &format_args!("0x{key_check:016x}"));
        }
        if let Some(hash_tag) = config.hash_tag() {
            lines.add("hash-tag", &hash_tag);
        }
        lines.add("seed", &config.seed());
        lines.add("vnodes-per-weight", &config.vnodes_per_weight());
        lines
    }

    pub(super) fn add_nodes(&mut self, membership: &Membership) {
        for node in membership.nodes() {
            self.add("node", &line_with_vnodes(membership.config(), node.node()));
        }
    }

    pub(super) fn add(&mut self, name: &str, value: &dyn Display) {
        writeln!(self.0, "{name:<22} {value}").expect("memory does not fail");
    }
}
