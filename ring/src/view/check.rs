//! Whether the bytes of an image are whole, and its nodes fit together.

use super::format::{
    Fault, HEADER_BYTES, LISTED_AT, NODE_BYTES, SERVING_AT, TEXT_BYTES_AT, VNODES_AT, ZONES_AT, expect,
    refuse,
};
use super::records::{Record, Records};
use crate::codec::DecodeError;
use crate::codec::envelope::check_checksum;
use crate::number::{u32_at, u64_at};
use crate::placement::SequenceRule;

/// Checks what the header does not tell.
pub(super) fn all(image: &[u8], nodes: &Records<'_>) -> Result<(), DecodeError> {
    check_checksum(image)?;
    let mut sums = Sums { zones: u32_at(image, ZONES_AT), ..Sums::default() };
    let rule = nodes.rule;
    for index in 0..nodes.len() {
        let start = HEADER_BYTES + index * NODE_BYTES;
        sums.add(nodes.get(index), rule).map_err(|(at, what)| refuse(&(start + at, what)))?;
    }
    sums.compare(image).map_err(refuse)
}

/// Of the nodes that were looked at.
#[derive(Default)]
struct Sums {
    /// Of all nodes, as the header says.
    zones: u32,
    vnodes: u64,
    serving: u32,
    listed: u64,
    texts: u64,
}

impl Sums {
    fn add(&mut self, node: Record, rule: SequenceRule) -> Result<(), &'static Fault> {
        self.vnodes += u64::from(node.vnodes);
        self.serving += u32::from(node.vnodes > 0);
        self.listed += u64::from(node.listed(rule));
        expect(node.words.1 & 1 == 1, &(0, "the second word of a node's sequence is even"))?;
        expect(
            (node.weight > 0) == (node.vnodes > 0) || rule.is_listed() && node.vnodes == 0,
            &(0, "a node has vnodes without a weight, or a weight without vnodes"),
        )?;
        expect(node.zone <= self.zones, &(0, "a node's zone is none of those that the header counts"))?;
        expect(
            u64::from(node.listed_end) == self.listed,
            &(0, "a node's listed positions are not behind those of the node before it"),
        )?;
        expect(node.text_end >= self.texts, &(0, "a node's text is not behind that of the node before it"))?;
        self.texts = node.text_end;
        Ok(())
    }

    fn compare(&self, header: &[u8]) -> Result<(), &'static Fault> {
        let count = |at| u32_at(header, at);
        expect(
            self.vnodes == u64::from(count(VNODES_AT)),
            &(VNODES_AT, "not the number of the nodes' vnodes"),
        )?;
        expect(self.serving == count(SERVING_AT), &(SERVING_AT, "not the number of nodes with vnodes"))?;
        expect(
            self.listed == u64::from(count(LISTED_AT)),
            &(LISTED_AT, "not the number of listed positions"),
        )?;
        expect(
            self.texts == u64_at(header, TEXT_BYTES_AT),
            &(TEXT_BYTES_AT, "not the number of bytes of the nodes' texts"),
        )
    }
}
