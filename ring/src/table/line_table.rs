//! A table in one layout of lines: how it is searched.
//!
//! The vnodes of a bucket are those of its line and then those that spilled from it. A line knows 16 bits of each
//! position within its bucket; vnodes that it cannot tell from a position form a *group*, and the group's order against
//! the position is found by counting exact positions (see `source`).

use alloc::vec;
use alloc::vec::Vec;
use core::ops::RangeInclusive;

use super::cell::Cell;
use super::fast;
use super::line::Line;
use super::source::{Moving, Source, present};
use super::spill::{Cursor, Spill};

/// A table in one layout of lines. There is always at least one line.
#[derive(Clone, Debug)]
pub(super) struct LineTable<L> {
    pub(super) lines: Vec<L>,
    pub(super) spill: Spill,
    /// Whether every spilled vnode has its exact position. Else it may have any position of its cell.
    pub(super) spill_is_exact: bool,
    /// By owner.
    pub(super) sources: Vec<Source>,
    pub(super) vnodes: usize,
    /// How many owners have vnodes.
    pub(super) owners: usize,
    /// Owners with more vnodes have their positions listed.
    pub(super) list_above: u32,
}

/// A place among the vnodes of a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In the line, before the vnode at the index; or at its end.
    Line(usize),
    /// Among the spilled vnodes; the bucket may end here.
    Spill(Cursor),
}

/// Vnodes of one bucket that a line cannot tell apart: a stretch of the line, then a stretch of the spill.
pub(super) struct Group {
    pub(super) line: core::ops::Range<usize>,
    pub(super) spill: Option<(Cursor, Cursor)>,
    pub(super) positions: RangeInclusive<u64>,
}

impl<L: Line> LineTable<L> {
    pub(super) fn new(list_above: u32) -> Self {
        Self {
            lines: vec![L::empty(L::SPILLED)],
            spill: Spill::default(),
            spill_is_exact: true,
            sources: Vec::new(),
            vnodes: 0,
            owners: 0,
            list_above,
        }
    }

    #[inline]
    pub(super) fn cell(&self, position: u64) -> Cell {
        Cell::of(position, self.lines.len())
    }

    /// The owner of a position: that of the first vnode at or after it, going round. One cache line, as a rule.
    #[inline]
    pub(super) fn successor(&self, position: u64) -> Option<u32> {
        let (line, cell) = fast::line_of(&self.lines, position);
        let rank = line.rank(cell.fraction);
        let owner = line.owner(rank);
        if !line.may_hold(rank, cell.fraction) && owner != L::SPILLED {
            return Some(owner);
        }
        self.exact_successor(position, cell)
    }

    /// Asks for the line of a position.
    #[inline]
    pub(super) fn prefetch(&self, position: u64) {
        fast::prefetch(fast::line_of(&self.lines, position).0);
    }

    #[cold]
    fn exact_successor(&self, position: u64, cell: Cell) -> Option<u32> {
        if self.vnodes == 0 {
            return None;
        }
        let place = self.place(position, cell, None, |_| false);
        Some(self.owner_at(cell.bucket, place).unwrap_or_else(|| self.next_owner(cell.bucket)))
    }

    /// The owner of the vnode at a place; `None` where the bucket ends there.
    pub(super) fn owner_at(&self, bucket: usize, place: Place) -> Option<u32> {
        let line = &self.lines[bucket];
        match place {
            Place::Line(index) => (index < line.len()).then(|| line.owner(index)),
            Place::Spill(cursor) => self
                .spill
                .get(cursor)
                .filter(|vnode| self.cell(vnode.position).bucket == bucket)
                .map(|vnode| vnode.owner),
        }
    }

    /// The owner that comes after a bucket: an empty line holds its own next one.
    pub(super) fn next_owner(&self, bucket: usize) -> u32 {
        self.lines[self.next_bucket(bucket)].owner(0)
    }

    fn next_bucket(&self, bucket: usize) -> usize {
        if bucket + 1 == self.lines.len() { 0 } else { bucket + 1 }
    }

    /// The place of the first vnode that spilled from a bucket or from one after it.
    pub(super) fn first_spilled(&self, bucket: usize) -> Cursor {
        let start = *Cell { bucket, fraction: i16::MIN }.positions(self.lines.len()).start();
        self.spill.partition(|vnode| vnode.position < start)
    }

    pub(super) fn is_spilled(&self, bucket: usize) -> bool {
        let line = &self.lines[bucket];
        line.len() == L::CAPACITY && line.owner(L::CAPACITY) == L::SPILLED
    }

    /// The place before the first vnode of a cell's bucket that does not come before a position. At the position itself,
    /// `first` says which owners come before it.
    pub(super) fn place(
        &self,
        position: u64,
        cell: Cell,
        moving: Option<&Moving<'_>>,
        first: impl Fn(u32) -> bool,
    ) -> Place {
        let group = self.group(cell);
        let line = &self.lines[cell.bucket];
        let in_line = group.line.len();
        let mut before = 0;
        for (index, owner) in self.group_owners(&group, cell.bucket).enumerate() {
            if self.spill_is_exact && index >= in_line {
                break;
            }
            if self.group_owners(&group, cell.bucket).take(index).any(|other| other == owner) {
                continue;
            }
            let mut earlier = self.present_before(&group, moving, owner, position);
            if first(owner) {
                earlier += present(&self.sources, moving, owner, &(position..=position));
            }
            if self.spill_is_exact {
                // The line holds the first of an owner's vnodes.
                let held = group.line.clone().filter(|&index| line.owner(index) == owner).count();
                earlier = earlier.min(held);
            }
            before += earlier;
        }
        if before < in_line {
            return Place::Line(group.line.start + before);
        }
        let Some((start, end)) = group.spill else { return Place::Line(group.line.end) };
        if self.spill_is_exact {
            return Place::Spill(self.spill.partition(|vnode| {
                vnode.position < position || vnode.position == position && first(vnode.owner)
            }));
        }
        let mut cursor = start;
        for _ in in_line..before {
            debug_assert_ne!(cursor, end, "a group has as many vnodes as its owners have positions");
            cursor = self.spill.next(cursor);
        }
        Place::Spill(cursor)
    }

    pub(super) fn present_before(
        &self,
        group: &Group,
        moving: Option<&Moving<'_>>,
        owner: u32,
        position: u64,
    ) -> usize {
        match position.checked_sub(1) {
            Some(last) if last >= *group.positions.start() => {
                present(&self.sources, moving, owner, &(*group.positions.start()..=last))
            }
            _ => 0,
        }
    }

    /// The vnodes of a cell.
    pub(super) fn group(&self, cell: Cell) -> Group {
        let line = &self.lines[cell.bucket];
        let start = line.rank(cell.fraction);
        let end =
            (start..line.len()).find(|&index| line.fraction(index) != cell.fraction).unwrap_or(line.len());
        let positions = cell.positions(self.lines.len());
        let spill = (end == L::CAPACITY && self.is_spilled(cell.bucket)).then(|| {
            (
                self.spill.partition(|vnode| vnode.position < *positions.start()),
                self.spill.partition(|vnode| vnode.position <= *positions.end()),
            )
        });
        Group { line: start..end, spill, positions }
    }

    /// The place of the vnode of a group that has one.
    pub(super) fn only(&self, group: &Group) -> Option<Place> {
        match (group.line.len(), group.spill) {
            (1, None) => Some(Place::Line(group.line.start)),
            (1, Some((start, end))) if start == end => Some(Place::Line(group.line.start)),
            (0, Some((start, end))) if self.spill.next(start) == end => Some(Place::Spill(start)),
            _ => None,
        }
    }

    /// The owners of a group's vnodes in ring order.
    pub(super) fn group_owners<'a>(
        &'a self,
        group: &Group,
        bucket: usize,
    ) -> impl Iterator<Item = u32> + use<'a, L> {
        let line = &self.lines[bucket];
        let (mut cursor, end) = group.spill.map_or((None, None), |(start, end)| (Some(start), Some(end)));
        let spilled = core::iter::from_fn(move || {
            let vnode = self.spill.get(cursor.filter(|_| cursor != end)?)?;
            cursor = cursor.map(|cursor| self.spill.next(cursor));
            Some(vnode.owner)
        });
        group.line.clone().map(|index| line.owner(index)).chain(spilled)
    }

    /// The owners of all vnodes, from the first one at or after a position, once round.
    pub(super) fn walk(&self, position: u64) -> Walk<'_, L> {
        let cell = self.cell(position);
        let line = &self.lines[cell.bucket];
        let rank = line.rank(cell.fraction);
        let place = if self.vnodes == 0 || rank < L::CAPACITY && !line.may_hold(rank, cell.fraction) {
            Place::Line(rank)
        } else {
            self.place(position, cell, None, |_| false)
        };
        Walk { table: self, bucket: cell.bucket, place, left: self.vnodes }
    }
}

/// Goes round a table.
#[derive(Clone, Debug)]
pub(super) struct Walk<'a, L> {
    table: &'a LineTable<L>,
    bucket: usize,
    place: Place,
    left: usize,
}

impl<L: Line> Iterator for Walk<'_, L> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        loop {
            if let Some(owner) = self.table.owner_at(self.bucket, self.place) {
                self.place = match self.place {
                    Place::Line(index) => Place::Line(index + 1),
                    Place::Spill(cursor) => Place::Spill(self.table.spill.next(cursor)),
                };
                return Some(owner);
            }
            self.place = match self.place {
                Place::Line(_) if self.table.is_spilled(self.bucket) => {
                    Place::Spill(self.table.first_spilled(self.bucket))
                }
                _ => {
                    self.bucket = self.table.next_bucket(self.bucket);
                    Place::Line(0)
                }
            };
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
