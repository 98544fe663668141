//! Counting in maps whose keys are numbers of nodes. They take the mixer of placements as their hash, so that no hasher made
//! for maps is within reach; their order shows in no answer.

use alloc::vec::Vec;

use hashbrown::HashTable;

use crate::hash::mix;
use crate::index::NodeIndex;

/// Sums by pairs of numbers.
#[derive(Debug, Default)]
pub(crate) struct Tally(HashTable<((u32, u32), u128)>);

impl Tally {
    #[inline]
    pub(crate) fn add(&mut self, pair: (u32, u32), amount: u128) {
        let same = |other: &((u32, u32), u128)| other.0 == pair;
        self.0
            .entry(hash([pair.0, pair.1]), same, |other| hash([other.0.0, other.0.1]))
            .or_insert((pair, 0))
            .get_mut()
            .1 += amount;
    }

    /// In no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = ((u32, u32), u128)> {
        self.0.iter().copied()
    }
}

/// Sets of nodes.
#[derive(Debug, Default)]
pub(crate) struct Sets(HashTable<Vec<NodeIndex>>);

impl Sets {
    /// Adds a set, which is sorted.
    pub(crate) fn insert(&mut self, set: &[NodeIndex]) {
        let of = |set: &[NodeIndex]| hash(set.iter().map(|node| node.0));
        if self.0.find(of(set), |other| other == set).is_none() {
            self.0.insert_unique(of(set), set.to_vec(), |other| of(other));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

fn hash(numbers: impl IntoIterator<Item = u32>) -> u64 {
    numbers.into_iter().fold(0, |hash, number| mix(hash ^ u64::from(number)).wrapping_add(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_pairs_and_sets_count_once() {
        let (mut tally, mut sets) = (Tally::default(), Sets::default());
        for number in 0..1000 {
            tally.add((number % 30, number % 7), 1);
            sets.insert(&[number % 30, 30 + number % 7].map(NodeIndex));
        }
        let mut sums: Vec<_> = tally.iter().collect();
        sums.sort_unstable();
        let expected =
            |pair: (u32, u32)| (0..1000).filter(|number| (number % 30, number % 7) == pair).count() as u128;
        assert!(sums.iter().all(|&(pair, sum)| sum == expected(pair)));
        assert_eq!((sums.len(), sets.len()), (210, 210));
    }
}
