//! Slots sorted by a text of their nodes: the ids or placement ids of all nodes, without a second copy of them.

use alloc::vec::Vec;

use crate::memory::{self, OutOfMemory};

/// Slots in the order of their texts. Whoever asks says which text a slot has; it must be the one that it was put in
/// with.
#[derive(Clone, Debug, Default)]
pub(super) struct Order(Vec<u32>);

impl Order {
    /// From slots that are in order.
    pub(super) const fn of_sorted(slots: Vec<u32>) -> Self {
        Self(slots)
    }

    pub(super) fn try_clone(&self) -> Result<Self, OutOfMemory> {
        memory::copied(&self.0).map(Self)
    }

    pub(super) fn slots(&self) -> impl ExactSizeIterator<Item = u32> + Clone + '_ {
        self.0.iter().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The slot of that text. O(log n).
    pub(super) fn find<'a>(&self, text: &str, text_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        self.0.binary_search_by(|&slot| text_of(slot).cmp(text)).ok().map(|at| self.0[at])
    }

    /// Takes all the memory that an [`update`](Self::update) needs whose first text is this one, and that adds up to
    /// `more` texts.
    pub(super) fn prepare<'a>(
        &mut self,
        first: Option<&str>,
        more: usize,
        text_of: impl Fn(u32) -> &'a str,
    ) -> Result<Tail, OutOfMemory> {
        memory::reserve(&mut self.0, more)?;
        let before = |&slot: &u32| first.is_none_or(|first| text_of(slot) < first);
        memory::copied(&self.0[self.0.partition_point(before)..]).map(Tail)
    }

    /// Gives texts, sorted, their new slots, or none. O(changes * log n), and the slots from the first change on are
    /// copied.
    pub(super) fn update<'a>(
        &mut self,
        Tail(old): Tail,
        changes: impl IntoIterator<Item = (&'a str, Option<u32>)>,
        text_of: impl Fn(u32) -> &'a str,
    ) {
        self.0.truncate(self.0.len() - old.len());
        let mut done = 0;
        for (text, slot) in changes {
            let at = done + old[done..].partition_point(|&slot| text_of(slot) < text);
            self.0.extend_from_slice(&old[done..at]);
            self.0.extend(slot);
            let replaced = old.get(at).is_some_and(|&slot| text_of(slot) == text);
            done = at + usize::from(replaced);
        }
        self.0.extend_from_slice(&old[done..]);
    }
}

/// The slots from the first change on, as they were before it.
pub(super) struct Tail(Vec<u32>);
