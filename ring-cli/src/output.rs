//! How answers are printed: one module per format.

use clap::ValueEnum;
use vnode_ring::{NodeIndex, ReplicaRule, Ring, ZoneRule};

pub(crate) mod balance;
mod bar;
pub(crate) mod calibrate;
pub mod changes;
pub(crate) mod csv;
pub mod image;
mod json;
pub(crate) mod migrate;
pub mod node;
pub(crate) mod placements;
pub(crate) mod plan;
pub(crate) mod ranges;
pub(crate) mod replicas;
pub mod ring;
pub(crate) mod simulate;
pub(crate) mod stage;
pub(crate) mod table;
mod text;

pub(crate) use json::key_field;

/// The name of an output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// key, tab, id
    Text,
    /// One object a line: key (`key_base64` where it is not UTF-8), node, addr, zone, weight
    Json,
    /// With the header key,node,addr,zone,weight
    Csv,
}

/// The name of an output format of answers that have several nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people and shells
    Text,
    /// One object a line
    Json,
    /// One record a node, with a header
    Csv,
}

/// Prints answers of one ring.
pub trait Answers {
    /// Appends what comes before all answers.
    fn begin(&self, _out: &mut Vec<u8>) {}

    /// Appends the answer for one key.
    fn answer(&self, out: &mut Vec<u8>, key: &[u8], owner: NodeIndex);
}

/// The answers of a ring in a format; records end with `terminator`.
#[must_use]
pub fn answers(format: Format, ring: &Ring, terminator: u8) -> Box<dyn Answers> {
    match format {
        Format::Text => Box::new(text::Text::new(ring, terminator)),
        Format::Json => Box::new(json::Json::new(ring, terminator)),
        Format::Csv => Box::new(csv::Csv::new(ring, terminator)),
    }
}

/// A rule in words, where it says more than nothing.
fn rule(rule: ReplicaRule) -> String {
    match rule.zones() {
        ZoneRule::Any => rule.replicas().to_string(),
        zones => format!("{} zones={zones}", rule.replicas()),
    }
}

/// What stands in an answer after the key, made once per node.
struct PerNode(Vec<Vec<u8>>);

impl PerNode {
    fn new(ring: &Ring, suffix: impl Fn(vnode_ring::NodeRef<'_>) -> Vec<u8>) -> Self {
        let mut suffixes = vec![Vec::new(); ring.membership().slots()];
        for node in ring.nodes() {
            suffixes[node.index().get()] = suffix(node);
        }
        Self(suffixes)
    }

    fn of(&self, owner: NodeIndex) -> &[u8] {
        &self.0[owner.get()]
    }
}
