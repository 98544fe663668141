//! SSE2, which every x86-64 has. The only unsafe code of the crate.
//!
//! Of every block: SSE2 is part of the target, by the condition on this module. What a block reads or writes beyond
//! registers stands beside it.
#![expect(
    unsafe_code,
    reason = "vector instructions and prefetching have no safe form that old compilers know"
)]

use core::arch::x86_64::{
    __m128i, _MM_HINT_T0, _mm_cmpgt_epi16, _mm_loadu_si128, _mm_movemask_epi8, _mm_packs_epi16, _mm_prefetch,
    _mm_set1_epi16,
};

#[cfg(feature = "alloc")]
use super::Cell;
use crate::table::line::Bytes;

#[cfg(feature = "alloc")]
mod edit;

#[cfg(feature = "alloc")]
pub(super) use edit::{fill16, insert16, remove16};

#[inline]
fn splat(value: i16) -> __m128i {
    // SAFETY: registers only.
    unsafe { _mm_set1_epi16(value) }
}

/// Eight lanes of a line, from `at` on: a constant.
#[inline]
fn lanes<const AT: usize>(line: &Bytes) -> __m128i {
    const { assert!(AT + 16 <= size_of::<Bytes>()) };
    // SAFETY: sixteen bytes that the line has, by the assertion; the load needs no alignment.
    unsafe { _mm_loadu_si128(line.as_ptr().add(AT).cast()) }
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
pub(super) fn rank16(line: &Bytes, fraction: i16) -> usize {
    // Sorted fractions give ones from the bottom. The last lane may add one of its own, but not next to theirs.
    (smaller(lanes::<0>(line), lanes::<16>(line), fraction) + 1).trailing_zeros() as usize
}

#[inline]
pub(super) fn rank10(line: &Bytes, fraction: i16) -> usize {
    // The two halves overlap in six fractions.
    let smaller = smaller(lanes::<0>(line), lanes::<4>(line), fraction);
    (!(smaller & 0xff | smaller >> 6 & 0x300) | 1 << 10).trailing_zeros() as usize
}

#[inline]
pub(super) fn prefetch(line: &Bytes) {
    // SAFETY: a prefetch reads nothing that a program could see, wherever it points; here it points to a value.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(core::ptr::from_ref(line).cast()) };
}

#[inline]
pub(super) fn line_in(lines: &[u8], index: usize) -> Option<&Bytes> {
    let is_there = index < lines.len() / size_of::<Bytes>();
    // SAFETY: so many whole lines are in the slice; they need no alignment.
    is_there.then(|| unsafe { &*lines.as_ptr().cast::<Bytes>().add(index) })
}

#[cfg(feature = "alloc")]
#[inline]
pub(super) fn line_of<L>(lines: &[L], position: u64) -> (&L, Cell) {
    let cell = Cell::of(position, lines.len());
    debug_assert!(cell.bucket < lines.len(), "a table has at least one line");
    // SAFETY: a position is below 2^64, so that its bucket, position * len / 2^64, is below len, which is not 0.
    (unsafe { lines.get_unchecked(cell.bucket) }, cell)
}
