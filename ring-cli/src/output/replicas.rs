//! The nodes of each key's replicas.

use std::io::Write as _;

use csv_core::Writer;
use serde_json::{Value, json};
use vnode_ring::{NodeIndex, Placed, Ring, Shortage};

use super::{ListFormat, PerNode, csv, json};

/// Prints lists of nodes.
pub(crate) trait Answers {
    /// Appends what comes before all answers.
    fn begin(&self, _out: &mut Vec<u8>) {}

    /// Appends the answer for one key.
    fn answer(&self, out: &mut Vec<u8>, key: &[u8], nodes: &[NodeIndex], placed: Placed);
}

/// The answers of a ring in a format; records end with `terminator`.
pub(crate) fn answers(format: ListFormat, ring: &Ring, terminator: u8) -> Box<dyn Answers> {
    match format {
        ListFormat::Text => {
            let ids = PerNode::new(ring, |node| [b"\t", node.id().as_bytes()].concat());
            Box::new(Text { ids, terminator })
        }
        ListFormat::Json => Box::new(Json { nodes: PerNode::new(ring, json::object), terminator }),
        ListFormat::Csv => {
            let writer = csv::writer(terminator);
            let nodes = PerNode::new(ring, |node| csv::fields_of(node, &writer));
            Box::new(Csv { nodes, writer, terminator })
        }
    }
}

struct Text {
    ids: PerNode,
    terminator: u8,
}

impl Answers for Text {
    fn answer(&self, out: &mut Vec<u8>, key: &[u8], nodes: &[NodeIndex], _placed: Placed) {
        out.extend_from_slice(key);
        for &node in nodes {
            out.extend_from_slice(self.ids.of(node));
        }
        out.push(self.terminator);
    }
}

struct Json {
    nodes: PerNode,
    terminator: u8,
}

impl Answers for Json {
    fn answer(&self, out: &mut Vec<u8>, key: &[u8], nodes: &[NodeIndex], placed: Placed) {
        json::key(out, key);
        out.extend_from_slice(b",\"replicas\":[");
        for (at, &node) in nodes.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            out.extend_from_slice(self.nodes.of(node));
        }
        let Placed { wanted, zones, shortage, .. } = placed;
        let shortage = shortage_name(shortage);
        write!(out, "],\"wanted\":{wanted},\"zones\":{zones},\"shortage\":{shortage}}}")
            .expect("memory does not fail");
        out.push(self.terminator);
    }
}

/// What there is too little of.
fn shortage_name(shortage: Option<Shortage>) -> Value {
    shortage
        .map_or(Value::Null, |shortage| json!(if shortage == Shortage::Zones { "zones" } else { "nodes" }))
}

struct Csv {
    nodes: PerNode,
    writer: Writer,
    terminator: u8,
}

impl Answers for Csv {
    fn begin(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"key,replica,node,addr,zone,weight");
        out.push(self.terminator);
    }

    fn answer(&self, out: &mut Vec<u8>, key: &[u8], nodes: &[NodeIndex], _placed: Placed) {
        for (at, &node) in nodes.iter().enumerate() {
            csv::field(out, &self.writer, key);
            write!(out, ",{at}").expect("memory does not fail");
            out.extend_from_slice(self.nodes.of(node));
            out.push(self.terminator);
        }
    }
}
