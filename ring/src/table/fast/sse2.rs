//! SSE2, which every x86-64 has. The only unsafe code of the crate.
//!
//! Of every block: SSE2 is part of the target, by the condition on this module. What a block reads or writes beyond
//! registers stands beside it.
#![expect(
    unsafe_code,
    reason = "vector instructions and prefetching have no safe form that old compilers know"
)]
#![expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "indices are at most 16")]

use core::arch::x86_64::{
    __m128i, _MM_HINT_T0, _mm_and_si128, _mm_andnot_si128, _mm_cmpgt_epi16, _mm_loadu_si128,
    _mm_movemask_epi8, _mm_or_si128, _mm_packs_epi16, _mm_prefetch, _mm_set_epi16, _mm_set1_epi16,
    _mm_slli_si128, _mm_srli_si128, _mm_storeu_si128,
};

use super::{Cell, Lane};

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
        unsafe { Self(_mm_set_epi16(7, 6, 5, 4, 3, 2, 1, 0), _mm_set_epi16(last, 14, 13, 12, 11, 10, 9, 8)) }
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
        _mm_movemask_epi8(_mm_packs_epi16(_mm_cmpgt_epi16(wanted, low), _mm_cmpgt_epi16(wanted, high))) as u32
    }
}

#[inline]
pub(super) fn rank16(fractions: &[i16; 16], fraction: i16) -> usize {
    let Lanes(low, high) = Lanes::load(fractions);
    // Sorted fractions give ones from the bottom. The last lane may add one of its own, but not next to theirs.
    (smaller(low, high, fraction) + 1).trailing_zeros() as usize
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
pub(super) fn fill16(values: &mut [u16; 16], start: usize, value: u16) {
    let value = splat(value as i16);
    Lanes::load(values).take_after(Lanes::places(15), start as i16 - 1, Lanes(value, value)).store(values);
}

#[inline]
pub(super) fn prefetch<T>(line: &T) {
    // SAFETY: a prefetch reads nothing that a program could see, wherever it points; here it points to a value.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(core::ptr::from_ref(line).cast()) };
}

#[inline]
pub(super) fn line_of<L>(lines: &[L], position: u64) -> (&L, Cell) {
    let cell = Cell::of(position, lines.len());
    debug_assert!(cell.bucket < lines.len(), "a table has at least one line");
    // SAFETY: a position is below 2^64, so that its bucket, position * len / 2^64, is below len, which is not 0.
    (unsafe { lines.get_unchecked(cell.bucket) }, cell)
}
