//! CSV with a header. Keys that are not UTF-8 stand as they are.

use csv_core::{Terminator, WriteResult, Writer, WriterBuilder};
use vnode_ring::{NodeIndex, NodeRef, Ring};

use super::{Answers, PerNode};

const HEADER: [&str; 5] = ["key", "node", "addr", "zone", "weight"];

pub(super) struct Csv {
    owners: PerNode,
    writer: Writer,
    terminator: u8,
}

impl Csv {
    pub(super) fn new(ring: &Ring, terminator: u8) -> Self {
        let writer = writer(terminator);
        let owners = PerNode::new(ring, |node| {
            let mut suffix = fields_of(node, &writer);
            suffix.push(terminator);
            suffix
        });
        Self { owners, writer, terminator }
    }
}

impl Answers for Csv {
    fn begin(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(HEADER.join(",").as_bytes());
        out.push(self.terminator);
    }

    fn answer(&self, out: &mut Vec<u8>, key: &[u8], owner: NodeIndex) {
        field(out, &self.writer, key);
        out.extend_from_slice(self.owners.of(owner));
    }
}

pub(crate) fn writer(terminator: u8) -> Writer {
    WriterBuilder::new().terminator(Terminator::Any(terminator)).build()
}

/// The last four fields of an answer, each after its comma.
pub(super) fn fields_of(node: NodeRef<'_>, writer: &Writer) -> Vec<u8> {
    let weight = node.weight().to_string();
    let mut fields = Vec::new();
    for value in [node.id(), node.attribute("addr").unwrap_or(""), node.zone().unwrap_or(""), &weight] {
        fields.push(b',');
        field(&mut fields, writer, value.as_bytes());
    }
    fields
}

/// Appends one field, quoted where it must be. No record has a single field, so an empty one needs no quotes.
pub(crate) fn field(out: &mut Vec<u8>, writer: &Writer, value: &[u8]) {
    if value.is_empty() {
        return;
    }
    let start = out.len();
    // At most every byte is a doubled quote, and two quotes stand around.
    out.resize(start + 2 * value.len() + 2, 0);
    let mut writer = writer.clone();
    let (result, _, written) = writer.field(value, &mut out[start..]);
    let (end, closing) = writer.finish(&mut out[start + written..]);
    debug_assert!(matches!((result, end), (WriteResult::InputEmpty, WriteResult::InputEmpty)));
    out.truncate(start + written + closing);
}
