//! The table of a ring: changed in place.

use core::cmp::Ordering;

use super::line::{EditLine, Line, Loads, Narrow, Wide};
use super::line_table::LineTable;
use super::order::Scratch;
use super::search::Search;
use super::{Either, LIST_ABOVE, Vnode};
use crate::memory::OutOfMemory;
use crate::placement::Vnodes;

/// All vnodes of a ring.
#[derive(Clone, Debug)]
pub(crate) struct Table(Lines);

/// Which lines the owners' numbers fit.
#[derive(Clone, Debug)]
enum Lines {
    Narrow(LineTable<Narrow>),
    Wide(LineTable<Wide>),
}

/// The same for every layout.
macro_rules! each {
    ($table:expr, $lines:ident => $answer:expr) => {
        match $table {
            Lines::Narrow($lines) => $answer,
            Lines::Wide($lines) => $answer,
        }
    };
}

impl Table {
    /// Lays out the vnodes of many owners. O(V).
    pub(crate) fn build(
        owners: impl Iterator<Item = Result<(u32, Vnodes), OutOfMemory>>,
        tie: impl Fn(u32, u32) -> Ordering,
    ) -> Result<Self, OutOfMemory> {
        let mut lines = LineTable::<Narrow>::new(LIST_ABOVE)?;
        for owner in owners {
            let (owner, vnodes) = owner?;
            lines.note(owner, vnodes)?;
        }
        if lines.sources.len() > Narrow::MAX_OWNERS {
            return Ok(Self(Lines::Wide(lines.widen(&tie)?)));
        }
        lines.rebuild(Loads::lines(lines.vnodes, Narrow::LOADS.build), &tie)?;
        Ok(Self(Lines::Narrow(lines)))
    }

    #[cfg(test)]
    pub(super) const fn is_wide(&self) -> bool {
        matches!(self.0, Lines::Wide(_))
    }

    /// The number of vnodes.
    pub(crate) fn len(&self) -> usize {
        each!(&self.0, lines => lines.vnodes)
    }

    /// The number of owners that have vnodes.
    pub(crate) fn owners(&self) -> usize {
        each!(&self.0, lines => lines.owners)
    }

    /// Gives an owner more vnodes. One whose vnodes are listed has none before. Expected O(new vnodes), or O(V) where the table has to grow.
    ///
    /// # Errors
    /// When there is not enough memory. Then the table is of no use any more.
    pub(crate) fn grow(
        &mut self,
        owner: u32,
        vnodes: Vnodes,
        tie: impl Fn(u32, u32) -> Ordering,
    ) -> Result<(), OutOfMemory> {
        if let Lines::Narrow(lines) = &mut self.0 {
            if owner as usize >= Narrow::MAX_OWNERS {
                let narrow = core::mem::replace(lines, LineTable::new(LIST_ABOVE)?);
                self.0 = Lines::Wide(narrow.widen(&tie)?);
            }
        }
        each!(&mut self.0, lines => lines.grow(owner, vnodes, &tie))
    }

    /// Leaves an owner the first few of its vnodes; none where they are listed. Expected O(vnodes that go), or O(V) where the table has to shrink.
    ///
    /// # Errors
    /// When there is not enough memory. Then the table is of no use any more.
    pub(crate) fn shrink(
        &mut self,
        owner: u32,
        count: u32,
        tie: impl Fn(u32, u32) -> Ordering,
    ) -> Result<(), OutOfMemory> {
        each!(&mut self.0, lines => lines.shrink(owner, count, &tie))
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
            Lines::Narrow(lines) => Either::Narrow(lines.walk(position)),
            Lines::Wide(lines) => Either::Wide(lines.walk(position)),
        }
    }

    /// All vnodes, from the smallest position on. O(V).
    pub(crate) fn in_order<'a, 's>(
        &'a self,
        scratch: &'s mut Scratch,
    ) -> impl ExactSizeIterator<Item = Vnode> + Clone + use<'a, 's> {
        match &self.0 {
            Lines::Narrow(lines) => Either::Narrow(lines.in_order(scratch)),
            Lines::Wide(lines) => Either::Wide(lines.in_order(scratch)),
        }
    }
}

impl<L: EditLine> LineTable<L> {
    /// The same vnodes in lines for more owners.
    fn widen(self, tie: &impl Fn(u32, u32) -> Ordering) -> Result<LineTable<Wide>, OutOfMemory> {
        let mut wide = LineTable::<Wide>::new(self.list_above)?;
        (wide.sources, wide.vnodes, wide.owners) = (self.sources, self.vnodes, self.owners);
        wide.rebuild(Loads::lines(wide.vnodes, Wide::LOADS.build), tie)?;
        Ok(wide)
    }
}
