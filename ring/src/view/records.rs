//! The nodes of an image: what places them, each in as many bytes.

use super::format::{NODE_BYTES, POSITION_BYTES};
use crate::number::{partition_point, u32_at, u64_at};
use crate::placement::SequenceRule;
use crate::table::{Counts, LIST_ABOVE};

/// All nodes of an image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Records<'a> {
    pub(super) nodes: &'a [u8],
    /// How many nodes that is.
    pub(super) count: u32,
    /// Positions of nodes with many vnodes.
    pub(super) listed: &'a [u8],
    /// No node has more vnodes.
    pub(super) vnodes: u32,
    pub(super) rule: SequenceRule,
}

/// One node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// The two words of its sequence.
    pub(crate) words: (u64, u64),
    pub(crate) text_end: u64,
    pub(crate) vnodes: u32,
    /// 0 where it has none.
    pub(crate) zone: u32,
    pub(crate) listed_end: u32,
    pub(crate) weight: u32,
}

impl Record {
    fn read(nodes: &[u8], index: usize) -> Self {
        let start = index.saturating_mul(NODE_BYTES);
        let (long, short) =
            (|at| u64_at(nodes, start.saturating_add(at)), |at| u32_at(nodes, start.saturating_add(at)));
        Self {
            words: (long(0), long(8)),
            text_end: long(16),
            vnodes: short(24),
            zone: short(28),
            listed_end: short(32),
            weight: short(36),
        }
    }

    #[cfg(feature = "snapshot")]
    pub(crate) fn write(self, bytes: &mut alloc::vec::Vec<u8>) {
        let (h1, h2) = self.words;
        for word in [h1, h2, self.text_end] {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        for number in [self.vnodes, self.zone, self.listed_end, self.weight] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
    }

    /// How many of its vnodes are listed, all or none.
    pub(crate) const fn listed(self, rule: SequenceRule) -> u32 {
        if self.vnodes > LIST_ABOVE || rule.is_listed() { self.vnodes } else { 0 }
    }
}

impl<'a> Records<'a> {
    pub(crate) const fn len(&self) -> usize {
        self.count as usize
    }

    /// One of them; all numbers are 0 where it is not there.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Record {
        Record::read(self.nodes, index)
    }

    /// The vnodes of a node that has none listed, of which there cannot be more than in all.
    pub(crate) fn positions(&self, record: Record) -> impl Iterator<Item = u64> + use<> {
        let sequence = self.rule.of_words(record.words).into_iter();
        let indices = 0..record.vnodes.min(self.vnodes);
        sequence.flat_map(move |sequence| indices.clone().map(move |index| sequence.position(index.into()).0))
    }

    /// The positions that are listed for a node.
    #[cfg(feature = "snapshot")]
    pub(crate) fn listed_positions(&self, record: Record) -> impl Iterator<Item = u64> + 'a {
        let listed = self.listed(record).unwrap_or_default();
        listed.chunks_exact(POSITION_BYTES).map(|position| u64_at(position, 0))
    }

    /// The positions that are listed for a node, from small to large.
    fn listed(&self, record: Record) -> Option<&'a [u8]> {
        let count = record.listed(self.rule);
        let start = (record.listed_end as usize).checked_sub(count as usize)?.checked_mul(POSITION_BYTES)?;
        let length = (count as usize).checked_mul(POSITION_BYTES)?;
        self.listed.get(start..)?.get(..length).filter(|listed| !listed.is_empty())
    }
}

impl Counts for Records<'_> {
    fn count_before(&self, owner: u32, position: u64, out: impl Fn(u64) -> bool) -> usize {
        let record = self.get(owner as usize);
        let Some(listed) = self.listed(record) else {
            let positions = self.positions(record);
            return positions.filter(|&own| own < position && !out(own)).count();
        };
        let first = |holds: &dyn Fn(u64) -> bool| {
            partition_point(record.vnodes, |at| holds(u64_at(listed, at as usize * POSITION_BYTES)))
        };
        first(&|listed| listed < position).saturating_sub(first(&out)) as usize
    }
}
