//! Vnodes that their lines have no room for, in ring order.
//!
//! Kept in runs of bounded length, so that neither many vnodes in one bucket nor many buckets with a few of them make a
//! change move more than one run.

use alloc::vec::Vec;

use super::Vnode;
use crate::memory::{self, OutOfMemory};

/// The longest run.
const MAX_RUN: usize = 128;

/// Sorted vnodes. No run is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Spill {
    runs: Vec<Vec<Vnode>>,
}

/// A place in the order: before the vnode at it, or at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    run: usize,
    at: usize,
}

impl Spill {
    /// The place after all vnodes for which the predicate holds; it holds for none behind one for which it does not.
    /// O(log n).
    pub(super) fn partition(&self, predicate: impl Fn(&Vnode) -> bool) -> Cursor {
        let run = self.runs.partition_point(|run| run.last().is_some_and(&predicate));
        let at = self.runs.get(run).map_or(0, |run| run.partition_point(predicate));
        Cursor { run, at }
    }

    pub(super) fn get(&self, cursor: Cursor) -> Option<Vnode> {
        self.runs.get(cursor.run)?.get(cursor.at).copied()
    }

    pub(super) fn next(&self, cursor: Cursor) -> Cursor {
        match self.runs.get(cursor.run) {
            Some(run) if cursor.at + 1 < run.len() => Cursor { run: cursor.run, at: cursor.at + 1 },
            _ => Cursor { run: cursor.run + 1, at: 0 },
        }
    }

    /// The vnodes from a place on.
    pub(super) fn from(&self, cursor: Cursor) -> impl Iterator<Item = Vnode> + '_ {
        let (first, rest) = match self.runs.get(cursor.run..) {
            Some([first, rest @ ..]) => (&first[cursor.at..], rest),
            _ => (&[][..], &[][..]),
        };
        first.iter().chain(rest.iter().flatten()).copied()
    }

    /// Puts a vnode in at a place. Amortised O(1), but for moving at most one run.
    pub(super) fn insert(&mut self, cursor: Cursor, vnode: Vnode) -> Result<(), OutOfMemory> {
        // The end is a place in the last run; the start of a run also is the end of the one before.
        let Cursor { mut run, mut at } = match self.runs.get(cursor.run) {
            Some(_) => cursor,
            None if self.runs.is_empty() => {
                memory::reserve(&mut self.runs, 1)?;
                self.runs.push(memory::filled(vnode, 1)?);
                return Ok(());
            }
            None => Cursor { run: self.runs.len() - 1, at: self.runs[self.runs.len() - 1].len() },
        };
        if self.runs[run].len() == MAX_RUN {
            memory::reserve(&mut self.runs, 1)?;
            let tail = memory::copied(&self.runs[run][MAX_RUN / 2..])?;
            self.runs[run].truncate(MAX_RUN / 2);
            self.runs.insert(run + 1, tail);
            if at > MAX_RUN / 2 {
                run += 1;
                at -= MAX_RUN / 2;
            }
        }
        memory::reserve(&mut self.runs[run], 1)?;
        self.runs[run].insert(at, vnode);
        Ok(())
    }

    /// Takes the vnode at a place out; there must be one.
    pub(super) fn remove(&mut self, cursor: Cursor) -> Vnode {
        let vnode = self.runs[cursor.run].remove(cursor.at);
        if self.runs[cursor.run].is_empty() {
            self.runs.remove(cursor.run);
        }
        vnode
    }
}
