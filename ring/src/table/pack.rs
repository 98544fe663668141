//! A table into bytes: the one form that a content has.

use alloc::vec::Vec;

use super::Vnode;
use super::cell::Cell;
use super::flat::{SPILLED_BYTES, flat_lines, is_narrow};
use super::line::{Bytes, EditLine, Narrow, Wide};

/// Appends the lines of a table of so many owners, and then the vnodes that spill from them, whose number it returns. The
/// vnodes are in ring order. O(V).
pub(crate) fn pack(
    bytes: &mut Vec<u8>,
    owners: u32,
    count: u32,
    vnodes: impl Iterator<Item = Vnode>,
) -> usize {
    let pack = if is_narrow(owners) { pack_lines::<Narrow, _> } else { pack_lines::<Wide, _> };
    pack(bytes, flat_lines(owners, count) as usize, vnodes)
}

fn pack_lines<L: EditLine, I: Iterator<Item = Vnode>>(
    bytes: &mut Vec<u8>,
    buckets: usize,
    vnodes: I,
) -> usize {
    let mut vnodes = vnodes.peekable();
    let first = vnodes.peek().copied();
    let mut spilled = Vec::new();
    for bucket in 0..buckets {
        let mut line: Bytes = *L::NOTHING;
        let mut held = 0;
        let before = spilled.len();
        while let Some(vnode) = vnodes.next_if(|vnode| Cell::of(vnode.position, buckets).bucket == bucket) {
            if held < L::CAPACITY {
                L::insert(&mut line, held, Cell::of(vnode.position, buckets).fraction, vnode.owner);
                held += 1;
            } else {
                spilled.push(vnode);
            }
        }
        // A line without vnodes has the mark of those with too many in all its slots.
        if spilled.len() == before {
            // Going round from the last one.
            let next = vnodes.peek().or(first.as_ref()).map_or(L::SPILLED, |vnode| vnode.owner);
            L::set_next(&mut line, next);
        }
        bytes.extend_from_slice(&line);
    }
    bytes.reserve(spilled.len() * SPILLED_BYTES);
    for vnode in &spilled {
        bytes.extend_from_slice(&vnode.position.to_le_bytes());
        bytes.extend_from_slice(&vnode.owner.to_le_bytes());
    }
    spilled.len()
}
