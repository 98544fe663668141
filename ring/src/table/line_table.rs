//! A table that a ring owns, in one layout of lines.

use alloc::vec::Vec;
use core::marker::PhantomData;

use super::Vnode;
use super::cell::Cell;
use super::fast;
use super::line::{Bytes, EditLine, Layout, Line};
use super::search::{Group, Place, Search};
use super::source::Source;
use super::spill::{Cursor, Spill};
use crate::memory::{self, OutOfMemory};

/// A table in one layout of lines. There is always at least one line.
#[derive(Clone, Debug)]
pub(super) struct LineTable<L> {
    pub(super) lines: Vec<Aligned>,
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
    pub(super) line: PhantomData<L>,
}

/// A line within one cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Aligned(pub(super) Bytes);

impl<L: EditLine> LineTable<L> {
    pub(super) fn new(list_above: u32) -> Result<Self, OutOfMemory> {
        Ok(Self {
            lines: memory::filled(Aligned(*L::NOTHING), 1)?,
            spill: Spill::default(),
            spill_is_exact: true,
            sources: Vec::new(),
            vnodes: 0,
            owners: 0,
            list_above,
            line: PhantomData,
        })
    }

    /// The place of the vnode of a group that has one.
    pub(super) fn only(&self, group: &Group<Cursor>) -> Option<Place<Cursor>> {
        match (group.line.len(), group.spill) {
            (1, None) => Some(Place::Line(group.line.start)),
            (1, Some((start, end))) if start == end => Some(Place::Line(group.line.start)),
            (0, Some((start, end))) if self.spill.next(start) == end => Some(Place::Spill(start)),
            _ => None,
        }
    }
}

impl<L: Line> Search for LineTable<L> {
    type Cursor = Cursor;

    #[inline]
    fn layout(&self) -> Layout {
        L::LAYOUT
    }

    fn vnodes(&self) -> usize {
        self.vnodes
    }

    #[inline]
    fn buckets(&self) -> usize {
        self.lines.len()
    }

    #[inline]
    fn line(&self, bucket: usize) -> &Bytes {
        &self.lines[bucket].0
    }

    #[inline]
    fn line_of(&self, position: u64) -> (&Bytes, Cell) {
        let (line, cell) = fast::line_of(&self.lines, position);
        (&line.0, cell)
    }

    fn count_before(&self, owner: u32, position: u64, cell: Cell) -> usize {
        let earlier = cell.positions_before(position, self.lines.len());
        earlier.map_or(0, |range| self.sources[owner as usize].count_in(&range))
    }

    fn spill_is_exact(&self) -> bool {
        self.spill_is_exact
    }

    fn partition_spill(&self, predicate: impl Fn(&Vnode) -> bool) -> Cursor {
        self.spill.partition(predicate)
    }

    fn spilled(&self, cursor: Cursor) -> Option<Vnode> {
        self.spill.get(cursor)
    }

    fn next_spilled(&self, cursor: Cursor) -> Cursor {
        self.spill.next(cursor)
    }
}
