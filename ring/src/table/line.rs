//! One cache line of the table: the sorted vnodes of one bucket, as 16-bit fractions and owners.
//!
//! A line answers a lookup by itself: slots that hold no vnode hold the owner that comes next on the circle.

use super::fast;

/// How full lines are, in tenths of a vnode per line over the whole table.
pub(super) struct Loads {
    /// After a build.
    pub(super) build: usize,
    /// Above it the table grows,
    pub(super) most: usize,
    /// to this, so that the next growth is far.
    pub(super) grown: usize,
    /// Below it the table shrinks, to the load of a build.
    pub(super) least: usize,
}

impl Loads {
    /// The number of lines for so many vnodes at a load.
    pub(super) const fn lines(vnodes: usize, load: usize) -> usize {
        (vnodes * 10).div_ceil(load)
    }
}

/// No line holds as many vnodes.
pub(super) const MAX_CAPACITY: usize = 16;

/// A layout of lines.
pub(super) trait Line: Copy {
    /// How many vnodes a line holds. There is one owner slot more than that.
    const CAPACITY: usize;
    /// Owners are smaller than that.
    const MAX_OWNERS: usize;
    /// Stands in the last owner slot of a line with more vnodes than it holds, and in all slots of an empty table.
    const SPILLED: u32;
    const LOADS: Loads;
    /// A line without vnodes, its owner slots all alike.
    fn empty(owner: u32) -> Self;

    /// How many vnodes the line holds.
    fn len(&self) -> usize;

    /// How many fractions of the line are smaller. Free slots never are.
    fn rank(&self, fraction: i16) -> usize;

    fn fraction(&self, index: usize) -> i16;

    /// Whether the line may hold a vnode of a fraction that has this rank. May be wrong the safe way, rarely.
    fn may_hold(&self, rank: usize, fraction: i16) -> bool;

    fn owner(&self, index: usize) -> u32;

    fn set_owner(&mut self, index: usize, owner: u32);

    /// Puts a vnode before the one at `index`. Where the line is full, its last vnode falls out.
    fn insert(&mut self, index: usize, fraction: i16, owner: u32);

    /// Takes the vnode at `index` out. The slot that becomes free takes over what the last owner slot holds.
    fn remove(&mut self, index: usize);

    /// Sets the owner that comes next on the circle, in every slot without a vnode.
    fn set_next(&mut self, owner: u32) {
        for index in self.len()..=Self::CAPACITY {
            self.set_owner(index, owner);
        }
    }
}

/// The fraction of free slots. It is a fraction of vnodes too, so it tells nothing by itself.
const FREE: i16 = i16::MAX;

/// Fifteen vnodes with owners below 65,535.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Narrow {
    /// The last one is the number of vnodes above [`Narrow::NONE`]: that of a full line is no smaller than any fraction,
    /// which `rank` rests on.
    fractions: [i16; 16],
    owners: [u16; 16],
}

impl Narrow {
    /// In the last place of the fractions of a line without vnodes. One with fifteen has the largest number there.
    const NONE: i16 = i16::MAX - 15;
}

impl Line for Narrow {
    const CAPACITY: usize = 15;
    const MAX_OWNERS: usize = u16::MAX as usize;
    const SPILLED: u32 = u16::MAX as u32;
    const LOADS: Loads = Loads { build: 80, most: 100, grown: 60, least: 53 };

    #[expect(clippy::cast_possible_truncation, reason = "owners are below MAX_OWNERS or SPILLED")]
    fn empty(owner: u32) -> Self {
        let mut fractions = [FREE; 16];
        fractions[15] = Self::NONE;
        Self { fractions, owners: [owner as u16; 16] }
    }

    #[inline]
    #[expect(clippy::cast_sign_loss, reason = "a count")]
    fn len(&self) -> usize {
        (self.fractions[15] - Self::NONE) as usize
    }

    #[inline]
    fn rank(&self, fraction: i16) -> usize {
        fast::rank16(&self.fractions, fraction)
    }

    #[inline]
    fn fraction(&self, index: usize) -> i16 {
        self.fractions[index & 15]
    }

    #[inline]
    fn may_hold(&self, rank: usize, fraction: i16) -> bool {
        // Behind the last vnode of a full line stands a number that a fraction may equal by chance.
        self.fractions[rank & 15] == fraction
    }

    #[inline]
    fn owner(&self, index: usize) -> u32 {
        u32::from(self.owners[index & 15])
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "owners are below MAX_OWNERS or SPILLED")]
    fn set_owner(&mut self, index: usize, owner: u32) {
        self.owners[index & 15] = owner as u16;
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "owners are below MAX_OWNERS or SPILLED")]
    fn set_next(&mut self, owner: u32) {
        let len = self.len();
        fast::fill16(&mut self.owners, len, owner as u16);
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "owners are below MAX_OWNERS or SPILLED")]
    fn insert(&mut self, index: usize, fraction: i16, owner: u32) {
        fast::insert16(&mut self.fractions, index, fraction);
        fast::insert16(&mut self.owners, index, owner as u16);
        self.fractions[15] = self.fractions[15].saturating_add(1);
    }

    #[inline]
    fn remove(&mut self, index: usize) {
        fast::remove16(&mut self.fractions, index);
        self.fractions[14] = FREE;
        self.fractions[15] -= 1;
        fast::remove16(&mut self.owners, index);
    }
}

/// Ten vnodes with owners of 24 bits.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Wide {
    fractions: [i16; 10],
    /// The last one has the number of vnodes in its highest byte.
    owners: [u32; 11],
}

impl Wide {
    const OWNER: u32 = 0xff_ffff;

    fn set_len(&mut self, len: u32) {
        self.owners[10] = self.owners[10] & Self::OWNER | len << 24;
    }
}

impl Line for Wide {
    const CAPACITY: usize = 10;
    const MAX_OWNERS: usize = Self::OWNER as usize;
    const SPILLED: u32 = Self::OWNER;
    const LOADS: Loads = Loads { build: 50, most: 60, grown: 40, least: 30 };

    fn empty(owner: u32) -> Self {
        let mut line = Self { fractions: [FREE; 10], owners: [owner; 11] };
        line.set_len(0);
        line
    }

    #[inline]
    fn len(&self) -> usize {
        (self.owners[10] >> 24) as usize
    }

    #[inline]
    fn rank(&self, fraction: i16) -> usize {
        fast::rank10(&self.fractions, fraction)
    }

    #[inline]
    fn fraction(&self, index: usize) -> i16 {
        self.fractions[index]
    }

    #[inline]
    fn may_hold(&self, rank: usize, fraction: i16) -> bool {
        // Behind the last vnode all fractions of a full line are smaller.
        self.fractions[rank.min(9)] == fraction
    }

    #[inline]
    fn owner(&self, index: usize) -> u32 {
        self.owners[index] & Self::OWNER
    }

    #[inline]
    fn set_owner(&mut self, index: usize, owner: u32) {
        self.owners[index] = self.owners[index] & !Self::OWNER | owner;
    }

    fn insert(&mut self, index: usize, fraction: i16, owner: u32) {
        let len = self.owners[10] >> 24;
        self.fractions.copy_within(index..Self::CAPACITY - 1, index + 1);
        self.owners.copy_within(index..Self::CAPACITY - 1, index + 1);
        self.fractions[index] = fraction;
        self.owners[index] = owner;
        self.set_len((len + 1).min(10));
    }

    fn remove(&mut self, index: usize) {
        let len = self.owners[10] >> 24;
        self.fractions.copy_within(index + 1.., index);
        self.fractions[9] = FREE;
        self.owners.copy_within(index + 1.., index);
        self.owners[9] &= Self::OWNER;
        self.set_len(len - 1);
    }
}
