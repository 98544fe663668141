//! Repairs what no mutation gets right by chance: lengths and checksums.

use vnode_ring::KeyHasher;

const LENGTH_AT: usize = 12;
pub(crate) const HEADER_BYTES: usize = 20;
const CHECKSUM_BYTES: usize = 8;

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

/// Repairs the snapshots inside a directory.
pub(crate) fn repair_groups(bytes: &mut [u8]) {
    let end = bytes.len().saturating_sub(CHECKSUM_BYTES);
    if let Some(body) = bytes.get_mut(HEADER_BYTES..end) {
        // What does not have the form of a directory is left to the decoder to refuse.
        let _ = repair_body(body);
    }
}

fn repair_body(body: &mut [u8]) -> Option<()> {
    let mut at = 2;
    at += if *body.get(at)? == 0 { 1 } else { 9 };
    let [_seed, _vnodes_per_weight, groups] = [(); 3].map(|()| number(body, &mut at));
    for _ in 0..groups? {
        let name_bytes = number(body, &mut at)?;
        at = at.checked_add(name_bytes)?;
        let snapshot_bytes = number(body, &mut at)?;
        let end = at.checked_add(snapshot_bytes)?;
        repair(body.get_mut(at..end)?);
        at = end;
    }
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
