//! The few instructions that decide the speed of a table. Everything that the rest of the crate must not do is in this
//! file; a portable version of each stands beside it, and tests compare the two.
#![expect(
    unsafe_code,
    reason = "vector instructions and prefetching have no safe form that old compilers know"
)]

#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
use portable as chosen;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
use sse2 as chosen;

/// How many of the first 15 fractions, sorted, are smaller.
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
pub(super) fn fill16<T: Lane>(values: &mut [T; 16], start: usize, value: T) {
    chosen::fill16(values, start, value);
}

/// Starts to bring a line into the cache, where the machine can be asked to.
#[inline]
pub(super) fn prefetch<T>(line: &T) {
    chosen::prefetch(line);
}

/// Numbers of sixteen bits, all of which are values.
pub(super) trait Lane: Copy + sealed::Sealed {
    /// The same bits.
    fn bits(self) -> i16;
}

impl Lane for i16 {
    fn bits(self) -> i16 {
        self
    }
}

impl Lane for u16 {
    #[expect(clippy::cast_possible_wrap, reason = "the same bits")]
    fn bits(self) -> i16 {
        self as i16
    }
}

/// So that no type with bits that are no value becomes a lane.
mod sealed {
    pub(in super::super) trait Sealed {}
    impl Sealed for i16 {}
    impl Sealed for u16 {}
}

#[cfg(any(test, not(all(target_arch = "x86_64", target_feature = "sse2"))))]
mod portable {
    use super::Lane;

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

    pub(super) fn fill16<T: Lane>(values: &mut [T; 16], start: usize, value: T) {
        values[start..].fill(value);
    }

    pub(super) fn prefetch<T>(_line: &T) {}
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "indices are at most 16")]
mod sse2 {
    // SAFETY, of every block here: SSE2 is part of the target, by the condition on this module. What a block reads or
    // writes beyond registers stands beside it.
    use core::arch::x86_64::*;

    use super::Lane;

    /// Sixteen lanes.
    #[derive(Clone, Copy)]
    struct Lanes(__m128i, __m128i);

    impl Lanes {
        #[inline]
        fn load<T: Lane>(values: &[T; 16]) -> Self {
            let start = values.as_ptr().cast::<__m128i>();
            // SAFETY: lanes are 16 bits, so that both loads read what the reference covers; they need no alignment.
            unsafe { Self(_mm_loadu_si128(start), _mm_loadu_si128(start.add(1))) }
        }

        #[inline]
        fn store<T: Lane>(self, values: &mut [T; 16]) {
            let start = values.as_mut_ptr().cast::<__m128i>();
            // SAFETY: as in `load`, and any bits are a value of a lane.
            unsafe {
                _mm_storeu_si128(start, self.0);
                _mm_storeu_si128(start.add(1), self.1);
            }
        }

        /// The index of each lane; `last` for the last one.
        #[inline]
        fn places(last: i16) -> Self {
            // SAFETY: registers only.
            unsafe {
                Self(_mm_set_epi16(7, 6, 5, 4, 3, 2, 1, 0), _mm_set_epi16(last, 14, 13, 12, 11, 10, 9, 8))
            }
        }

        /// Each lane in the place after its own.
        #[inline]
        fn up(self) -> Self {
            // SAFETY: registers only.
            unsafe {
                let carry = _mm_srli_si128::<14>(self.0);
                Self(_mm_slli_si128::<2>(self.0), _mm_or_si128(_mm_slli_si128::<2>(self.1), carry))
            }
        }

        /// Each lane in the place before its own.
        #[inline]
        fn down(self) -> Self {
            // SAFETY: registers only.
            unsafe {
                let carry = _mm_slli_si128::<14>(self.1);
                Self(_mm_or_si128(_mm_srli_si128::<2>(self.0), carry), _mm_srli_si128::<2>(self.1))
            }
        }

        /// The lanes of `new` whose place comes after `place`, and the others as they are.
        #[inline]
        fn take_after(self, places: Self, place: i16, new: Self) -> Self {
            // SAFETY: registers only.
            unsafe {
                let place = _mm_set1_epi16(place);
                Self(
                    select(_mm_cmpgt_epi16(places.0, place), new.0, self.0),
                    select(_mm_cmpgt_epi16(places.1, place), new.1, self.1),
                )
            }
        }
    }

    /// `new` where the mask is set, else `old`.
    #[inline]
    fn select(mask: __m128i, new: __m128i, old: __m128i) -> __m128i {
        // SAFETY: registers only.
        unsafe { _mm_or_si128(_mm_and_si128(mask, new), _mm_andnot_si128(mask, old)) }
    }

    #[inline]
    fn splat(value: i16) -> __m128i {
        // SAFETY: registers only.
        unsafe { _mm_set1_epi16(value) }
    }

    /// One bit for each of sixteen lanes, the lowest for the first: whether it is smaller.
    #[inline]
    fn smaller(low: __m128i, high: __m128i, fraction: i16) -> u32 {
        let wanted = splat(fraction);
        // SAFETY: registers only.
        #[expect(clippy::cast_sign_loss, reason = "sixteen bits of a mask")]
        unsafe {
            _mm_movemask_epi8(_mm_packs_epi16(_mm_cmpgt_epi16(wanted, low), _mm_cmpgt_epi16(wanted, high)))
                as u32
        }
    }

    #[inline]
    pub(super) fn rank16(fractions: &[i16; 16], fraction: i16) -> usize {
        let Lanes(low, high) = Lanes::load(fractions);
        // Sorted fractions give ones from the bottom; the last lane is not a fraction.
        (!smaller(low, high, fraction) | 1 << 15).trailing_zeros() as usize
    }

    #[inline]
    pub(super) fn rank10(fractions: &[i16; 10], fraction: i16) -> usize {
        let start = fractions.as_ptr();
        // SAFETY: both loads read eight of the ten fractions.
        let (low, high) = unsafe { (_mm_loadu_si128(start.cast()), _mm_loadu_si128(start.add(2).cast())) };
        let smaller = smaller(low, high, fraction);
        // The two halves overlap in six fractions.
        (!(smaller & 0xff | smaller >> 6 & 0x300) | 1 << 10).trailing_zeros() as usize
    }

    #[inline]
    pub(super) fn insert16<T: Lane>(values: &mut [T; 16], index: usize, value: T) {
        let old = Lanes::load(values);
        // The last lane never moves, for it has no place.
        old.take_after(Lanes::places(-1), index as i16, old.up()).store(values);
        values[index & 15] = value;
    }

    #[inline]
    pub(super) fn remove16<T: Lane>(values: &mut [T; 16], index: usize) {
        let old = Lanes::load(values);
        old.take_after(Lanes::places(-1), index as i16 - 1, old.down()).store(values);
    }

    #[inline]
    pub(super) fn fill16<T: Lane>(values: &mut [T; 16], start: usize, value: T) {
        let value = splat(value.bits());
        Lanes::load(values)
            .take_after(Lanes::places(15), start as i16 - 1, Lanes(value, value))
            .store(values);
    }

    #[inline]
    pub(super) fn prefetch<T>(line: &T) {
        // SAFETY: a prefetch reads nothing that a program could see, wherever it points; here it points to a value.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(core::ptr::from_ref(line).cast()) };
    }
}

#[cfg(test)]
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
                for last in [0, filled as i16, i16::MIN, i16::MAX] {
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
            for start in 0..=16 {
                let (mut one, mut other) = (values, values);
                fill16(&mut one, start, value);
                portable::fill16(&mut other, start, value);
                assert_eq!(one, other);
            }
        }
        check::<u16>(core::array::from_fn(|slot| 100 + 4000 * (slot as u16)), 7);
        check::<i16>(core::array::from_fn(|slot| 15_000 - 2000 * (slot as i16)), -7);
    }

    #[test]
    fn prefetching_changes_nothing() {
        let line = [7u8; 64];
        prefetch(&line);
        portable::prefetch(&line);
        assert_eq!(line, [7; 64]);
    }
}
