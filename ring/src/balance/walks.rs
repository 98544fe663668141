//! Lists of all ranges between vnodes, by walking from vnode to vnode.

use alloc::vec::Vec;

use crate::index::NodeIndex;
use crate::position::{Position, Range};
use crate::replicas::{Best, choose};
use crate::ring::Ring;
use crate::rule::ReplicaRule;
use crate::table::Scratch;

/// All vnodes of a ring in order, with what lists are chosen by.
pub(super) struct Walks<'a> {
    ring: &'a Ring,
    rule: ReplicaRule,
    best: Best,
    positions: Vec<Position>,
    owners: Vec<NodeIndex>,
}

/// The vnodes from the end of a range on, once round.
pub(super) struct Walk<'w> {
    walks: &'w Walks<'w>,
    from: usize,
}

impl<'a> Walks<'a> {
    pub(super) fn of(ring: &'a Ring, rule: ReplicaRule) -> Self {
        let best = Best::of(ring.zones(), rule.zones(), rule.replicas());
        let mut scratch = Scratch::default();
        let (positions, owners) =
            ring.vnodes_in_order(&mut scratch).map(|(position, node)| (position, node.index())).unzip();
        Self { ring, rule, best, positions, owners }
    }

    /// The ranges from one vnode to the next, with their walks. Where several are at one position, the first counts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Range, Walk<'_>)> {
        let starts = self.positions.last().into_iter().chain(&self.positions);
        let apart = |&(_, (start, end)): &(usize, (&Position, &Position))| start != end;
        // Where all are at one position, the first vnode has the full circle.
        let alone = self.positions.first() == self.positions.last();
        let ends = starts.zip(&self.positions).enumerate();
        ends.filter(move |end| apart(end) || alone && end.0 == 0)
            .map(|(from, (&start, &end))| (Range { start, end }, Walk { walks: self, from }))
    }
}

impl Walk<'_> {
    /// The list, or what it would be without one node.
    pub(super) fn list<'n>(
        &self,
        nodes: &'n mut [NodeIndex],
        without: Option<NodeIndex>,
    ) -> &'n mut [NodeIndex] {
        let Walks { ring, rule, best, owners, .. } = self.walks;
        let nodes = &mut nodes[..rule.replicas()];
        let (before, after) = owners.split_at(self.from);
        let walk = after.iter().chain(before).copied();
        let zone = |index: NodeIndex| ring.zones().of_slot(index.0);
        let found = choose(nodes, rule.zones(), *best, walk, |index| Some(index) != without, zone);
        &mut nodes[..found]
    }
}
