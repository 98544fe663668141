//! How a table is searched, whether a ring owns it or an image holds it.
//!
//! The vnodes of a bucket are those of its line and then those that spilled from it. A line knows 16 bits of each
//! position within its bucket; vnodes that it cannot tell from a position form a *group*, and the group's order against
//! the position is found by counting exact positions.
//!
//! Bytes that nobody checked may say anything: every search ends, within what is there, and none panics.

use core::fmt::Debug;
use core::ops::Range;

use super::Vnode;
use super::cell::Cell;
use super::fast;
use super::line::{Bytes, Layout, Line, Narrow, Wide};

/// How many keys of a batch are looked up together: as many as a processor can have cache misses under way.
const BATCH: usize = 16;

/// A place among the vnodes of a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<C> {
    /// In the line, before the vnode at the index; or at its end.
    Line(usize),
    /// Among the spilled vnodes; the bucket may end here.
    Spill(C),
}

/// Vnodes of one bucket that a line cannot tell apart: a stretch of the line, then a stretch of the spill.
pub(super) struct Group<C> {
    pub(super) line: Range<usize>,
    pub(super) spill: Option<(C, C)>,
}

/// A table: what it must tell of itself, and the searches that rest on it.
pub(super) trait Search {
    /// A place among all spilled vnodes.
    type Cursor: Copy + Eq + Debug;

    fn layout(&self) -> Layout;

    /// The number of vnodes.
    fn vnodes(&self) -> usize;

    /// The number of lines.
    fn buckets(&self) -> usize;

    /// A line; one of an empty table where there is none.
    fn line(&self, bucket: usize) -> &Bytes;

    /// How many vnodes of an owner stand in a cell, before a position of the cell.
    fn count_before(&self, owner: u32, position: u64, cell: Cell) -> usize;

    /// Whether every spilled vnode has its exact position. Else it may have any position of its cell.
    fn spill_is_exact(&self) -> bool;

    /// The place after all spilled vnodes for which the predicate holds; it holds for none behind one for which it does
    /// not. O(log n).
    fn partition_spill(&self, predicate: impl Fn(&Vnode) -> bool) -> Self::Cursor;

    fn spilled(&self, cursor: Self::Cursor) -> Option<Vnode>;

    fn next_spilled(&self, cursor: Self::Cursor) -> Self::Cursor;

    /// The line of a position and its cell.
    #[inline]
    fn line_of(&self, position: u64) -> (&Bytes, Cell) {
        let cell = self.cell(position);
        (self.line(cell.bucket), cell)
    }

    #[inline]
    fn cell(&self, position: u64) -> Cell {
        Cell::of(position, self.buckets())
    }

    /// The owner of a position: that of the first vnode at or after it, going round. One cache line, as a rule.
    #[inline]
    fn successor(&self, position: u64) -> Option<u32> {
        match self.layout() {
            Layout::Narrow => self.successor_in::<Narrow>(position),
            Layout::Wide => self.successor_in::<Wide>(position),
        }
    }

    /// With lines of this layout.
    #[inline]
    fn successor_in<L: Line>(&self, position: u64) -> Option<u32> {
        let (line, cell) = self.line_of(position);
        let rank = L::rank(line, cell.fraction);
        let owner = L::owner(line, rank);
        if !L::may_hold(line, rank, cell.fraction) && owner != L::SPILLED {
            return Some(owner);
        }
        self.exact_successor(position, cell)
    }

    /// Asks for the line of a position.
    #[inline]
    fn prefetch(&self, position: u64) {
        fast::prefetch(self.line_of(position).0);
    }

    /// The owners of many positions, as many as both slices hold; says how many, or 0 without vnodes.
    #[inline]
    fn successors<T, O>(
        &self,
        items: &[T],
        owners: &mut [O],
        position: impl Fn(&T) -> u64,
        owner: impl Fn(u32) -> O,
    ) -> usize {
        if self.vnodes() == 0 {
            return 0;
        }
        let mut positions = [0; BATCH];
        for (items, owners) in items.chunks(BATCH).zip(owners.chunks_mut(BATCH)) {
            for (slot, item) in positions.iter_mut().zip(items) {
                *slot = position(item);
                self.prefetch(*slot);
            }
            for (slot, &position) in owners.iter_mut().zip(&positions).take(items.len()) {
                *slot = owner(self.successor(position).unwrap_or(self.layout().spilled()));
            }
        }
        items.len().min(owners.len())
    }

    #[cold]
    fn exact_successor(&self, position: u64, cell: Cell) -> Option<u32> {
        if self.vnodes() == 0 {
            return None;
        }
        let place = self.exact_place(position, cell);
        Some(self.owner_at(cell.bucket, place).unwrap_or_else(|| self.next_owner(cell.bucket)))
    }

    /// The place of the first vnode at or after a position, within its bucket.
    fn exact_place(&self, position: u64, cell: Cell) -> Place<Self::Cursor> {
        self.place(position, cell, |owner| self.count_before(owner, position, cell), |_| false)
    }

    /// The owner of the vnode at a place; `None` where the bucket ends there.
    fn owner_at(&self, bucket: usize, place: Place<Self::Cursor>) -> Option<u32> {
        let line = self.line(bucket);
        match place {
            Place::Line(index) => (index < self.layout().len(line)).then(|| self.layout().owner(line, index)),
            Place::Spill(cursor) => self
                .spilled(cursor)
                .filter(|vnode| self.cell(vnode.position).bucket == bucket)
                .map(|vnode| vnode.owner),
        }
    }

    /// The owner that comes after a bucket: an empty line holds its own next one.
    fn next_owner(&self, bucket: usize) -> u32 {
        self.layout().owner(self.line(self.next_bucket(bucket)), 0)
    }

    fn next_bucket(&self, bucket: usize) -> usize {
        if bucket + 1 >= self.buckets() { 0 } else { bucket + 1 }
    }

    /// The place of the first vnode that spilled from a bucket or from one after it.
    fn first_spilled(&self, bucket: usize) -> Self::Cursor {
        self.partition_spill(|vnode| self.cell(vnode.position).bucket < bucket)
    }

    fn is_spilled(&self, bucket: usize) -> bool {
        let (line, capacity) = (self.line(bucket), self.layout().capacity());
        self.layout().len(line) == capacity && self.layout().owner(line, capacity) == self.layout().spilled()
    }

    /// The place before the first vnode of a cell's bucket that does not come before a position. At the position itself,
    /// `first` says which owners come before it. `earlier` says how many vnodes of an owner in the cell do.
    fn place(
        &self,
        position: u64,
        cell: Cell,
        earlier: impl Fn(u32) -> usize,
        first: impl Fn(u32) -> bool,
    ) -> Place<Self::Cursor> {
        let (line, layout) = (self.line(cell.bucket), self.layout());
        let group = self.group_in_line(cell);
        let exact = self.spill_is_exact();
        let mut before = 0;
        for index in group.clone() {
            let owner = layout.owner(line, index);
            let held =
                |range: Range<usize>| range.filter(|&index| layout.owner(line, index) == owner).count();
            if held(group.start..index) > 0 {
                continue;
            }
            let earlier = earlier(owner);
            // The line holds the first of an owner's vnodes.
            before += if exact { earlier.min(held(index..group.end)) } else { earlier };
        }
        let is_spilled = self.goes_on(cell, &group);
        if is_spilled && !exact {
            return self.place_in(&self.group(cell), before, earlier, cell.bucket);
        }
        if before < group.len() {
            return Place::Line(group.start + before);
        }
        if !is_spilled {
            return Place::Line(group.end);
        }
        Place::Spill(self.partition_spill(|vnode| {
            vnode.position < position || vnode.position == position && first(vnode.owner)
        }))
    }

    /// The place in a group that goes on among spilled vnodes whose positions are not exact. So many vnodes come before it
    /// of the owners in the line.
    fn place_in(
        &self,
        group: &Group<Self::Cursor>,
        mut before: usize,
        earlier: impl Fn(u32) -> usize,
        bucket: usize,
    ) -> Place<Self::Cursor> {
        let in_line = group.line.len();
        for (index, owner) in self.group_owners(group, bucket).enumerate().skip(in_line) {
            if !self.group_owners(group, bucket).take(index).any(|other| other == owner) {
                before += earlier(owner);
            }
        }
        let Some((mut cursor, end)) = group.spill.filter(|_| before >= in_line) else {
            return Place::Line(group.line.start + before.min(in_line));
        };
        for _ in in_line..before {
            debug_assert_ne!(cursor, end, "a group has as many vnodes as its owners have positions");
            cursor = self.next_spilled(cursor);
        }
        Place::Spill(cursor)
    }

    /// The vnodes of a cell that its line holds.
    fn group_in_line(&self, cell: Cell) -> Range<usize> {
        let (line, layout) = (self.line(cell.bucket), self.layout());
        let (start, len) = (layout.rank(line, cell.fraction), layout.len(line));
        start..(start..len).find(|&index| layout.fraction(line, index) != cell.fraction).unwrap_or(len)
    }

    /// Whether vnodes of a cell, of which the line holds these, may be among the spilled ones.
    fn goes_on(&self, cell: Cell, in_line: &Range<usize>) -> bool {
        in_line.end == self.layout().capacity() && self.is_spilled(cell.bucket)
    }

    /// The vnodes of a cell.
    fn group(&self, cell: Cell) -> Group<Self::Cursor> {
        let line = self.group_in_line(cell);
        let spill = self.goes_on(cell, &line).then(|| {
            (
                self.partition_spill(|vnode| self.cell(vnode.position) < cell),
                self.partition_spill(|vnode| self.cell(vnode.position) <= cell),
            )
        });
        Group { line, spill }
    }

    /// The owners of a group's vnodes in ring order.
    fn group_owners(&self, group: &Group<Self::Cursor>, bucket: usize) -> impl Iterator<Item = u32> {
        let line = self.line(bucket);
        let (mut cursor, end) = group.spill.map_or((None, None), |(start, end)| (Some(start), Some(end)));
        let spilled = core::iter::from_fn(move || {
            let vnode = self.spilled(cursor.filter(|_| cursor != end)?)?;
            cursor = cursor.map(|cursor| self.next_spilled(cursor));
            Some(vnode.owner)
        });
        group.line.clone().map(|index| self.layout().owner(line, index)).chain(spilled)
    }

    /// The owners of all vnodes, from the first one at or after a position, once round.
    fn walk(&self, position: u64) -> Walk<'_, Self>
    where
        Self: Sized,
    {
        let (line, cell) = self.line_of(position);
        let rank = self.layout().rank(line, cell.fraction);
        let tells = rank < self.layout().capacity() && !self.layout().may_hold(line, rank, cell.fraction);
        let place =
            if self.vnodes() == 0 || tells { Place::Line(rank) } else { self.exact_place(position, cell) };
        Walk { table: self, bucket: cell.bucket, place, left: self.vnodes(), turns: self.buckets() }
    }
}

/// Goes round a table.
#[derive(Debug)]
pub(super) struct Walk<'a, T: Search> {
    table: &'a T,
    bucket: usize,
    place: Place<T::Cursor>,
    /// Vnodes.
    left: usize,
    /// How often it may still go to the next bucket.
    turns: usize,
}

impl<T: Search> Clone for Walk<'_, T> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<T: Search> Iterator for Walk<'_, T> {
    type Item = u32;

    #[cfg_attr(all(target_os = "none", target_pointer_width = "32"), inline(never))]
    #[cfg_attr(not(all(target_os = "none", target_pointer_width = "32")), inline)]
    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        loop {
            if let Some(owner) = self.table.owner_at(self.bucket, self.place) {
                self.place = match self.place {
                    Place::Line(index) => Place::Line(index + 1),
                    Place::Spill(cursor) => Place::Spill(self.table.next_spilled(cursor)),
                };
                return Some(owner);
            }
            self.place = match self.place {
                Place::Line(_) if self.table.is_spilled(self.bucket) => {
                    Place::Spill(self.table.first_spilled(self.bucket))
                }
                _ => {
                    self.turns = self.turns.checked_sub(1)?;
                    self.bucket = self.table.next_bucket(self.bucket);
                    Place::Line(0)
                }
            };
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}
