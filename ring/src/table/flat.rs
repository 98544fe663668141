//! A table in bytes that belong to someone else: one layout of lines and the spilled vnodes, as an image has them.

use core::marker::PhantomData;
use core::ops::RangeInclusive;

use super::Either;
use super::Vnode;
use super::line::{Bytes, LINE_BYTES, Line, Narrow, Wide};
use super::search::Search;
use crate::number::{partition_point, u32_at, u64_at};

/// The bytes of a spilled vnode: its position and its owner.
pub(crate) const SPILLED_BYTES: usize = 12;

/// What tells where an owner's vnodes are.
pub(crate) trait Counts {
    /// How many vnodes of an owner stand in a range.
    fn count_in(&self, owner: u32, range: &RangeInclusive<u64>) -> usize;
}

/// The number of lines that a table has in bytes: few enough to be small, and one number for one content.
pub(crate) const fn flat_lines(owners: u32, vnodes: u32) -> u32 {
    vnodes.div_ceil(if is_narrow(owners) { NARROW_LOAD } else { WIDE_LOAD })
}

const NARROW_LOAD: u32 = 8;
const WIDE_LOAD: u32 = 5;

pub(super) const fn is_narrow(owners: u32) -> bool {
    owners as usize <= Narrow::MAX_OWNERS
}

/// A table in bytes. They need not be those of a table: whatever they are, answers come to an end without a panic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlatTable<'a, S>(Layout<'a, S>);

#[derive(Clone, Copy, Debug)]
enum Layout<'a, S> {
    Narrow(Lines<'a, Narrow, S>),
    Wide(Lines<'a, Wide, S>),
}

impl<'a, S: Counts> FlatTable<'a, S> {
    /// A table of so many owners in these bytes: all its lines, and all spilled vnodes.
    pub(crate) const fn new(lines: &'a [u8], spill: &'a [u8], owners: u32, vnodes: u32, counts: S) -> Self {
        let buckets = lines.len() / LINE_BYTES;
        Self(if is_narrow(owners) {
            Layout::Narrow(Lines { lines, buckets, spill, vnodes, counts, layout: PhantomData })
        } else {
            Layout::Wide(Lines { lines, buckets, spill, vnodes, counts, layout: PhantomData })
        })
    }

    /// What tells where vnodes are.
    pub(crate) const fn counts(&self) -> &S {
        each!(&self.0, lines => &lines.counts)
    }

    /// The owner of a position: that of the first vnode at or after it, going round. Expected O(1).
    #[inline]
    pub(crate) fn successor(&self, position: u64) -> Option<u32> {
        each!(&self.0, lines => lines.successor(position))
    }

    /// The owners of many positions, as many as both slices hold; says how many, or 0 without vnodes.
    #[inline]
    pub(crate) fn successors<T, O>(
        &self,
        items: &[T],
        owners: &mut [O],
        position: impl Fn(&T) -> u64,
        owner: impl Fn(u32) -> O,
    ) -> usize {
        each!(&self.0, lines => lines.successors(items, owners, position, owner))
    }

    /// The owners of all vnodes, from the owner of the position once round the circle.
    pub(crate) fn walk(&self, position: u64) -> impl Iterator<Item = u32> + Clone {
        match &self.0 {
            Layout::Narrow(lines) => Either::Narrow(lines.walk(position)),
            Layout::Wide(lines) => Either::Wide(lines.walk(position)),
        }
    }
}

/// Lines of one layout.
#[derive(Clone, Copy, Debug)]
struct Lines<'a, L, S> {
    lines: &'a [u8],
    buckets: usize,
    spill: &'a [u8],
    vnodes: u32,
    counts: S,
    layout: PhantomData<L>,
}

impl<L: Line, S: Counts> Search for Lines<'_, L, S> {
    type Line = L;
    type Cursor = usize;

    fn vnodes(&self) -> usize {
        self.vnodes as usize
    }

    #[inline]
    fn buckets(&self) -> usize {
        self.buckets
    }

    #[inline]
    fn line(&self, bucket: usize) -> &Bytes {
        let line = bucket.checked_mul(LINE_BYTES).and_then(|start| self.lines.get(start..));
        line.and_then(|line| line.first_chunk()).unwrap_or(L::NOTHING)
    }

    fn count_in(&self, owner: u32, range: &RangeInclusive<u64>) -> usize {
        self.counts.count_in(owner, range)
    }

    fn spill_is_exact(&self) -> bool {
        true
    }

    fn partition_spill(&self, predicate: impl Fn(&Vnode) -> bool) -> usize {
        partition_point(self.spill.len() / SPILLED_BYTES, |at| {
            self.spilled(at).is_some_and(|vnode| predicate(&vnode))
        })
    }

    fn spilled(&self, at: usize) -> Option<Vnode> {
        let vnode = self.spill.get(at.checked_mul(SPILLED_BYTES)?..)?.first_chunk::<SPILLED_BYTES>()?;
        Some(Vnode { position: u64_at(vnode, 0), owner: u32_at(vnode, 8) })
    }

    fn next_spilled(&self, at: usize) -> usize {
        at.saturating_add(1)
    }
}
