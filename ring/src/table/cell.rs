//! Which line a position belongs to, and which fraction of it: both grow with the position.

#[cfg(feature = "alloc")]
use core::num::NonZeroU64;
#[cfg(feature = "alloc")]
use core::ops::RangeInclusive;

/// A stretch of the circle that lines do not tell apart: 2^-16 of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    /// The index of the line.
    pub(super) bucket: usize,
    /// The fraction, moved down by 2^15: vector comparisons are signed.
    pub(super) fraction: i16,
}

impl Cell {
    /// The cell of a position on a circle cut into that many buckets.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the high half is below buckets, the fraction is 16 bits"
    )]
    #[expect(clippy::cast_possible_wrap, reason = "the fraction is moved down to be signed")]
    pub(super) const fn of(position: u64, buckets: usize) -> Self {
        let wide = position as u128 * buckets as u128;
        let fraction = (wide as u64 >> 48) as u16;
        Self { bucket: (wide >> 64) as usize, fraction: (fraction ^ 0x8000) as i16 }
    }
}

/// For changes. Lookups need no division, for which small machines would need much code.
#[cfg(feature = "alloc")]
impl Cell {
    /// All positions of the cell, where there are at most [`MAX_BUCKETS`].
    #[expect(clippy::cast_sign_loss, reason = "the fraction is moved up to where it came from")]
    pub(super) fn positions(self, buckets: usize) -> RangeInclusive<u64> {
        let number = (self.bucket as u64) << 16 | u64::from(self.fraction as u16 ^ 0x8000);
        first_position(number, buckets)..=first_position(number + 1, buckets).wrapping_sub(1)
    }

    /// Those of them in front of one of them.
    pub(super) fn positions_before(self, position: u64, buckets: usize) -> Option<RangeInclusive<u64>> {
        let start = *self.positions(buckets).start();
        position.checked_sub(1).filter(|&last| last >= start).map(|last| start..=last)
    }
}

#[cfg(feature = "alloc")]
/// More than the largest ring has.
pub(super) const MAX_BUCKETS: usize = 1 << 27;

#[cfg(feature = "alloc")]
/// `number * 2^48 / buckets`, rounded up: where a cell starts; 0 for the end of the circle. By long division, since one of
/// 128 bits takes a function larger than all else that a lookup needs.
fn first_position(number: u64, buckets: usize) -> u64 {
    debug_assert!(buckets <= MAX_BUCKETS && number <= (buckets as u64) << 16);
    let Some(divisor) = NonZeroU64::new(buckets as u64) else { return 0 };
    let high = number << 21;
    let (quotient, left) = (high / divisor, high % divisor);
    let low = left << 27;
    (quotient << 27).wrapping_add(low / divisor).wrapping_add(u64::from(low % divisor > 0))
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;

    #[test]
    fn cells_follow_one_another_and_hold_exactly_their_positions() {
        for buckets in [1, 2, 3, 7, 1000, 12_500, (1 << 25) + 1, MAX_BUCKETS - 1, MAX_BUCKETS] {
            let mut position = 0u64;
            for _ in 0..200 {
                let cell = Cell::of(position, buckets);
                let positions = cell.positions(buckets);
                assert_eq!(*positions.start(), position);
                assert_eq!(Cell::of(*positions.end(), buckets), cell);
                position = positions.end() + 1;
                assert_ne!(Cell::of(position, buckets), cell);
            }
            let last = Cell::of(u64::MAX, buckets);
            assert_eq!(last, Cell { bucket: buckets - 1, fraction: i16::MAX });
            assert_eq!(*last.positions(buckets).end(), u64::MAX);
        }
    }
}
