//! Keys that move, one line for each replica that does.

use serde_json::{Value, json};
use vnode_ring::{NodeRef, Pair};

use crate::cli::ReportFormat;
use crate::output::key_field;

/// How keys that move are printed: what follows the key is made once for each pair.
pub(crate) struct KeyLines {
    format: ReportFormat,
    suffixes: Vec<Vec<u8>>,
}

impl KeyLines {
    pub(crate) fn new(format: ReportFormat, pairs: &[Pair<'_>]) -> Self {
        let id = |node: Option<NodeRef<'_>>| node.map(|node| node.id().to_owned());
        let suffix = |pair: &Pair<'_>| match format {
            ReportFormat::Text => {
                let [from, to] = [pair.from, pair.to].map(|node| id(node).unwrap_or_default());
                format!("\t{from}\t{to}\n").into_bytes()
            }
            ReportFormat::Json => {
                let [from, to] = [pair.from, pair.to].map(|node| id(node).map_or(Value::Null, Value::from));
                format!(",\"from\":{from},\"to\":{to}}}\n").into_bytes()
            }
        };
        Self { format, suffixes: pairs.iter().map(suffix).collect() }
    }

    /// Appends a key that moves between some pairs, by their places.
    pub(crate) fn append(&self, out: &mut Vec<u8>, key: &[u8], pairs: &[u32]) {
        for &pair in pairs {
            match self.format {
                ReportFormat::Text => out.extend_from_slice(key),
                ReportFormat::Json => {
                    let (name, value) = key_field(key);
                    out.extend_from_slice(format!("{{\"{name}\":{}", json!(value)).as_bytes());
                }
            }
            out.extend_from_slice(&self.suffixes[pair as usize]);
        }
    }
}
