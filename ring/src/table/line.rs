//! One cache line of the table: the sorted vnodes of one bucket, as 16-bit fractions and owners.
//!
//! A line answers a lookup by itself: slots that hold no vnode hold the owner that comes next on the circle. Lines are
//! bytes, least significant first, so that those of a file are read where they lie: `docs/formats.md` defines them.

use core::fmt::Debug;

use super::fast;
use crate::number::{bytes_at, u16_at, u32_at};

#[cfg(feature = "alloc")]
mod edit;

#[cfg(feature = "alloc")]
pub(super) use edit::{EditLine, Loads};

/// The size of a line, and of a cache line on most machines.
pub(crate) const LINE_BYTES: usize = 64;

/// A line. Tables of a ring hold it within one cache line; an image may be at any address.
pub(super) type Bytes = [u8; LINE_BYTES];

/// No line holds as many vnodes.
#[cfg(feature = "alloc")]
pub(super) const MAX_CAPACITY: usize = 16;

/// How to read a line of one layout.
pub(super) trait Line: Copy + Debug {
    /// How many vnodes a line holds. There is one owner slot more than that.
    const CAPACITY: usize;
    /// Owners are smaller than that.
    const MAX_OWNERS: usize;
    /// Stands in the last owner slot of a line with more vnodes than it holds, and in all slots of an empty table.
    const SPILLED: u32;
    /// A line of an empty table.
    const NOTHING: &'static Bytes;
    #[cfg(feature = "alloc")]
    const LAYOUT: Layout;

    /// How many vnodes the line holds.
    fn len(line: &Bytes) -> usize;

    /// How many fractions of the line are smaller. Free slots never are.
    fn rank(line: &Bytes, fraction: i16) -> usize;

    fn fraction(line: &Bytes, index: usize) -> i16;

    /// Whether the line may hold a vnode of a fraction that has this rank. May be wrong the safe way, rarely.
    fn may_hold(line: &Bytes, rank: usize, fraction: i16) -> bool;

    fn owner(line: &Bytes, index: usize) -> u32;
}

/// A layout as a value: where it is a constant it costs nothing, elsewhere no second copy of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    Narrow,
    Wide,
}

/// The same for every layout.
macro_rules! typed {
    ($layout:expr, $line:ident => $answer:expr) => {
        match $layout {
            Layout::Narrow => {
                type $line = Narrow;
                $answer
            }
            Layout::Wide => {
                type $line = Wide;
                $answer
            }
        }
    };
}

/// What [`Line`] tells.
impl Layout {
    #[inline]
    pub(super) fn capacity(self) -> usize {
        typed!(self, L => L::CAPACITY)
    }

    #[inline]
    pub(super) fn spilled(self) -> u32 {
        typed!(self, L => L::SPILLED)
    }

    #[inline]
    pub(super) fn nothing(self) -> &'static Bytes {
        typed!(self, L => L::NOTHING)
    }

    #[inline]
    pub(super) fn len(self, line: &Bytes) -> usize {
        typed!(self, L => L::len(line))
    }

    #[inline]
    pub(super) fn rank(self, line: &Bytes, fraction: i16) -> usize {
        typed!(self, L => L::rank(line, fraction))
    }

    #[inline]
    pub(super) fn fraction(self, line: &Bytes, index: usize) -> i16 {
        typed!(self, L => L::fraction(line, index))
    }

    #[inline]
    pub(super) fn may_hold(self, line: &Bytes, rank: usize, fraction: i16) -> bool {
        typed!(self, L => L::may_hold(line, rank, fraction))
    }

    #[inline]
    pub(super) fn owner(self, line: &Bytes, index: usize) -> u32 {
        typed!(self, L => L::owner(line, index))
    }
}

/// The fraction of free slots. It is a fraction of vnodes too, so it tells nothing by itself.
const FREE: i16 = i16::MAX;

/// Fifteen vnodes with owners below 65,535: 16 fractions, the last of which is a count, and 16 owners of 16 bits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Narrow {}

impl Narrow {
    /// In the last place of the fractions of a line without vnodes. One with fifteen has the largest number there: no
    /// smaller than any fraction, which `rank` rests on.
    const NONE: u16 = 0x7fff - 15;
    const COUNT_AT: usize = 30;
    const OWNERS_AT: usize = 32;
}

#[inline]
fn fraction_at(line: &Bytes, at: usize) -> i16 {
    i16::from_le_bytes(bytes_at(line, at))
}

impl Line for Narrow {
    const CAPACITY: usize = 15;
    const MAX_OWNERS: usize = u16::MAX as usize;
    const SPILLED: u32 = u16::MAX as u32;
    #[cfg(feature = "alloc")]
    const LAYOUT: Layout = Layout::Narrow;
    const NOTHING: &'static Bytes = &narrow_without_vnodes(u16::MAX);

    #[inline]
    fn len(line: &Bytes) -> usize {
        usize::from(u16_at(line, Self::COUNT_AT).wrapping_sub(Self::NONE)) & 15
    }

    #[inline]
    fn rank(line: &Bytes, fraction: i16) -> usize {
        // So that no index has to be cut again.
        fast::rank16(line, fraction) & 15
    }

    #[inline]
    fn fraction(line: &Bytes, index: usize) -> i16 {
        fraction_at(line, 2 * (index & 15))
    }

    #[inline]
    fn may_hold(line: &Bytes, rank: usize, fraction: i16) -> bool {
        // Behind the last vnode of a full line stands a number that a fraction may equal by chance.
        Self::fraction(line, rank) == fraction
    }

    #[inline]
    fn owner(line: &Bytes, index: usize) -> u32 {
        u16_at(line, Self::OWNERS_AT + 2 * (index & 15)).into()
    }
}

/// Ten vnodes with owners of 24 bits: 10 fractions, and 11 owners, the last with the count in its highest byte.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wide {}

impl Wide {
    const OWNER: u32 = 0xff_ffff;
    const OWNERS_AT: usize = 20;
    const COUNT_AT: usize = 63;
}

impl Line for Wide {
    const CAPACITY: usize = 10;
    const MAX_OWNERS: usize = Self::OWNER as usize;
    const SPILLED: u32 = Self::OWNER;
    #[cfg(feature = "alloc")]
    const LAYOUT: Layout = Layout::Wide;
    const NOTHING: &'static Bytes = &wide_without_vnodes(Self::OWNER);

    #[inline]
    fn len(line: &Bytes) -> usize {
        usize::from(line[Self::COUNT_AT]).min(Self::CAPACITY)
    }

    #[inline]
    fn rank(line: &Bytes, fraction: i16) -> usize {
        fast::rank10(line, fraction)
    }

    #[inline]
    fn fraction(line: &Bytes, index: usize) -> i16 {
        fraction_at(line, 2 * index.min(9))
    }

    #[inline]
    fn may_hold(line: &Bytes, rank: usize, fraction: i16) -> bool {
        // Behind the last vnode all fractions of a full line are smaller.
        Self::fraction(line, rank) == fraction
    }

    #[inline]
    fn owner(line: &Bytes, index: usize) -> u32 {
        u32_at(line, Self::OWNERS_AT + 4 * index.min(10)) & Self::OWNER
    }
}

/// A line whose owner slots are all alike.
const fn narrow_without_vnodes(owner: u16) -> Bytes {
    let ([free_low, free_high], [low, high]) = (FREE.to_le_bytes(), owner.to_le_bytes());
    let mut line = [0; LINE_BYTES];
    let mut at = 0;
    while at < LINE_BYTES {
        let is_fraction = at < Narrow::OWNERS_AT;
        (line[at], line[at + 1]) = if is_fraction { (free_low, free_high) } else { (low, high) };
        at += 2;
    }
    [line[Narrow::COUNT_AT], line[Narrow::COUNT_AT + 1]] = Narrow::NONE.to_le_bytes();
    line
}

/// A line whose owner slots are all alike.
const fn wide_without_vnodes(owner: u32) -> Bytes {
    let [free_low, free_high] = FREE.to_le_bytes();
    let [low, middle, high, _] = owner.to_le_bytes();
    let mut line = [0; LINE_BYTES];
    let mut at = 0;
    while at < Wide::OWNERS_AT {
        (line[at], line[at + 1]) = (free_low, free_high);
        at += 2;
    }
    while at < LINE_BYTES {
        (line[at], line[at + 1], line[at + 2]) = (low, middle, high);
        at += 4;
    }
    line
}
