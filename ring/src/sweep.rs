//! Lists of all positions at once: what they are on each range of the circle.
//!
//! Going back from vnode to vnode, a list changes little: the vnode's node comes to its front, and at most one node drops
//! out. So one pass backwards, whatever the shares of the nodes, finds all lists in O(k) a vnode. It notes at each vnode who
//! has to come back where; a pass forwards undoes step by step, so that ranges come in their order and nothing is kept of
//! them.

use alloc::vec::Vec;

use crate::position::{Position, Range};

mod list;
mod lists;
mod mark;

pub(crate) use list::{List, ListRule};
use lists::Lists;
use mark::Mark;

/// No node: a vnode that one of the rings does not have.
pub(crate) const NONE: u32 = mark::NONE;

/// A vnode, with its node in each ring; once all lists were found, with the way back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<const N: usize> {
    position: u64,
    marks: [Mark; N],
}

impl<const N: usize> Step<N> {
    /// A vnode with the number of its node in each ring, [`NONE`] where it is not there.
    #[inline]
    pub(crate) fn new(position: u64, owners: [u32; N]) -> Self {
        Self { position, marks: owners.map(Mark::of_owner) }
    }

    const fn owner(&self, ring: usize) -> u32 {
        self.marks[ring].owner()
    }
}

/// The lists of one ring or of several with all their vnodes, on all ranges of the circle.
#[derive(Clone, Debug)]
pub(crate) struct Sweep<const N: usize> {
    /// Sorted by position.
    steps: Vec<Step<N>>,
    /// Up to the first vnode.
    first: Lists<N>,
}

impl<const N: usize> Sweep<N> {
    /// From all vnodes in ring order. O(k V).
    pub(crate) fn new(mut steps: Vec<Step<N>>, rules: &[ListRule; N]) -> Self {
        let first = Lists::new(core::array::from_fn(|ring| {
            let walk = steps.iter().map(|step| step.owner(ring)).filter(|&owner| owner != NONE);
            List::of_walk(walk, &rules[ring])
        }));
        let mut lists = first;
        for step in steps.iter_mut().rev() {
            step.marks = lists.step_back(step.marks, rules);
        }
        debug_assert_eq!(lists.get(), first.get(), "a turn leads back");
        Self { steps, first }
    }

    /// The ranges whose neighbours differ in a list, sorted by start; with several rings those on which the lists are not
    /// all equal, or all.
    pub(crate) fn ranges(&self, all: bool) -> Ranges<'_, N> {
        Ranges {
            steps: &self.steps,
            all,
            start: None,
            wraps_to: Position(0),
            lists: self.first,
            shown: self.first.get(),
            done: false,
        }
    }
}

/// Goes through ranges in order. The last one may wrap.
#[derive(Clone, Debug)]
pub(crate) struct Ranges<'a, const N: usize> {
    /// Those to come.
    steps: &'a [Step<N>],
    all: bool,
    /// Where the range under way began; `None` up to the first end of a range.
    start: Option<Position>,
    /// Where the range ends that begins last.
    wraps_to: Position,
    /// From `start` on.
    lists: Lists<N>,
    /// Of the range returned last.
    shown: [List; N],
    done: bool,
}

impl<const N: usize> Ranges<'_, N> {
    /// The lists of the range that [`next`](Self::next) returned last.
    pub(crate) const fn shown(&self) -> &[List; N] {
        &self.shown
    }

    /// The next range.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<Range> {
        while let Some((step, rest)) = self.steps.split_first() {
            let wanted = self.wanted();
            if wanted {
                self.lists.copy_to(&mut self.shown);
            }
            self.steps = rest;
            if !self.pass(step) {
                continue;
            }
            let end = Position(step.position);
            match self.start.replace(end) {
                None => self.wraps_to = end,
                Some(start) if wanted => return Some(Range { start, end }),
                Some(_) => {}
            }
        }
        self.last()
    }

    #[inline]
    const fn wanted(&self) -> bool {
        self.all || N == 1 || self.lists.differ()
    }

    #[cold]
    fn last(&mut self) -> Option<Range> {
        if core::mem::replace(&mut self.done, true) || !self.wanted() {
            return None;
        }
        self.lists.copy_to(&mut self.shown);
        // Where nothing ever changes, that is the full circle.
        Some(Range { start: self.start.unwrap_or_default(), end: self.wraps_to })
    }

    /// Passes a vnode and all that are at its position, and says whether a list has changed.
    #[inline]
    fn pass(&mut self, step: &Step<N>) -> bool {
        if self.steps.first().is_some_and(|next| next.position == step.position) {
            return self.pass_several(step);
        }
        self.lists.step_forth(step.marks)
    }

    #[cold]
    fn pass_several(&mut self, step: &Step<N>) -> bool {
        let before = self.lists.get();
        self.lists.step_forth(step.marks);
        while let Some((next, rest)) =
            self.steps.split_first().filter(|(next, _)| next.position == step.position)
        {
            self.lists.step_forth(next.marks);
            self.steps = rest;
        }
        before != self.lists.get()
    }
}
