//! All vnodes in ring order with their exact positions, in one pass.

use alloc::vec::Vec;

use super::Vnode;
use super::cell::Cell;
use super::line::{Bytes, Line, MAX_CAPACITY};
use super::line_table::LineTable;
use super::search::Search;
use super::spill::Cursor;

/// Memory for passes over all vnodes: 8 bytes a vnode and half a byte for the lines. Reuse it for passes that follow.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// Grouped by bucket, sorted.
    positions: Vec<u64>,
    /// Where each bucket ends in `positions`.
    ends: Vec<u32>,
}

impl<L: Line> LineTable<L> {
    /// Works all positions out. Lines and spill have the owners in order, so that sorted positions are all they lack.
    pub(super) fn in_order<'a, 's>(&'a self, scratch: &'s mut Scratch) -> InOrder<'a, 's, L> {
        let Scratch { positions, ends } = scratch;
        let buckets = self.lines.len();
        ends.clear();
        // First the sizes of the buckets, then where they start; filling moves that to where they end.
        #[expect(clippy::cast_possible_truncation, reason = "a few vnodes")]
        ends.extend(self.lines.iter().map(|line| L::len(&line.0) as u32));
        for vnode in self.spill.from(self.first_spilled(0)) {
            ends[Cell::of(vnode.position, buckets).bucket] += 1;
        }
        let mut start = 0;
        for end in ends.iter_mut() {
            start += core::mem::replace(end, start);
        }
        positions.clear();
        positions.resize(self.vnodes, 0);
        for source in &self.sources {
            source.each(0..source.count(), |position| {
                let end = &mut ends[Cell::of(position, buckets).bucket];
                positions[*end as usize] = position;
                *end += 1;
            });
        }
        let mut start = 0;
        for (line, &end) in self.lines.iter().zip(ends.iter()) {
            sort_bucket::<L>(&line.0, &mut positions[start..end as usize], buckets);
            start = end as usize;
        }
        InOrder { table: self, positions, ends, bucket: 0, index: 0, at: 0, spilled: self.first_spilled(0) }
    }
}

/// Sorts the positions of a bucket. As a rule the line tells where each one belongs, which takes no comparisons.
#[inline]
fn sort_bucket<L: Line>(line: &Bytes, positions: &mut [u64], buckets: usize) {
    let len = L::len(line);
    let mut sorted = [0; MAX_CAPACITY];
    // More positions than the line holds are partly spilled; equal fractions have equal ranks.
    let mut tells = positions.len() == len;
    for &position in positions.iter() {
        let fraction = Cell::of(position, buckets).fraction;
        let rank = L::rank(line, fraction);
        tells &= rank + 1 >= len || L::fraction(line, rank + 1) != fraction;
        sorted[rank % MAX_CAPACITY] = position;
    }
    if tells {
        positions.copy_from_slice(&sorted[..len]);
    } else {
        positions.sort_unstable();
    }
}

/// Goes through all vnodes of a table in order.
#[derive(Clone, Debug)]
pub(super) struct InOrder<'a, 's, L> {
    table: &'a LineTable<L>,
    positions: &'s [u64],
    ends: &'s [u32],
    bucket: usize,
    /// Within the bucket.
    index: usize,
    /// Within all positions.
    at: usize,
    /// The next vnode that spilled.
    spilled: Cursor,
}

impl<L: Line> Iterator for InOrder<'_, '_, L> {
    type Item = Vnode;

    #[inline]
    fn next(&mut self) -> Option<Vnode> {
        let position = *self.positions.get(self.at)?;
        while self.at >= self.ends[self.bucket] as usize {
            self.bucket += 1;
            self.index = 0;
        }
        let owner = if self.index < L::CAPACITY {
            L::owner(self.table.line(self.bucket), self.index)
        } else {
            let vnode = self.table.spill.get(self.spilled)?;
            self.spilled = self.table.spill.next(self.spilled);
            vnode.owner
        };
        self.index += 1;
        self.at += 1;
        Some(Vnode { position, owner })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.positions.len() - self.at;
        (left, Some(left))
    }
}

impl<L: Line> ExactSizeIterator for InOrder<'_, '_, L> {}
