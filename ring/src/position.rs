//! Places and ranges on the circle 0..2^64.

use core::fmt;
use core::ops::RangeInclusive;

/// A place on the circle 0..2^64.
///
/// ```
/// use vnode_ring::{KeyHasher, Position};
///
/// let position = KeyHasher::xxh3(0).position(b"");
/// assert_eq!(position, Position(0x2d06_8005_38d3_94c2));
/// assert_eq!(position.to_string(), "0x2d06800538d394c2");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u64);

impl Position {
    /// The number of steps clockwise from here to `to`: 0 when they are equal.
    #[inline]
    #[must_use]
    pub const fn distance_to(self, to: Self) -> u64 {
        to.0.wrapping_sub(self.0)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:016x}", self.0)
    }
}

/// The positions after `start` up to and including `end`, going clockwise: `(start, end]`.
///
/// Equal ends mean the full circle.
///
/// ```
/// use vnode_ring::{Position, Range};
///
/// let range = Range { start: Position(u64::MAX), end: Position(1) };
/// assert_eq!(range.width(), 2);
/// assert!(range.contains(Position(0)) && !range.contains(range.start));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Range {
    /// The position before the first one of the range.
    pub start: Position,
    /// The last position of the range.
    pub end: Position,
}

impl Range {
    /// The number of positions on the circle, 2^64.
    pub const FULL_WIDTH: u128 = 1 << 64;

    /// The number of positions in the range, 1 to 2^64.
    #[inline]
    #[must_use]
    pub const fn width(self) -> u128 {
        match self.start.distance_to(self.end) {
            0 => Self::FULL_WIDTH,
            distance => distance as u128,
        }
    }

    /// That many positions as a fraction of the circle, for people. Exact numbers are the positions.
    ///
    /// ```
    /// assert_eq!(vnode_ring::Range::fraction(1 << 62), 0.25);
    /// ```
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    pub const fn fraction(positions: u128) -> f64 {
        positions as f64 / Self::FULL_WIDTH as f64
    }

    /// The range as intervals of integers from the first to the last position, ascending: two where it goes through 0, for
    /// stores that scan by position.
    ///
    /// ```
    /// use vnode_ring::{Position, Range};
    ///
    /// let range = Range { start: Position(u64::MAX - 1), end: Position(1) };
    /// assert!(range.linear().eq([0..=1, u64::MAX..=u64::MAX]));
    /// ```
    pub fn linear(self) -> impl Iterator<Item = RangeInclusive<u64>> {
        let (first, last) = (self.start.0.wrapping_add(1), self.end.0);
        let (low, high) = match first <= last {
            true => (first..=last, None),
            // The full circle that begins at 0 is one interval too.
            false if self.start == self.end => (0..=u64::MAX, None),
            false => (0..=last, Some(first..=u64::MAX)),
        };
        core::iter::once(low).chain(high)
    }

    /// Whether the position lies in the range.
    #[inline]
    #[must_use]
    pub const fn contains(self, position: Position) -> bool {
        self.start.0 == self.end.0 || position.distance_to(self.end) < self.start.distance_to(self.end)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {}]", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contains_and_width_agree_with_stepping_through_a_small_circle() {
        // Steps of 2^60 make sixteen positions of the real circle.
        let places: alloc::vec::Vec<_> = (0..16).map(|i: u64| Position(i << 60)).collect();
        for start in 0..16usize {
            for steps in 1..=16usize {
                let range = Range { start: places[start], end: places[(start + steps) % 16] };
                assert_eq!(range.width(), (steps as u128) << 60);
                let linear: alloc::vec::Vec<_> = range.linear().collect();
                let width: u128 = linear.iter().map(|part| u128::from(part.end() - part.start()) + 1).sum();
                assert_eq!(width, range.width(), "{linear:?}");
                assert!(linear.len() <= 2 && linear.is_sorted_by_key(|part| *part.start()));
                for offset in 1..=16usize {
                    let position = places[(start + offset) % 16];
                    assert_eq!(range.contains(position), offset <= steps, "{position} in {range}");
                    assert_eq!(linear.iter().any(|part| part.contains(&position.0)), offset <= steps);
                }
            }
        }
    }
}
