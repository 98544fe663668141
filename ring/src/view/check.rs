//! Whether the bytes of an image are whole, and its nodes fit together.

use super::format::{
    HEADER_BYTES, LISTED_AT, NODE_BYTES, SERVING_AT, TEXT_BYTES_AT, VNODES_AT, ZONES_AT, refuse,
};
use super::records::Records;
use crate::codec::DecodeError;
use crate::codec::envelope::check_checksum;
use crate::number::{u32_at, u64_at};

/// Checks what the header does not tell.
pub(super) fn all(image: &[u8], nodes: &Records<'_>) -> Result<(), DecodeError> {
    check_checksum(image)?;
    records(nodes, image)
}

/// Compares the nodes with the header. O(N).
fn records(records: &Records<'_>, header: &[u8]) -> Result<(), DecodeError> {
    let (mut vnodes, mut serving, mut listed, mut texts) = (0u64, 0, 0u64, 0);
    let zones = u32_at(header, ZONES_AT);
    for index in 0..records.len() {
        let record = records.get(index);
        let fault = |what| Err(refuse(HEADER_BYTES + index * NODE_BYTES, what));
        vnodes += u64::from(record.vnodes);
        serving += u32::from(record.vnodes > 0);
        listed += u64::from(record.listed());
        if record.words.1 & 1 == 0 {
            return fault("the second word of a node's sequence is even");
        }
        if (record.weight > 0) != (record.vnodes > 0) {
            return fault("a node has vnodes without a weight, or a weight without vnodes");
        }
        if (record.weight == 0) != (record.vnodes == 0) {
            return fault("a node has vnodes where its weight is 0, or none where it is not");
        }
        if record.zone > zones {
            return fault("a node's zone is none of those that the header counts");
        }
        if u64::from(record.listed_end) != listed {
            return fault("a node's listed positions are not behind those of the node before it");
        }
        if record.text_end < texts {
            return fault("a node's text is not behind that of the node before it");
        }
        texts = record.text_end;
    }
    let faults = [
        (VNODES_AT, vnodes != u64::from(u32_at(header, VNODES_AT)), "not the number of the nodes' vnodes"),
        (SERVING_AT, serving != u32_at(header, SERVING_AT), "not the number of nodes with vnodes"),
        (LISTED_AT, listed != u64::from(u32_at(header, LISTED_AT)), "not the number of listed positions"),
        (
            TEXT_BYTES_AT,
            texts != u64_at(header, TEXT_BYTES_AT),
            "not the number of bytes of the nodes' texts",
        ),
    ];
    faults.iter().find(|(_, is_there, _)| *is_there).map_or(Ok(()), |&(at, _, what)| Err(refuse(at, what)))
}
