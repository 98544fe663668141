//! How lines are filled and changed.

use super::{Bytes, FREE, Line, Narrow, Wide, narrow_without_vnodes, wide_without_vnodes};
use crate::table::fast;

/// How full lines are, in tenths of a vnode per line over the whole table.
pub(in crate::table) struct Loads {
    /// After a build.
    pub(in crate::table) build: usize,
    /// Above it the table grows,
    pub(in crate::table) most: usize,
    /// to this, so that the next growth is far.
    pub(in crate::table) grown: usize,
    /// Below it the table shrinks, to the load of a build.
    pub(in crate::table) least: usize,
}

impl Loads {
    /// The number of lines for so many vnodes at a load.
    pub(in crate::table) const fn lines(vnodes: usize, load: usize) -> usize {
        (vnodes * 10).div_ceil(load)
    }
}

/// How to change a line of one layout.
pub(in crate::table) trait EditLine: Line {
    const LOADS: Loads;

    /// A line without vnodes, its owner slots all alike.
    fn empty(owner: u32) -> Bytes;

    fn set_owner(line: &mut Bytes, index: usize, owner: u32);

    /// Puts a vnode before the one at `index`. Where the line is full, its last vnode falls out.
    fn insert(line: &mut Bytes, index: usize, fraction: i16, owner: u32);

    /// Takes the vnode at `index` out. The slot that becomes free takes over what the last owner slot holds.
    fn remove(line: &mut Bytes, index: usize);

    /// Sets the owner that comes next on the circle, in every slot without a vnode.
    fn set_next(line: &mut Bytes, owner: u32) {
        for index in Self::len(line)..=Self::CAPACITY {
            Self::set_owner(line, index, owner);
        }
    }
}

#[inline]
fn put<const N: usize>(line: &mut Bytes, at: usize, bytes: [u8; N]) {
    line[at..at + N].copy_from_slice(&bytes);
}

impl Narrow {
    #[inline]
    fn count(line: &Bytes) -> i16 {
        Self::fraction(line, Self::CAPACITY)
    }

    #[inline]
    fn set_count(line: &mut Bytes, count: i16) {
        put(line, Self::COUNT_AT, count.to_le_bytes());
    }
}

#[expect(clippy::cast_possible_truncation, reason = "owners are below MAX_OWNERS or SPILLED")]
impl EditLine for Narrow {
    const LOADS: Loads = Loads { build: 80, most: 100, grown: 60, least: 53 };

    fn empty(owner: u32) -> Bytes {
        narrow_without_vnodes(owner as u16)
    }

    #[inline]
    fn set_owner(line: &mut Bytes, index: usize, owner: u32) {
        put(line, Self::OWNERS_AT + 2 * (index & 15), (owner as u16).to_le_bytes());
    }

    #[inline]
    fn set_next(line: &mut Bytes, owner: u32) {
        let len = Self::len(line);
        fast::fill16(fast::halves(line).1, len, owner as u16);
    }

    #[inline]
    fn insert(line: &mut Bytes, index: usize, fraction: i16, owner: u32) {
        let (fractions, owners) = fast::halves(line);
        fast::insert16(fractions, index, fraction.to_le_bytes());
        fast::insert16(owners, index, (owner as u16).to_le_bytes());
        // That of a full line is the largest.
        Self::set_count(line, Self::count(line).saturating_add(1));
    }

    #[inline]
    fn remove(line: &mut Bytes, index: usize) {
        let (fractions, owners) = fast::halves(line);
        fast::remove16(fractions, index);
        fast::remove16(owners, index);
        put(line, Self::COUNT_AT - 2, FREE.to_le_bytes());
        Self::set_count(line, Self::count(line) - 1);
    }
}

impl Wide {
    /// Where the fraction of a vnode is.
    const fn fraction_at(index: usize) -> usize {
        2 * index
    }

    /// Where the owner of a vnode is.
    const fn owner_at(index: usize) -> usize {
        Self::OWNERS_AT + 4 * index
    }
}

impl EditLine for Wide {
    const LOADS: Loads = Loads { build: 50, most: 60, grown: 40, least: 30 };

    fn empty(owner: u32) -> Bytes {
        wide_without_vnodes(owner)
    }

    #[inline]
    fn set_owner(line: &mut Bytes, index: usize, owner: u32) {
        let [low, middle, high, _] = owner.to_le_bytes();
        put(line, Self::owner_at(index), [low, middle, high]);
    }

    fn insert(line: &mut Bytes, index: usize, fraction: i16, owner: u32) {
        let last = Self::CAPACITY - 1;
        line.copy_within(Self::fraction_at(index)..Self::fraction_at(last), Self::fraction_at(index + 1));
        line.copy_within(Self::owner_at(index)..Self::owner_at(last), Self::owner_at(index + 1));
        put(line, Self::fraction_at(index), fraction.to_le_bytes());
        Self::set_owner(line, index, owner);
        line[Self::COUNT_AT] = line[Self::COUNT_AT].saturating_add(1).min(10);
    }

    fn remove(line: &mut Bytes, index: usize) {
        let last = Self::CAPACITY - 1;
        line.copy_within(Self::fraction_at(index + 1)..Self::OWNERS_AT, Self::fraction_at(index));
        put(line, Self::fraction_at(last), FREE.to_le_bytes());
        let count = line[Self::COUNT_AT];
        line.copy_within(Self::owner_at(index + 1).., Self::owner_at(index));
        // The count came down with the last owner.
        line[Self::owner_at(last) + 3] = 0;
        line[Self::COUNT_AT] = count - 1;
    }
}
