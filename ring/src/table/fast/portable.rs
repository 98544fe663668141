//! What the vector code does, in plain loops.

#[cfg(feature = "alloc")]
use super::{Cell, Half};
use crate::table::line::{Bytes, LINE_BYTES};

pub(super) fn rank16(line: &Bytes, fraction: i16) -> usize {
    // All sixteen lanes at once and the last one off again: that is a handful of vector instructions where there are any.
    usize::from(smaller(&line[..32], fraction) - smaller(&line[30..32], fraction))
}

pub(super) fn rank10(line: &Bytes, fraction: i16) -> usize {
    usize::from(smaller(&line[..20], fraction))
}

/// Counted in lanes as wide as the fractions, so that compilers need not widen them.
fn smaller(lanes: &[u8], fraction: i16) -> u16 {
    let smaller = |lane: &[u8]| lane.try_into().is_ok_and(|lane| i16::from_le_bytes(lane) < fraction);
    lanes.chunks_exact(2).map(|lane| u16::from(smaller(lane))).sum()
}

#[cfg(feature = "alloc")]
pub(super) fn insert16(half: &mut Half, index: usize, value: [u8; 2]) {
    half.copy_within(2 * index..28, 2 * index + 2);
    half[2 * index..][..2].copy_from_slice(&value);
}

#[cfg(feature = "alloc")]
pub(super) fn remove16(half: &mut Half, index: usize) {
    half.copy_within(2 * index + 2.., 2 * index);
}

#[cfg(feature = "alloc")]
pub(super) fn fill16(half: &mut Half, start: usize, value: u16) {
    for lane in half[2 * start..].chunks_exact_mut(2) {
        lane.copy_from_slice(&value.to_le_bytes());
    }
}

pub(super) fn prefetch(_line: &Bytes) {}

pub(super) fn line_in(lines: &[u8], index: usize) -> Option<&Bytes> {
    lines.get(index.checked_mul(LINE_BYTES)?..)?.first_chunk()
}

#[cfg(feature = "alloc")]
pub(super) fn line_of<L>(lines: &[L], position: u64) -> (&L, Cell) {
    let cell = Cell::of(position, lines.len());
    (&lines[cell.bucket], cell)
}
