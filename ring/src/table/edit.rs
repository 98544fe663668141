//! How a table is filled and changed. Where memory runs out in the middle of that, the table is of no use any more.

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::mem;

use super::Vnode;
use super::cell::Cell;
use super::line::{Bytes, EditLine, Loads};
use super::line_table::{Aligned, LineTable};
use super::search::{Place, Search};
use super::source::{self, Direction, Moving, Source, listed_position, present};
use super::spill::{Cursor, Spill};
use crate::memory::{self, OutOfMemory};
use crate::placement::Vnodes;

/// How many vnodes before its turn the line of a vnode is asked for.
const AHEAD: usize = 16;

impl<L: EditLine> LineTable<L> {
    /// Lays all vnodes of the sources out anew. O(V).
    pub(super) fn rebuild(
        &mut self,
        lines: usize,
        tie: &impl Fn(u32, u32) -> Ordering,
    ) -> Result<(), OutOfMemory> {
        self.lines = memory::filled(Aligned(L::empty(0)), lines.max(1))?;
        self.spill = Spill::default();
        self.spill_is_exact = true;
        if self.vnodes == 0 {
            self.lines[0] = Aligned(*L::NOTHING);
            return Ok(());
        }
        let mut positions = Vec::new();
        for owner in 0..self.sources.len() {
            // Until its last vnode is in, an owner has only those that went in so far.
            let source = mem::take(&mut self.sources[owner]);
            positions.clear();
            memory::reserve(&mut positions, source.count() as usize)?;
            source.each(0..source.count(), |position| positions.push(position));
            #[expect(clippy::cast_possible_truncation, reason = "owners fit u32")]
            self.put_in(owner as u32, &mut positions, source.is_listed(), false, tie)?;
            self.sources[owner] = source;
        }
        let first = self.lines.iter().find(|line| L::len(&line.0) > 0);
        let mut next = first.map_or(L::SPILLED, |line| L::owner(&line.0, 0));
        for bucket in (0..self.lines.len()).rev() {
            if !self.is_spilled(bucket) {
                L::set_next(self.line_mut(bucket), next);
            }
            if L::len(self.line(bucket)) > 0 {
                next = L::owner(self.line(bucket), 0);
            }
        }
        Ok(())
    }

    /// Gives an owner more vnodes. Expected O(new vnodes), or O(V) where the table has to grow.
    pub(super) fn grow(
        &mut self,
        owner: u32,
        vnodes: Vnodes,
        tie: &impl Fn(u32, u32) -> Ordering,
    ) -> Result<(), OutOfMemory> {
        let count = vnodes.count();
        let source = self.source(owner)?;
        let (old, was_listed) = (source.count(), source.is_listed());
        let listed = source::lists(&vnodes, self.list_above);
        if listed && old > 0 && !was_listed {
            // So that all its vnodes go in as listed ones.
            self.shrink(owner, 0, tie)?;
            return self.grow(owner, vnodes, tie);
        }
        let grown = self.vnodes + (count - old) as usize;
        let load = match self.vnodes {
            0 => L::LOADS.build,
            _ if grown * 10 > self.lines.len() * L::LOADS.most => L::LOADS.grown,
            _ => 0,
        };
        if load == 0 {
            let mut arriving = memory::collect_exactly((old..count).map(|index| vnodes.position(index)))?;
            self.put_in(owner, &mut arriving, listed, true, tie)?;
        }
        self.note(owner, vnodes)?;
        if load > 0 {
            self.rebuild(Loads::lines(grown, load), tie)?;
        }
        Ok(())
    }

    /// Takes note of an owner's vnodes, which are no fewer than before. Lines are laid out apart from that.
    pub(super) fn note(&mut self, owner: u32, vnodes: Vnodes) -> Result<(), OutOfMemory> {
        let (count, list_above) = (vnodes.count(), self.list_above);
        let source = self.source(owner)?;
        let old = source.count();
        source.set(vnodes, list_above)?;
        self.vnodes += (count - old) as usize;
        self.owners += usize::from(old == 0 && count > 0);
        Ok(())
    }

    fn line_mut(&mut self, bucket: usize) -> &mut Bytes {
        &mut self.lines[bucket].0
    }

    /// The source of an owner, without vnodes if it is new.
    fn source(&mut self, owner: u32) -> Result<&mut Source, OutOfMemory> {
        let index = owner as usize;
        if let Some(new) = (index + 1).checked_sub(self.sources.len()) {
            memory::reserve(&mut self.sources, new)?;
            self.sources.resize(index + 1, Source::default());
        }
        Ok(&mut self.sources[index])
    }

    /// Leaves an owner fewer vnodes. Expected O(vnodes that go), or O(V) where the table has to shrink.
    pub(super) fn shrink(
        &mut self,
        owner: u32,
        count: u32,
        tie: &impl Fn(u32, u32) -> Ordering,
    ) -> Result<(), OutOfMemory> {
        let Some(source) = self.sources.get(owner as usize) else { return Ok(()) };
        let old = source.count();
        let left = self.vnodes - (old - count) as usize;
        let too_few = left * 10 < self.lines.len() * L::LOADS.least;
        let mut leaving = Vec::new();
        if !too_few {
            leaving = memory::with_room((old - count) as usize)?;
            source.each(count..old, |position| leaving.push(position));
        }
        self.take_out(owner, leaving, tie);
        self.vnodes = left;
        self.owners -= usize::from(old > 0 && count == 0);
        self.sources[owner as usize].truncate(count, self.list_above)?;
        if too_few {
            self.rebuild(Loads::lines(left, L::LOADS.build), tie)?;
        }
        Ok(())
    }

    fn put_in(
        &mut self,
        owner: u32,
        positions: &mut [u64],
        sorted: bool,
        settle: bool,
        tie: &impl Fn(u32, u32) -> Ordering,
    ) -> Result<(), OutOfMemory> {
        if sorted {
            positions.sort_unstable();
        }
        for index in 0..positions.len() {
            self.prefetch_ahead(positions, index);
            let moving = Moving { owner, done: &positions[..index], sorted, direction: Direction::In };
            self.insert(positions[index], &moving, settle, tie)?;
        }
        Ok(())
    }

    #[inline]
    fn prefetch_ahead(&self, positions: &[u64], index: usize) {
        if let Some(&position) = positions.get(index + AHEAD) {
            self.prefetch(position);
        }
    }

    fn take_out(&mut self, owner: u32, mut positions: Vec<u64>, tie: &impl Fn(u32, u32) -> Ordering) {
        let sorted = self.sources[owner as usize].is_listed();
        if sorted {
            positions.sort_unstable();
        }
        for index in 0..positions.len() {
            self.prefetch_ahead(&positions, index);
            let moving = Moving { owner, done: &positions[..index], sorted, direction: Direction::Out };
            self.remove(positions[index], &moving, tie);
        }
    }

    #[inline]
    fn insert(
        &mut self,
        position: u64,
        moving: &Moving<'_>,
        settle: bool,
        tie: &impl Fn(u32, u32) -> Ordering,
    ) -> Result<(), OutOfMemory> {
        let cell = self.cell(position);
        let line = self.line_mut(cell.bucket);
        let (rank, len) = (L::rank(line, cell.fraction), L::len(line));
        let alone = rank == len || L::fraction(line, rank) != cell.fraction;
        if len < L::CAPACITY && alone {
            L::insert(line, rank, cell.fraction, moving.owner);
            if settle && rank == 0 {
                self.settle(cell.bucket);
            }
            return Ok(());
        }
        self.insert_closely(position, cell, moving, settle, tie)
    }

    /// Where the line is full, or has vnodes of the same fraction.
    #[cold]
    fn insert_closely(
        &mut self,
        position: u64,
        cell: Cell,
        moving: &Moving<'_>,
        settle: bool,
        tie: &impl Fn(u32, u32) -> Ordering,
    ) -> Result<(), OutOfMemory> {
        let owner = moving.owner;
        let first = |other| tie(other, owner).is_lt();
        let before = cell.positions_before(position, self.lines.len());
        let earlier = |other| {
            let mut earlier = before.as_ref().map_or(0, |range| present(&self.sources, moving, other, range));
            if first(other) {
                earlier += present(&self.sources, moving, other, &(position..=position));
            }
            earlier
        };
        let place = self.place(position, cell, earlier, first);
        let full = L::len(self.line(cell.bucket)) == L::CAPACITY;
        match place {
            Place::Line(index) if index < L::CAPACITY => {
                if full {
                    self.spill_last(cell.bucket, moving)?;
                }
                L::insert(self.line_mut(cell.bucket), index, cell.fraction, owner);
                if settle && index == 0 {
                    self.settle(cell.bucket);
                }
                Ok(())
            }
            Place::Line(_) => {
                self.spill(cell.bucket, self.first_spilled(cell.bucket), Vnode { position, owner })
            }
            Place::Spill(cursor) => self.spill(cell.bucket, cursor, Vnode { position, owner }),
        }
    }

    /// Puts the last vnode of a full line in front of those that spilled from it. It falls out of the line next.
    fn spill_last(&mut self, bucket: usize, moving: &Moving<'_>) -> Result<(), OutOfMemory> {
        let line = self.line(bucket);
        let last = L::CAPACITY - 1;
        let vnode = |index| (L::fraction(line, index), L::owner(line, index));
        let (fraction, owner) = vnode(last);
        let alike = (0..last).filter(|&index| vnode(index) == vnode(last)).count();
        let positions = Cell { bucket, fraction }.positions(self.lines.len());
        let exact = listed_position(&self.sources, moving, owner, &positions, alike);
        self.spill_is_exact &= exact.is_some();
        let vnode = Vnode { position: exact.unwrap_or(*positions.start()), owner };
        self.spill(bucket, self.first_spilled(bucket), vnode)
    }

    fn spill(&mut self, bucket: usize, cursor: Cursor, vnode: Vnode) -> Result<(), OutOfMemory> {
        self.spill.insert(cursor, vnode)?;
        L::set_owner(self.line_mut(bucket), L::CAPACITY, L::SPILLED);
        Ok(())
    }

    #[inline]
    fn remove(&mut self, position: u64, moving: &Moving<'_>, tie: &impl Fn(u32, u32) -> Ordering) {
        let cell = self.cell(position);
        let line = self.line_mut(cell.bucket);
        let (rank, len) = (L::rank(line, cell.fraction), L::len(line));
        let single = rank + 1 < len && L::fraction(line, rank + 1) != cell.fraction || rank + 1 == len;
        if len == L::CAPACITY || !single {
            return self.remove_closely(position, cell, moving, tie);
        }
        debug_assert_eq!((L::fraction(line, rank), L::owner(line, rank)), (cell.fraction, moving.owner));
        let first = L::owner(line, 0);
        L::remove(line, rank);
        if L::owner(line, 0) != first {
            self.settle(cell.bucket);
        }
    }

    /// Where the line may have spilled, or has vnodes of the same fraction.
    #[cold]
    fn remove_closely(
        &mut self,
        position: u64,
        cell: Cell,
        moving: &Moving<'_>,
        tie: &impl Fn(u32, u32) -> Ordering,
    ) {
        let bucket = cell.bucket;
        match self.find(position, cell, moving, tie) {
            Place::Line(index) => {
                let first = L::owner(self.line(bucket), 0);
                let spilled = self.is_spilled(bucket);
                L::remove(self.line_mut(bucket), index);
                if spilled {
                    let vnode = self.spill.remove(self.first_spilled(bucket));
                    let fraction = self.cell(vnode.position).fraction;
                    L::insert(self.line_mut(bucket), L::CAPACITY - 1, fraction, vnode.owner);
                    self.check_spilled(bucket);
                }
                if L::owner(self.line(bucket), 0) != first {
                    self.settle(bucket);
                }
            }
            Place::Spill(cursor) => {
                self.spill.remove(cursor);
                self.check_spilled(bucket);
            }
        }
    }

    /// Where the vnode of an owner at a position is.
    fn find(
        &self,
        position: u64,
        cell: Cell,
        moving: &Moving<'_>,
        tie: &impl Fn(u32, u32) -> Ordering,
    ) -> Place<Cursor> {
        let owner = moving.owner;
        let group = self.group(cell);
        if let Some(only) = self.only(&group) {
            return only;
        }
        let line = self.line(cell.bucket);
        let earlier = cell.positions_before(position, self.lines.len());
        let mut number = earlier.map_or(0, |range| present(&self.sources, moving, owner, &range));
        for index in group.line.clone().filter(|&index| L::owner(line, index) == owner) {
            if number == 0 {
                return Place::Line(index);
            }
            number -= 1;
        }
        if self.spill_is_exact {
            return Place::Spill(self.spill.partition(|vnode| {
                vnode.position < position || vnode.position == position && tie(vnode.owner, owner).is_lt()
            }));
        }
        let mut cursor = group.spill.map_or_else(|| self.first_spilled(cell.bucket), |(start, _)| start);
        while let Some(vnode) = self.spill.get(cursor) {
            if vnode.owner == owner {
                if number == 0 {
                    break;
                }
                number -= 1;
            }
            cursor = self.spill.next(cursor);
        }
        Place::Spill(cursor)
    }

    /// A full line from which no vnode is spilled any more knows what comes next.
    fn check_spilled(&mut self, bucket: usize) {
        if self.owner_at(bucket, Place::Spill(self.first_spilled(bucket))).is_none() {
            let next = self.next_owner(bucket);
            L::set_owner(self.line_mut(bucket), L::CAPACITY, next);
        }
    }

    /// Tells the lines before a bucket that its first vnode, or what comes next there, is another one. Expected O(1).
    fn settle(&mut self, bucket: usize) {
        let owner = L::owner(self.line(bucket), 0);
        let mut at = bucket;
        loop {
            at = at.checked_sub(1).unwrap_or(self.lines.len() - 1);
            if !self.is_spilled(at) {
                L::set_next(self.line_mut(at), owner);
            }
            if L::len(self.line(at)) > 0 || at == bucket {
                return;
            }
        }
    }
}
