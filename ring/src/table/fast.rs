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

#[cfg(feature = "alloc")]
use super::cell::Cell;
use super::line::Bytes;

/// Sixteen lanes of sixteen bits.
#[cfg(feature = "alloc")]
pub(super) type Half = [u8; 32];

/// How many of the first 15 fractions of a line, sorted, are smaller. Where all are, the number after them must not be.
#[inline]
pub(super) fn rank16(line: &Bytes, fraction: i16) -> usize {
    chosen::rank16(line, fraction)
}

/// How many of the first ten fractions of a line, sorted, are smaller.
#[inline]
pub(super) fn rank10(line: &Bytes, fraction: i16) -> usize {
    chosen::rank10(line, fraction)
}

/// Both halves of a line.
#[cfg(feature = "alloc")]
#[inline]
pub(super) fn halves(line: &mut Bytes) -> (&mut Half, &mut Half) {
    let (low, high) = line.split_first_chunk_mut().expect("a line has two halves");
    (low, high.first_chunk_mut().expect("a line has two halves"))
}

/// Puts a value before the one at `index`, below 15. The value in front of the last one falls out; the last one stays.
#[cfg(feature = "alloc")]
#[inline]
pub(super) fn insert16(half: &mut Half, index: usize, value: [u8; 2]) {
    chosen::insert16(half, index, value);
}

/// Takes the value at `index`, below 15, out. The last one moves down and stays as well.
#[cfg(feature = "alloc")]
#[inline]
pub(super) fn remove16(half: &mut Half, index: usize) {
    chosen::remove16(half, index);
}

/// Sets all values from `start`, at most 16, on.
#[cfg(feature = "alloc")]
#[inline]
pub(super) fn fill16(half: &mut Half, start: usize, value: u16) {
    chosen::fill16(half, start, value);
}

/// Starts to bring a line into the cache, where the machine can be asked to.
#[inline]
pub(super) fn prefetch(line: &Bytes) {
    chosen::prefetch(line);
}

/// A line in the bytes of lines, if there is one of that index.
#[inline]
pub(super) fn line_in(lines: &[u8], index: usize) -> Option<&Bytes> {
    chosen::line_in(lines, index)
}

/// The line of a position and its cell. There must be a line: that is not checked again.
#[cfg(feature = "alloc")]
#[inline]
pub(super) fn line_of<L>(lines: &[L], position: u64) -> (&L, Cell) {
    chosen::line_of(lines, position)
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;

    /// A half of these values.
    fn half<T: Copy>(values: [T; 16], bytes: impl Fn(T) -> [u8; 2]) -> Half {
        let mut half = [0; 32];
        for (lane, value) in half.chunks_exact_mut(2).zip(values) {
            lane.copy_from_slice(&bytes(value));
        }
        half
    }

    /// Every number of smaller fractions, with repeated ones and at both ends of their range.
    #[test]
    fn ranks_equal_the_portable_ones() {
        let interesting = [i16::MIN, i16::MIN + 1, -1, 0, 1, 255, 256, i16::MAX - 1, i16::MAX];
        let mut fractions = [i16::MAX; 16];
        for filled in (0..=15).step_by(if cfg!(miri) { 5 } else { 1 }) {
            for step in 0..interesting.len() {
                for slot in 0..15 {
                    fractions[slot] =
                        if slot < filled { interesting[(slot * step / 7).min(8)] } else { i16::MAX };
                }
                for last in [i16::MAX, if filled < 15 { i16::MIN } else { i16::MAX }] {
                    fractions[15] = last;
                    let mut line = [0xa5; 64];
                    *halves(&mut line).0 = half(fractions, i16::to_le_bytes);
                    for wanted in interesting {
                        let smaller = |lanes: usize| {
                            fractions[..lanes].iter().filter(|&&fraction| fraction < wanted).count()
                        };
                        assert_eq!(rank16(&line, wanted), smaller(15));
                        assert_eq!(portable::rank16(&line, wanted), smaller(15));
                        assert_eq!(rank10(&line, wanted), smaller(10));
                        assert_eq!(portable::rank10(&line, wanted), smaller(10));
                    }
                }
            }
        }
    }

    /// At every index.
    #[test]
    fn changes_equal_the_portable_ones() {
        let values: [u16; 16] = core::array::from_fn(|slot| 100 + 4000 * u16::try_from(slot).unwrap());
        let old = half(values, u16::to_le_bytes);
        for index in 0..15 {
            let (mut one, mut other) = (old, old);
            insert16(&mut one, index, [7, 1]);
            portable::insert16(&mut other, index, [7, 1]);
            let mut inserted = values;
            inserted[index..15].rotate_right(1);
            inserted[index] = 0x107;
            assert_eq!((one, other), (half(inserted, u16::to_le_bytes), one));

            let (mut one, mut other) = (old, old);
            remove16(&mut one, index);
            portable::remove16(&mut other, index);
            let mut removed = values;
            removed.copy_within(index + 1.., index);
            assert_eq!((one, other), (half(removed, u16::to_le_bytes), one));
        }
        for start in 0..=16 {
            let (mut one, mut other) = (old, old);
            fill16(&mut one, start, 65_000);
            portable::fill16(&mut other, start, 65_000);
            let mut filled = values;
            filled[start..].fill(65_000);
            assert_eq!((one, other), (half(filled, u16::to_le_bytes), one));
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
    fn lines_in_bytes_are_those_that_are_whole() {
        let bytes: alloc::vec::Vec<u8> = (0..=255).cycle().take(64 * 13 + 63).collect();
        for len in [0, 1, 63, 64, 127, 128, 64 * 13 + 63] {
            let lines = &bytes[..len];
            for index in [0, 1, 2, 12, 13, 14, usize::MAX / 64, usize::MAX] {
                assert_eq!(line_in(lines, index), portable::line_in(lines, index));
                let whole = lines.chunks_exact(64).nth(index);
                assert_eq!(line_in(lines, index).map(|line| &line[..]), whole);
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
