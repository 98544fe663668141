//! Repairs what no mutation gets right by chance: lengths and checksums.

use vnode_ring::KeyHasher;

const LENGTH_AT: usize = 12;
pub(crate) const HEADER_BYTES: usize = 20;
const CHECKSUM_BYTES: usize = 8;

const TEXTS_AT: usize = 20;
const NODES_AT: usize = 84;
const VNODES_AT: usize = 88;
const SPILLED_AT: usize = 96;
const LISTED_AT: usize = 100;
const TEXT_BYTES_AT: usize = 104;
const IMAGE_HEADER_BYTES: u64 = 128;
/// The most nodes of an image with the smaller lines.
const NARROW_NODES: u64 = 65_535;

/// Makes length and checksum those of the rest; too short input stays as it is.
pub(crate) fn repair(bytes: &mut [u8]) {
    let Some(end) = bytes.len().checked_sub(CHECKSUM_BYTES).filter(|&end| end >= HEADER_BYTES) else {
        return;
    };
    let length = (end - HEADER_BYTES) as u64;
    bytes[LENGTH_AT..HEADER_BYTES].copy_from_slice(&length.to_le_bytes());
    // The checksum is the key hash with seed 0.
    let checksum = KeyHasher::xxh3(0).position(&bytes[..end]).0;
    bytes[end..].copy_from_slice(&checksum.to_le_bytes());
}

/// As [`repair`]; where an image has texts, they become what is left behind the rest of it.
pub(crate) fn repair_image(bytes: &mut [u8]) {
    if let Some(text_bytes) = text_bytes(bytes) {
        bytes[TEXT_BYTES_AT..TEXT_BYTES_AT + 8].copy_from_slice(&text_bytes.to_le_bytes());
    }
    repair(bytes);
}

/// How long the texts of an image are: what its other counts leave.
fn text_bytes(image: &[u8]) -> Option<u64> {
    let count = |at: usize| {
        let number = image.get(at..)?.first_chunk()?;
        Some(u64::from(u32::from_le_bytes(*number)))
    };
    let [nodes, vnodes] = [count(NODES_AT)?, count(VNODES_AT)?];
    let lines = vnodes.div_ceil(if nodes <= NARROW_NODES { 8 } else { 5 });
    let before = (IMAGE_HEADER_BYTES + nodes * 40).next_multiple_of(64);
    let before = before + lines * 64 + count(SPILLED_AT)? * 12 + count(LISTED_AT)? * 8;
    let all = (image.len() as u64).checked_sub(CHECKSUM_BYTES as u64)?;
    all.checked_sub(before).filter(|_| count(TEXTS_AT) == Some(1))
}

/// Repairs the snapshots inside a directory.
pub(crate) fn repair_groups(bytes: &mut [u8]) {
    let end = bytes.len().saturating_sub(CHECKSUM_BYTES);
    if let Some(body) = bytes.get_mut(HEADER_BYTES..end) {
        // What does not have the form of a directory is left to the decoder to refuse.
        let _ = repair_body(body);
    }
}

/// Repairs the snapshots inside a transition.
pub(crate) fn repair_rings(bytes: &mut [u8]) {
    let end = bytes.len().saturating_sub(CHECKSUM_BYTES);
    if let Some(body) = bytes.get_mut(HEADER_BYTES..end) {
        let mut at = 0;
        let [_fence, _state, _replicas, _write, _read, _zones] = [(); 6].map(|()| number(body, &mut at));
        for _ in 0..2 {
            // What does not have the form of a transition is left to the decoder to refuse.
            let _ = repair_next(body, &mut at);
        }
    }
}

fn repair_body(body: &mut [u8]) -> Option<()> {
    let mut at = 2;
    at += if *body.get(at)? == 0 { 1 } else { 9 };
    let [_seed, _vnodes_per_weight, groups] = [(); 3].map(|()| number(body, &mut at));
    for _ in 0..groups? {
        let name_bytes = number(body, &mut at)?;
        at = at.checked_add(name_bytes)?;
        repair_next(body, &mut at)?;
    }
    Some(())
}

/// Repairs the snapshot at this offset, which stands behind its length.
fn repair_next(body: &mut [u8], at: &mut usize) -> Option<()> {
    let snapshot_bytes = number(body, at)?;
    let end = at.checked_add(snapshot_bytes)?;
    repair(body.get_mut(*at..end)?);
    *at = end;
    Some(())
}

/// The LEB128 number at this offset, which moves on.
pub(crate) fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return usize::try_from(value).ok();
        }
    }
    None
}
