//! Ranges of the circle with the nodes that have them.

use std::io::Write as _;

use vnode_ring::{NodeIndex, Range, Ring};

use super::{ListFormat, PerNode, csv};

/// Prints the ranges of one ring, one a line.
pub(crate) struct Lines {
    format: ListFormat,
    nodes: PerNode,
}

impl Lines {
    pub(crate) fn new(format: ListFormat, ring: &Ring) -> Self {
        let writer = csv::writer(b'\n');
        let nodes = PerNode::new(ring, |node| match format {
            ListFormat::Text => node.id().into(),
            ListFormat::Json => serde_json::to_vec(node.id()).expect("a string is JSON"),
            ListFormat::Csv => {
                let mut field = Vec::new();
                csv::field(&mut field, &writer, node.id().as_bytes());
                field
            }
        });
        Self { format, nodes }
    }

    /// Appends what comes before all ranges.
    pub(crate) fn begin(&self, out: &mut Vec<u8>) {
        if self.format == ListFormat::Csv {
            out.extend_from_slice(b"start,end,replica,node\n");
        }
    }

    /// Appends a range.
    pub(crate) fn add(&self, out: &mut Vec<u8>, range: Range, nodes: impl Iterator<Item = NodeIndex>) {
        let Range { start, end } = range;
        let ids = nodes.map(|node| self.nodes.of(node));
        let mut add = |text: &dyn std::fmt::Display, id: &[u8]| {
            write!(out, "{text}").expect("memory does not fail");
            out.extend_from_slice(id);
        };
        match self.format {
            ListFormat::Text => {
                add(&format_args!("{start}\t{end}"), b"");
                ids.for_each(|id| add(&'\t', id));
                add(&'\n', b"");
            }
            ListFormat::Json => {
                add(&format_args!("{{\"start\":\"{start}\",\"end\":\"{end}\",\"nodes\":["), b"");
                ids.enumerate().for_each(|(at, id)| add(if at > 0 { &"," } else { &"" }, id));
                add(&"]}\n", b"");
            }
            ListFormat::Csv => ids.enumerate().for_each(|(at, id)| {
                add(&format_args!("{start},{end},{at},"), id);
                add(&'\n', b"");
            }),
        }
    }
}
