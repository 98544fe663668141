//! The few instructions that decide the speed of a table: in vector code where the target has it, else portable. Tests
//! compare the two; `--cfg vnode_ring_portable` chooses the portable one everywhere.

#[cfg(any(test, not(all(target_arch = "x86_64", target_feature = "sse2", not(vnode_ring_portable)))))]
mod portable;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(vnode_ring_portable)))]
mod sse2;

#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2", not(vnode_ring_portable))))]
use portable as chosen;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2", not(vnode_ring_portable)))]
use sse2 as chosen;

use super::cell::Cell;

/// How many of the first 15 fractions, sorted, are smaller. Where all are, the last number must not be.
#[inline]
pub(super) fn rank16(fractions: &[i16; 16], fraction: i16) -> usize {
    chosen::rank16(fractions, fraction)
}

/// How many of ten fractions, sorted, are smaller.
#[inline]
pub(super) fn rank10(fractions: &[i16; 10], fraction: i16) -> usize {
    chosen::rank10(fractions, fraction)
}

/// Puts a value before the one at `index`, below 15. The value in front of the last one falls out; the last one stays.
#[inline]
pub(super) fn insert16<T: Lane>(values: &mut [T; 16], index: usize, value: T) {
    chosen::insert16(values, index, value);
}

/// Takes the value at `index`, below 15, out. The last one moves down and stays as well.
#[inline]
pub(super) fn remove16<T: Lane>(values: &mut [T; 16], index: usize) {
    chosen::remove16(values, index);
}

/// Sets all values from `start`, at most 16, on.
#[inline]
pub(super) fn fill16(values: &mut [u16; 16], start: usize, value: u16) {
    chosen::fill16(values, start, value);
}

/// Starts to bring a line into the cache, where the machine can be asked to.
#[inline]
pub(super) fn prefetch<T>(line: &T) {
    chosen::prefetch(line);
}

/// The line of a position and its cell. There must be a line: that is not checked again.
#[inline]
pub(super) fn line_of<L>(lines: &[L], position: u64) -> (&L, Cell) {
    chosen::line_of(lines, position)
}

/// Numbers of sixteen bits, all of which are values.
pub(super) trait Lane: Copy + sealed::Sealed {}

impl Lane for i16 {}
impl Lane for u16 {}

/// So that no type with bits that are no value becomes a lane.
mod sealed {
    pub(in super::super) trait Sealed {}
    impl Sealed for i16 {}
    impl Sealed for u16 {}
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "small numbers")]
mod tests {
    use super::*;

    /// Every number of smaller fractions, with repeated ones and at both ends of their range.
    #[test]
    fn ranks_equal_the_portable_ones() {
        let interesting = [i16::MIN, i16::MIN + 1, -1, 0, 1, 255, 256, i16::MAX - 1, i16::MAX];
        let mut fractions = [i16::MAX; 16];
        for filled in 0..=15 {
            for step in 0..interesting.len() {
                for slot in 0..15 {
                    fractions[slot] =
                        if slot < filled { interesting[(slot * step / 7).min(8)] } else { i16::MAX };
                }
                for last in [i16::MAX, if filled < 15 { i16::MIN } else { i16::MAX }] {
                    fractions[15] = last;
                    for wanted in interesting {
                        assert_eq!(rank16(&fractions, wanted), portable::rank16(&fractions, wanted));
                        let ten = fractions.first_chunk().unwrap();
                        assert_eq!(rank10(ten, wanted), portable::rank10(ten, wanted));
                    }
                }
            }
        }
    }

    /// At every index, for both types of lanes.
    #[test]
    fn changes_equal_the_portable_ones() {
        fn check<T: Lane + PartialEq + core::fmt::Debug>(values: [T; 16], value: T) {
            for index in 0..15 {
                let (mut one, mut other) = (values, values);
                insert16(&mut one, index, value);
                portable::insert16(&mut other, index, value);
                assert_eq!(one, other);
                assert_eq!((one[index], one[15]), (value, values[15]));

                let (mut one, mut other) = (values, values);
                remove16(&mut one, index);
                portable::remove16(&mut other, index);
                assert_eq!(one, other);
                assert_eq!((one[14], one[15]), (values[15], values[15]));
            }
        }
        check::<u16>(core::array::from_fn(|slot| 100 + 4000 * (slot as u16)), 7);
        check::<i16>(core::array::from_fn(|slot| 15_000 - 2000 * (slot as i16)), -7);
        for start in 0..=16 {
            let (mut one, mut other) = ([9; 16], [9; 16]);
            fill16(&mut one, start, 65_000);
            portable::fill16(&mut other, start, 65_000);
            assert_eq!(one, other);
        }
    }

    #[test]
    fn lines_equal_the_portable_ones() {
        for len in [1, 2, 3, 1000] {
            let lines: alloc::vec::Vec<usize> = (0..len).collect();
            for position in [0, 1, 1 << 63, u64::MAX / 3, u64::MAX - 1, u64::MAX] {
                assert_eq!(line_of(&lines, position), portable::line_of(&lines, position));
            }
        }
    }

    #[test]
    fn prefetching_changes_nothing() {
        let line = [7u8; 64];
        prefetch(&line);
        portable::prefetch(&line);
        assert_eq!(line, [7; 64]);
    }
}
