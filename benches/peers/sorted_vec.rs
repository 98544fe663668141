//! A sorted array with binary search: what a ring is without a library, and what every answer is checked against.

use std::cmp::Ordering;

use vnode_ring::{Position, VnodeSequence};
use xxhash_rust::xxh3::xxh3_64;

use super::{Contender, Implementation, Role, takes_all};
use crate::fixtures::{Shape, node_name};

/// Positions and node numbers, sorted by position and, where positions are equal, by id.
pub struct SortedVec {
    vnodes: Vec<(u64, u32)>,
    vnodes_per_node: u32,
}

pub(super) const IMPLEMENTATION: Implementation = Implementation {
    name: "sorted-vec",
    role: Role::Plain,
    position_bits: 64,
    build: |shape| Box::new(SortedVec::new(shape)),
    refuses: takes_all,
};

/// The vnodes of one node, by the public definition of the placement.
pub(super) fn vnodes_of(node: u32, vnodes: u32) -> impl Iterator<Item = (u64, u32)> {
    let sequence = VnodeSequence::native(0, node_name(node).as_bytes());
    (0..u64::from(vnodes)).map(move |index| (sequence.position(index).0, node))
}

fn order(a: &(u64, u32), b: &(u64, u32)) -> Ordering {
    a.0.cmp(&b.0).then_with(|| node_name(a.1).cmp(&node_name(b.1)))
}

impl SortedVec {
    /// The vnodes of a shape.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        Self::of(0..shape.nodes, shape.vnodes)
    }

    /// The vnodes of some nodes.
    #[must_use]
    pub fn of(nodes: impl ExactSizeIterator<Item = u32>, vnodes_per_node: u32) -> Self {
        let mut vnodes = Vec::with_capacity(nodes.len() * vnodes_per_node as usize);
        vnodes.extend(nodes.flat_map(|node| vnodes_of(node, vnodes_per_node)));
        vnodes.sort_unstable_by(order);
        Self { vnodes, vnodes_per_node }
    }

    /// All vnodes in order: position and node.
    #[must_use]
    pub fn vnodes(&self) -> &[(u64, u32)] {
        &self.vnodes
    }

    /// Where the walk of a position starts.
    #[must_use]
    pub fn successor(&self, position: Position) -> usize {
        let index = self.vnodes.partition_point(|vnode| vnode.0 < position.0);
        if index < self.vnodes.len() { index } else { 0 }
    }

    /// The node that owns a position.
    #[must_use]
    pub fn owner_of(&self, position: Position) -> u32 {
        self.vnodes[self.successor(position)].1
    }
}

impl Contender for SortedVec {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
    fn owner(&self, key: &str) -> u64 {
        self.owner_of(Position(xxh3_64(key.as_bytes()))).into()
    }

    fn add(&mut self, node: u32) {
        self.vnodes.extend(vnodes_of(node, self.vnodes_per_node));
        // The stable sort meets one long sorted run and merges the rest into it.
        self.vnodes.sort_by(order);
    }

    fn remove(&mut self, node: u32) {
        self.vnodes.retain(|vnode| vnode.1 != node);
    }
}
