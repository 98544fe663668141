//! What the vector code does, in plain loops.

use super::{Cell, Lane};

pub(super) fn rank16(fractions: &[i16; 16], fraction: i16) -> usize {
    // All sixteen lanes at once and the last one off again: that is a handful of vector instructions where there are any.
    usize::from(smaller(fractions, fraction) - u16::from(fractions[15] < fraction))
}

pub(super) fn rank10(fractions: &[i16; 10], fraction: i16) -> usize {
    usize::from(smaller(fractions, fraction))
}

/// Counted in lanes as wide as the fractions, so that compilers need not widen them.
fn smaller<const N: usize>(fractions: &[i16; N], fraction: i16) -> u16 {
    fractions.iter().map(|&other| u16::from(other < fraction)).sum()
}

pub(super) fn insert16<T: Lane>(values: &mut [T; 16], index: usize, value: T) {
    values.copy_within(index..14, index + 1);
    values[index] = value;
}

pub(super) fn remove16<T: Lane>(values: &mut [T; 16], index: usize) {
    values.copy_within(index + 1.., index);
}

pub(super) fn fill16(values: &mut [u16; 16], start: usize, value: u16) {
    values[start..].fill(value);
}

pub(super) fn prefetch<T>(_line: &T) {}

pub(super) fn line_of<L>(lines: &[L], position: u64) -> (&L, Cell) {
    let cell = Cell::of(position, lines.len());
    (&lines[cell.bucket], cell)
}
