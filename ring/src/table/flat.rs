//! A table in bytes that belong to someone else: one layout of lines and the spilled vnodes, as an image has them.

use super::Vnode;
use super::cell::Cell;
use super::fast;
use super::line::{Bytes, LINE_BYTES, Layout, Line as _, Narrow};
use super::search::Search;
use crate::number::{partition_point, u32_at, u64_at};

/// The bytes of a spilled vnode: its position and its owner.
pub(crate) const SPILLED_BYTES: usize = 12;

/// What tells where an owner's vnodes are.
pub(crate) trait Counts {
    /// How many vnodes of an owner stand before a position, without those of which `out` holds: the first ones.
    fn count_before(&self, owner: u32, position: u64, out: impl Fn(u64) -> bool) -> usize;
}

/// The number of lines that a table has in bytes: few enough to be small, and one number for one content.
pub(crate) const fn flat_lines(owners: u32, vnodes: u32) -> u32 {
    if is_narrow(owners) { vnodes.div_ceil(NARROW_LOAD) } else { div_ceil_by_5(vnodes) }
}

const NARROW_LOAD: u32 = 8;

/// `vnodes.div_ceil(5)` for up to 2^28 vnodes, multiplied: dividing takes a large function on machines that cannot.
const fn div_ceil_by_5(vnodes: u32) -> u32 {
    let product = (vnodes as u64 + 4) * ((1 << 32) / 5 + 1);
    (product >> 32) as u32
}

pub(super) const fn is_narrow(owners: u32) -> bool {
    owners as usize <= Narrow::MAX_OWNERS
}

/// A table in bytes. They need not be those of a table: whatever they are, answers come to an end without a panic.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlatTable<'a, S> {
    lines: &'a [u8],
    spill: &'a [u8],
    spilled: u32,
    vnodes: u32,
    layout: Layout,
    counts: S,
}

impl<'a, S: Counts> FlatTable<'a, S> {
    /// A table of so many owners, vnodes and spilled vnodes, in these bytes: all its lines, and all that spilled.
    pub(crate) const fn new(
        [lines, spill]: [&'a [u8]; 2],
        [owners, vnodes, spilled]: [u32; 3],
        counts: S,
    ) -> Self {
        let layout = if is_narrow(owners) { Layout::Narrow } else { Layout::Wide };
        Self { lines, spill, spilled, vnodes, layout, counts }
    }

    /// What tells where vnodes are.
    pub(crate) const fn counts(&self) -> &S {
        &self.counts
    }

    /// The owner of a position: that of the first vnode at or after it, going round. Expected O(1).
    #[inline]
    pub(crate) fn successor(&self, position: u64) -> Option<u32> {
        // Where code counts, the walk that lists need anyway begins with it.
        if cfg!(all(target_os = "none", target_pointer_width = "32")) {
            return self.walk(position).next();
        }
        Search::successor(self, position)
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
        Search::successors(self, items, owners, position, owner)
    }

    /// The owners of all vnodes, from the owner of the position once round the circle.
    #[cfg_attr(all(target_os = "none", target_pointer_width = "32"), inline(never))]
    pub(crate) fn walk(&self, position: u64) -> impl Iterator<Item = u32> + Clone {
        Search::walk(self, position)
    }
}

impl<S> FlatTable<'_, S> {
    /// In the place of a line that is not there: none is, or bytes that nobody checked say so.
    #[cold]
    fn nothing(&self) -> &'static Bytes {
        self.layout.nothing()
    }
}

impl<S: Counts> Search for FlatTable<'_, S> {
    type Cursor = u32;

    #[inline]
    fn layout(&self) -> Layout {
        self.layout
    }

    fn vnodes(&self) -> usize {
        self.vnodes as usize
    }

    #[inline]
    fn buckets(&self) -> usize {
        self.lines.len() / LINE_BYTES
    }

    #[inline]
    fn line(&self, bucket: usize) -> &Bytes {
        fast::line_in(self.lines, bucket).unwrap_or_else(|| self.nothing())
    }

    fn count_before(&self, owner: u32, position: u64, cell: Cell) -> usize {
        self.counts.count_before(owner, position, |position| self.cell(position) < cell)
    }

    fn spill_is_exact(&self) -> bool {
        true
    }

    fn partition_spill(&self, predicate: impl Fn(&Vnode) -> bool) -> u32 {
        partition_point(self.spilled, |at| self.spilled(at).is_some_and(|vnode| predicate(&vnode)))
    }

    fn spilled(&self, at: u32) -> Option<Vnode> {
        let start = (at as usize).checked_mul(SPILLED_BYTES)?;
        let vnode = self.spill.get(start..)?.first_chunk::<SPILLED_BYTES>()?;
        Some(Vnode { position: u64_at(vnode, 0), owner: u32_at(vnode, 8) })
    }

    fn next_spilled(&self, at: u32) -> u32 {
        at.saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::HIGHEST_MAX_VNODES;

    #[test]
    fn wide_lines_hold_five_vnodes() {
        let near_multiples =
            (0..u32::BITS).map(|bit| 1 << bit).flat_map(|n: u32| n.saturating_sub(6)..n.saturating_add(6));
        for vnodes in near_multiples.chain(HIGHEST_MAX_VNODES - 20..=HIGHEST_MAX_VNODES) {
            if vnodes <= HIGHEST_MAX_VNODES {
                assert_eq!(flat_lines(u32::MAX, vnodes), vnodes.div_ceil(5), "{vnodes} vnodes");
                assert_eq!(flat_lines(0, vnodes), vnodes.div_ceil(8), "{vnodes} vnodes");
            }
        }
    }
}
