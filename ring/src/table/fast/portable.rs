//! What the vector code does, in plain loops.

use super::{Cell, Lane};

pub(super) fn rank16(fractions: &[i16; 16], fraction: i16) -> usize {
    rank(&fractions[..15], fraction)
}

pub(super) fn rank10(fractions: &[i16; 10], fraction: i16) -> usize {
    rank(fractions, fraction)
}

fn rank(fractions: &[i16], fraction: i16) -> usize {
    // Counted in lanes as wide as the fractions, which compilers turn into vector code.
    usize::from(fractions.iter().map(|&other| u16::from(other < fraction)).sum::<u16>())
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
