//! Lists of all positions at once: what they are on each range of the circle.
//!
//! Going back from vnode to vnode, a list changes little: the vnode's node comes to its front, and at most one node drops
//! out. So one pass backwards, whatever the shares of the nodes, finds all lists in O(k) a vnode. It notes at each vnode who
//! has to come back where; a pass forwards undoes step by step, so that ranges come in their order and nothing is kept of
//! them.

use alloc::vec::Vec;

use crate::position::{Position, Range};

mod list;
mod mark;

pub(crate) use list::{List, ListRule};
use mark::Mark;

/// No node: a vnode that one of the rings does not have.
pub(crate) const NONE: u32 = mark::NONE;

/// The lists of one ring or of several with all their vnodes, on all ranges of the circle.
#[derive(Clone, Debug)]
pub(crate) struct Sweep<const N: usize> {
    /// Of all vnodes, sorted.
    positions: Vec<u64>,
    marks: Vec<[Mark; N]>,
    /// Up to the first vnode.
    first: [List; N],
}

impl<const N: usize> Sweep<N> {
    /// From vnodes in ring order, each with its owner in each ring, and the lists up to the first vnode. O(k V).
    pub(crate) fn new(
        (positions, owners): (Vec<u64>, Vec<[u32; N]>),
        first: [List; N],
        rules: [ListRule<'_>; N],
    ) -> Self {
        let mut marks: Vec<[Mark; N]> = owners.into_iter().map(|owners| owners.map(Mark::of_owner)).collect();
        let mut lists = first;
        for marks in marks.iter_mut().rev() {
            for ((mark, list), rule) in marks.iter_mut().zip(&mut lists).zip(&rules) {
                *mark = match mark.owner() {
                    NONE => Mark::NOTHING,
                    owner => list.push_front(owner, rule),
                };
            }
        }
        debug_assert_eq!(lists, first, "a turn leads back");
        Self { positions, marks, first }
    }

    pub(crate) fn ranges(&self) -> Ranges<'_, N> {
        Ranges {
            sweep: self,
            at: 0,
            start: None,
            wraps_to: Position(0),
            lists: self.first,
            shown: self.first,
            done: false,
        }
    }
}

/// Goes through the ranges, sorted by start: neighbours differ in a list. The last one may wrap.
#[derive(Clone, Debug)]
pub(crate) struct Ranges<'a, const N: usize> {
    sweep: &'a Sweep<N>,
    /// The next vnode.
    at: usize,
    /// Where the range under way began; `None` up to the first end of a range.
    start: Option<Position>,
    /// Where the range ends that begins last.
    wraps_to: Position,
    /// From `start` on.
    lists: [List; N],
    /// Of the range returned last.
    shown: [List; N],
    done: bool,
}

impl<const N: usize> Ranges<'_, N> {
    /// The lists of the range that [`next`](Self::next) returned last.
    pub(crate) const fn lists(&self) -> &[List; N] {
        &self.shown
    }

    /// The next range on which the lists are wanted.
    #[inline]
    pub(crate) fn next(&mut self, wanted: impl Fn(&[List; N]) -> bool) -> Option<Range> {
        while let Some(&end) = self.sweep.positions.get(self.at) {
            let is_wanted = wanted(&self.lists);
            if is_wanted {
                self.shown = self.lists;
            }
            if !self.pass(end) {
                continue;
            }
            let end = Position(end);
            match self.start.replace(end) {
                None => self.wraps_to = end,
                Some(start) if is_wanted => return Some(Range { start, end }),
                Some(_) => {}
            }
        }
        if core::mem::replace(&mut self.done, true) || !wanted(&self.lists) {
            return None;
        }
        self.shown = self.lists;
        // Where nothing ever changes, that is the full circle.
        Some(Range { start: self.start.unwrap_or_default(), end: self.wraps_to })
    }

    /// Passes all vnodes at a position and says whether a list has changed.
    #[inline]
    fn pass(&mut self, position: u64) -> bool {
        let several = self.sweep.positions.get(self.at + 1) == Some(&position);
        if several {
            return self.pass_several(position);
        }
        self.undo()
    }

    fn pass_several(&mut self, position: u64) -> bool {
        let before = self.lists;
        while self.sweep.positions.get(self.at) == Some(&position) {
            self.undo();
        }
        before != self.lists
    }

    #[inline]
    fn undo(&mut self) -> bool {
        let marks = &self.sweep.marks[self.at];
        self.at += 1;
        let mut changed = false;
        for (mark, list) in marks.iter().zip(&mut self.lists) {
            changed |= list.undo(*mark);
        }
        changed
    }
}
