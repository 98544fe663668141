//! Which keys move, by the ranges of a plan.

use std::collections::HashMap;

use ahash::RandomState;
use vnode_ring::{NodeRef, Pair, Plan, Position};

use crate::key_counts::{KeyCount, Tally};

/// Where every position moves.
pub(crate) struct Moves {
    /// Sorted and disjoint; none goes through 0.
    stretches: Vec<Stretch>,
    /// Lists of pairs, by their places among those of the summary.
    lists: Vec<Vec<u32>>,
}

struct Stretch {
    first: u64,
    last: u64,
    list: u32,
}

/// What the keys of a file come to.
pub(crate) struct KeyMoves {
    /// All of them.
    pub(crate) read: Tally,
    /// Those that move, each once.
    pub(crate) moved: Tally,
    /// Those that move between each pair of the summary.
    pub(crate) pairs: Vec<Tally>,
}

impl Moves {
    /// From a plan and the pairs of its summary.
    pub(crate) fn of(plan: &Plan<'_>, pairs: &[Pair<'_>]) -> Self {
        let slots = |from: Option<NodeRef<'_>>, to: Option<NodeRef<'_>>| {
            (from.map(|node| node.index().get()), to.map(|node| node.index().get()))
        };
        let places: HashMap<_, u32, RandomState> =
            pairs.iter().map(|pair| slots(pair.from, pair.to)).zip(0..).collect();
        let mut known: HashMap<Vec<u32>, u32, RandomState> = HashMap::default();
        let mut moves = Self { stretches: Vec::new(), lists: Vec::new() };
        for moved in plan.ranges() {
            let list: Vec<u32> = moved.pairs().map(|(from, to)| places[&slots(from, to)]).collect();
            if list.is_empty() {
                continue;
            }
            let list = *known.entry(list).or_insert_with_key(|list| {
                moves.lists.push(list.clone());
                u32::try_from(moves.lists.len() - 1).expect("a ring has fewer vnodes")
            });
            let parts = moved.range().linear();
            moves.stretches.extend(parts.map(|part| Stretch {
                first: *part.start(),
                last: *part.end(),
                list,
            }));
        }
        // The part of the last range that goes through 0 comes last.
        moves.stretches.sort_unstable_by_key(|stretch| stretch.first);
        moves
    }

    /// Between which pairs of the summary a position moves, one for each replica that does.
    pub(crate) fn at(&self, position: Position) -> &[u32] {
        let next = self.stretches.partition_point(|stretch| stretch.last < position.0);
        match self.stretches.get(next) {
            Some(stretch) if stretch.first <= position.0 => &self.lists[stretch.list as usize],
            _ => &[],
        }
    }
}

impl KeyMoves {
    /// No keys, between so many pairs.
    pub(crate) fn new(pairs: usize) -> Self {
        Self { read: Tally::default(), moved: Tally::default(), pairs: vec![Tally::default(); pairs] }
    }

    /// Counts a key that moves between these pairs.
    pub(crate) fn count(&mut self, key: KeyCount<'_>, pairs: &[u32]) {
        self.read += key;
        if !pairs.is_empty() {
            self.moved += key;
        }
        for &pair in pairs {
            self.pairs[pair as usize] += key;
        }
    }
}

#[cfg(test)]
#[path = "moves_tests.rs"]
mod tests;
