//! Where exact positions come from, for the few cases in which a line cannot tell vnodes apart.

use alloc::vec::Vec;
use core::ops::{Range, RangeInclusive};

use crate::memory::{self, OutOfMemory};
use crate::placement::Vnodes;
use crate::sequence::VnodeSequence;

/// The vnodes of one owner.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// They are the first `count` of it; without one, they are listed whatever their number.
    sequence: Option<VnodeSequence>,
    count: u32,
    /// All positions, sorted, where working them out again would take too long; else empty.
    listed: Vec<u64>,
}

/// Whether vnodes are kept as a list.
pub(super) fn lists(vnodes: &Vnodes, list_above: u32) -> bool {
    match vnodes {
        Vnodes::Sequence(_, count) => *count > list_above,
        Vnodes::Listed(positions) => !positions.is_empty(),
    }
}

impl Source {
    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    pub(super) fn is_listed(&self) -> bool {
        !self.listed.is_empty()
    }

    /// The positions of some of the vnodes; of all, where there is no sequence.
    #[inline]
    pub(super) fn each(&self, indices: Range<u32>, take: impl FnMut(u64)) {
        match self.sequence {
            Some(sequence) => indices.map(|index| sequence.position(index.into()).0).for_each(take),
            None => self.listed.iter().copied().for_each(take),
        }
    }

    /// Sets which vnodes there are. More than `list_above` of them are listed.
    pub(super) fn set(&mut self, vnodes: Vnodes, list_above: u32) -> Result<(), OutOfMemory> {
        *self = Self { sequence: None, count: vnodes.count(), listed: Vec::new() };
        match vnodes {
            Vnodes::Sequence(sequence, count) => {
                self.sequence = Some(sequence);
                if count > list_above {
                    let mut listed = memory::with_room(count as usize)?;
                    self.each(0..count, |position| listed.push(position));
                    self.listed = listed;
                }
            }
            Vnodes::Listed(positions) => self.listed = positions,
        }
        self.listed.sort_unstable();
        Ok(())
    }

    /// Leaves only the first few vnodes; none, where there is no sequence.
    pub(super) fn truncate(&mut self, count: u32, list_above: u32) -> Result<(), OutOfMemory> {
        match self.sequence.filter(|_| count > 0) {
            Some(sequence) => self.set(Vnodes::Sequence(sequence, count), list_above)?,
            None => *self = Self::default(),
        }
        Ok(())
    }

    /// How many vnodes stand in a range. O(log count) where they are listed, else O(count).
    pub(super) fn count_in(&self, range: &RangeInclusive<u64>) -> usize {
        if self.is_listed() {
            within(&self.listed, range).len()
        } else {
            let mut count = 0;
            self.each(0..self.count, |position| count += usize::from(range.contains(&position)));
            count
        }
    }
}

/// The part of a sorted list that lies in a range.
fn within<'a>(sorted: &'a [u64], range: &RangeInclusive<u64>) -> &'a [u64] {
    let start = sorted.partition_point(|position| position < range.start());
    let len = sorted[start..].partition_point(|position| position <= range.end());
    &sorted[start..start + len]
}

/// Vnodes of one owner that go in or out one after another: those done so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moving<'a> {
    pub(super) owner: u32,
    pub(super) done: &'a [u64],
    pub(super) sorted: bool,
    pub(super) direction: Direction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
}

impl Moving<'_> {
    fn count_in(&self, range: &RangeInclusive<u64>) -> usize {
        if self.sorted {
            within(self.done, range).len()
        } else {
            self.done.iter().filter(|position| range.contains(position)).count()
        }
    }
}

/// How many of an owner's vnodes stand in a range of the table as it is in the middle of a change.
pub(super) fn present(
    sources: &[Source],
    moving: &Moving<'_>,
    owner: u32,
    range: &RangeInclusive<u64>,
) -> usize {
    let settled = sources[owner as usize].count_in(range);
    match moving.direction {
        _ if moving.owner != owner => settled,
        Direction::In => settled + moving.count_in(range),
        Direction::Out => settled - moving.count_in(range),
    }
}

/// The exact position of an owner's vnode that is number `index` in a range; `None` where it would have to be worked
/// out.
pub(super) fn listed_position(
    sources: &[Source],
    moving: &Moving<'_>,
    owner: u32,
    range: &RangeInclusive<u64>,
    index: usize,
) -> Option<u64> {
    let source = &sources[owner as usize];
    let moves = moving.owner == owner && moving.sorted;
    if !moves && !source.is_listed() {
        return None;
    }
    let mut settled = within(&source.listed, range);
    let mut done = if moves { within(moving.done, range) } else { &[] };
    for _ in 0..index {
        match (settled, done) {
            ([first, rest @ ..], [other, ..]) if first <= other => settled = rest,
            ([_, rest @ ..], []) => settled = rest,
            (_, [_, rest @ ..]) => done = rest,
            ([], []) => return None,
        }
    }
    settled.first().into_iter().chain(done.first()).min().copied()
}
