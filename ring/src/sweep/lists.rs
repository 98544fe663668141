//! The lists of several rings side by side.

use super::list::{List, ListRule};
use super::mark::{Mark, NONE};

/// One list for each ring. As long as all are equal, which is nearly everywhere when little changes, one is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lists<const N: usize> {
    lists: [List; N],
    /// Whether the first stands for all.
    equal: bool,
}

impl<const N: usize> Lists<N> {
    pub(super) fn new(lists: [List; N]) -> Self {
        let mut lists = Self { lists, equal: false };
        lists.compare();
        lists
    }

    pub(super) const fn differ(&self) -> bool {
        !self.equal
    }

    pub(super) fn get(&self) -> [List; N] {
        let mut lists = self.lists;
        self.copy_to(&mut lists);
        lists
    }

    #[inline]
    pub(super) fn copy_to(&self, lists: &mut [List; N]) {
        if self.equal { lists.fill(self.lists[0]) } else { *lists = self.lists }
    }

    fn compare(&mut self) {
        self.equal = N > 1 && self.lists.iter().all(|list| *list == self.lists[0]);
    }

    /// Whether a step does the same to all lists, because all are equal.
    #[inline]
    fn go_alike(&self, marks: [Mark; N]) -> bool {
        self.equal && marks.iter().all(|&mark| mark == marks[0])
    }

    /// Gives each list its own place.
    #[inline]
    fn part(&mut self) {
        if self.equal {
            self.lists = [self.lists[0]; N];
        }
    }

    /// Takes the step over a vnode of these nodes, against ring order. Returns the way back.
    #[inline]
    pub(super) fn step_back(&mut self, owners: [Mark; N], rules: &[ListRule; N]) -> [Mark; N] {
        // Zones may have changed, so that equal lists need not stay equal.
        if self.go_alike(owners) && !rules[0].minds_zones() {
            return [self.lists[0].push_front(owners[0].owner(), &rules[0]); N];
        }
        self.part();
        let mut marks = [Mark::NOTHING; N];
        for (((mark, owner), list), rule) in marks.iter_mut().zip(owners).zip(&mut self.lists).zip(rules) {
            if owner.owner() != NONE {
                *mark = list.push_front(owner.owner(), rule);
            }
        }
        self.compare();
        marks
    }

    /// Takes a step in ring order. Says whether a list has changed.
    #[inline]
    pub(super) fn step_forth(&mut self, marks: [Mark; N]) -> bool {
        if self.go_alike(marks) {
            return self.lists[0].undo(marks[0]);
        }
        self.part();
        let mut changed = false;
        for (list, mark) in self.lists.iter_mut().zip(marks) {
            changed |= list.undo(mark);
        }
        self.compare();
        changed
    }
}
