//! A plan as it is kept for C: whole, in arrays, free of its rings.

use core::ops;
use std::collections::BTreeMap;

use core_ring::{MovedRange, NoSource, NodeRef, Plan, Range, RangeCopy, Source};

use crate::plan::{
    VNODE_RING_NO_NODE, VNODE_RING_SOURCE_MISSING, VNODE_RING_SOURCE_NOTHING, VNODE_RING_SOURCE_PAIRED,
    VNODE_RING_SOURCE_WEAKENED, vnode_ring_plan_pair, vnode_ring_plan_summary,
};

/// A part of an array.
type Part = ops::Range<usize>;

#[derive(Default)]
pub(crate) struct Moves {
    pub(crate) nodes: Vec<Moved>,
    pub(crate) ranges: Vec<MovedLists>,
    pub(crate) pairs: Vec<vnode_ring_plan_pair>,
    pub(crate) summary: vnode_ring_plan_summary,
    copies: Vec<Copies>,
    /// Numbers of nodes, list after list.
    lists: Vec<u32>,
}

#[derive(Default)]
pub(crate) struct Moved {
    pub(crate) id: String,
    pub(crate) gained: u128,
    pub(crate) lost: u128,
}

pub(crate) struct MovedLists {
    pub(crate) range: Range,
    pub(crate) old: Part,
    pub(crate) new: Part,
    pub(crate) copies: Part,
}

pub(crate) struct Copies {
    pub(crate) to: u32,
    pub(crate) from: u32,
    pub(crate) source: i32,
    pub(crate) must_read: u32,
    pub(crate) alternatives: Part,
}

impl Moves {
    pub(crate) fn of(plan: &Plan<'_>) -> Self {
        let (mut moves, mut numbers) = (Self::default(), Numbers::default());
        for moved in plan.ranges() {
            moves.push(&mut numbers, &moved);
        }
        let summary = plan.summary();
        moves.pairs.extend(summary.pairs.iter().map(|pair| vnode_ring_plan_pair {
            from: pair.from.map_or(VNODE_RING_NO_NODE, |node| numbers.of(node)),
            to: pair.to.map_or(VNODE_RING_NO_NODE, |node| numbers.of(node)),
            moved: pair.moved.into(),
        }));
        moves.summary = vnode_ring_plan_summary {
            moved: summary.moved.into(),
            minimum: summary.minimum.into(),
            owner_moved: summary.owner_moved.into(),
            weakened: summary.weakened.into(),
            without_source: summary.without_source.into(),
            smallest_overlap: summary.smallest_overlap.unwrap_or(0),
        };
        let by_id = summary.nodes.iter().map(|moves| (numbers.of(moves.node), (moves.gained, moves.lost)));
        let by_number: BTreeMap<_, _> = by_id.collect();
        moves.nodes.extend((0..).zip(numbers.ids).map(|(number, id)| {
            let (gained, lost) = by_number.get(&number).copied().unwrap_or_default();
            Moved { id, gained, lost }
        }));
        moves
    }

    fn push(&mut self, numbers: &mut Numbers, moved: &MovedRange<'_>) {
        let old = self.push_list(moved.old_list().map(|node| numbers.of(node)));
        let new = self.push_list(moved.new_list().map(|node| numbers.of(node)));
        let from = self.copies.len();
        for (copy, (paired, to)) in moved.copies().zip(moved.pairs().filter(|(_, to)| to.is_some())) {
            let number = |node: Option<NodeRef<'_>>| node.map_or(VNODE_RING_NO_NODE, |node| numbers.of(node));
            let [from, to] = [paired, to].map(number);
            let copy = self.copy(numbers, copy, from, to);
            self.copies.push(copy);
        }
        self.ranges.push(MovedLists { range: moved.range(), old, new, copies: from..self.copies.len() });
    }

    fn copy(
        &mut self,
        numbers: &mut Numbers,
        copy: Result<RangeCopy<'_>, NoSource>,
        from: u32,
        to: u32,
    ) -> Copies {
        let Ok(copy) = copy else {
            return Copies { to, from, source: VNODE_RING_SOURCE_MISSING, must_read: 0, alternatives: 0..0 };
        };
        let (source, must_read) = match copy.source {
            Source::Nothing => (VNODE_RING_SOURCE_NOTHING, 0),
            Source::Paired(_) => (VNODE_RING_SOURCE_PAIRED, 1),
            Source::Weakened { must_read, .. } => (VNODE_RING_SOURCE_WEAKENED, must_read),
            _ => (VNODE_RING_SOURCE_MISSING, 0),
        };
        let alternatives = self.push_list(copy.alternatives().map(|node| numbers.of(node)));
        Copies { to, from, source, must_read: u32::try_from(must_read).unwrap_or(u32::MAX), alternatives }
    }

    fn push_list(&mut self, numbers: impl Iterator<Item = u32>) -> Part {
        let start = self.lists.len();
        self.lists.extend(numbers);
        start..self.lists.len()
    }

    pub(crate) fn list(&self, part: &Part) -> &[u32] {
        self.lists.get(part.clone()).unwrap_or_default()
    }

    pub(crate) fn copies(&self, range: &MovedLists) -> &[Copies] {
        self.copies.get(range.copies.clone()).unwrap_or_default()
    }
}

/// One number for each id, in the order in which they are met.
#[derive(Default)]
struct Numbers {
    ids: Vec<String>,
    by_id: BTreeMap<String, u32>,
}

impl Numbers {
    fn of(&mut self, node: NodeRef<'_>) -> u32 {
        if let Some(&number) = self.by_id.get(node.id()) {
            return number;
        }
        let number = u32::try_from(self.ids.len()).expect("a membership has fewer nodes");
        self.ids.push(node.id().into());
        self.by_id.insert(node.id().into(), number);
        number
    }
}
