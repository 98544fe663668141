//! Changes of half a line, sixteen lanes at once.
#![expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "indices are at most 16")]
#![expect(clippy::cast_ptr_alignment, reason = "the loads and stores need no alignment")]

use core::arch::x86_64::{
    __m128i, _mm_and_si128, _mm_andnot_si128, _mm_cmpgt_epi16, _mm_loadu_si128, _mm_or_si128, _mm_set_epi16,
    _mm_set1_epi16, _mm_slli_si128, _mm_srli_si128, _mm_storeu_si128,
};

use super::splat;
use crate::table::fast::Half;

/// Sixteen lanes.
#[derive(Clone, Copy)]
struct Lanes(__m128i, __m128i);

impl Lanes {
    #[inline]
    fn load(half: &Half) -> Self {
        let start = half.as_ptr().cast::<__m128i>();
        // SAFETY: both loads read what the reference covers, 32 bytes; they need no alignment.
        unsafe { Self(_mm_loadu_si128(start), _mm_loadu_si128(start.add(1))) }
    }

    #[inline]
    fn store(self, half: &mut Half) {
        let start = half.as_mut_ptr().cast::<__m128i>();
        // SAFETY: as in `load`.
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
pub(in crate::table::fast) fn insert16(half: &mut Half, index: usize, value: [u8; 2]) {
    let old = Lanes::load(half);
    // The last lane never moves, for it has no place.
    old.take_after(Lanes::places(-1), index as i16, old.up()).store(half);
    let at = 2 * (index & 15);
    half[at..at + 2].copy_from_slice(&value);
}

#[inline]
pub(in crate::table::fast) fn remove16(half: &mut Half, index: usize) {
    let old = Lanes::load(half);
    old.take_after(Lanes::places(-1), index as i16 - 1, old.down()).store(half);
}

#[inline]
pub(in crate::table::fast) fn fill16(half: &mut Half, start: usize, value: u16) {
    let value = splat(value as i16);
    Lanes::load(half).take_after(Lanes::places(15), start as i16 - 1, Lanes(value, value)).store(half);
}
