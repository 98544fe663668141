//! What a plan comes to.

use alloc::vec;
use alloc::vec::Vec;

use super::copies::{RangeCopy, Source};
use super::{MovedRange, Plan};
use crate::membership::NodeRef;
use crate::position::Range;
use crate::sweep::NONE;
use crate::tally::Tally;

/// What a plan comes to, in positions of 2^64 ([`Range::FULL_WIDTH`]), exactly. With k replicas a position counts up to k
/// times.
#[derive(Clone, Debug)]
pub struct Summary<'p> {
    /// How many replicas change their node: on each range, as many as enter or as are displaced, whichever is more. With
    /// one replica, the positions whose owner changes, to and from none included.
    pub moved: u128,
    /// The least that any way from the old shares to the new ones moves: the sum of what nodes gain in all, or of what they
    /// lose, whichever is more.
    pub minimum: u128,
    /// The positions whose owner changes.
    pub owner_moved: u128,
    /// How many ranges there are.
    pub ranges: u64,
    /// How few nodes stay in a list; `None` where nothing moves.
    pub smallest_overlap: Option<usize>,
    /// The part of `moved` whose source is [weakened](Source::Weakened).
    pub weakened: u128,
    /// The part of `moved` for which there is [no source](super::NoSource).
    pub without_source: u128,
    /// Who gives how much to whom, sorted by ids. They sum to `moved`.
    pub pairs: Vec<Pair<'p>>,
    /// What each node gets and gives, sorted by ids; nodes with neither are left out.
    pub nodes: Vec<NodeMoves<'p>>,
}

/// How much one node gives to another.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'p> {
    /// Who gives; `None` where a list grows.
    pub from: Option<NodeRef<'p>>,
    /// Who gets; `None` where a list shrinks.
    pub to: Option<NodeRef<'p>>,
    /// How many positions.
    pub moved: u128,
}

/// What one node gets and gives.
#[derive(Clone, Copy, Debug)]
pub struct NodeMoves<'p> {
    /// The node.
    pub node: NodeRef<'p>,
    /// How many positions it gets.
    pub gained: u128,
    /// How many positions it gives away.
    pub lost: u128,
}

impl Summary<'_> {
    /// `moved` as a fraction of all positions: at most the number of replicas.
    #[must_use]
    pub fn moved_fraction(&self) -> f64 {
        Range::fraction(self.moved)
    }

    /// `minimum` as a fraction of all positions.
    #[must_use]
    pub fn minimum_fraction(&self) -> f64 {
        Range::fraction(self.minimum)
    }

    /// How many times the minimum is moved, 1 where nothing moves; `None` where something moves though nothing has to.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        match (self.moved, self.minimum) {
            (0, _) => Some(1.0),
            (_, 0) => None,
            (moved, minimum) => Some(Range::fraction(moved) / Range::fraction(minimum)),
        }
    }
}

impl Plan<'_> {
    /// What the plan comes to. O(k V + ranges log pairs).
    #[must_use]
    pub fn summary(&self) -> Summary<'_> {
        let mut totals = Totals { nodes: vec![(0, 0); self.numbers.len()], ..Totals::default() };
        let mut summary = Summary {
            moved: 0,
            minimum: 0,
            owner_moved: 0,
            ranges: 0,
            smallest_overlap: None,
            weakened: 0,
            without_source: 0,
            pairs: Vec::new(),
            nodes: Vec::new(),
        };
        for moved in self.ranges() {
            summary.count(&moved);
            totals.count(&moved);
        }
        let net =
            |(gained, lost): &(u128, u128)| (gained.saturating_sub(*lost), lost.saturating_sub(*gained));
        let (gains, losses) =
            totals.nodes.iter().map(net).fold((0, 0), |sums, node| (sums.0 + node.0, sums.1 + node.1));
        summary.minimum = u128::max(gains, losses);
        summary.pairs = totals
            .pairs
            .iter()
            .map(|((from, to), moved)| Pair {
                from: (from != NONE).then(|| self.old_node(from)),
                to: (to != NONE).then(|| self.new_node(to)),
                moved,
            })
            .collect();
        summary.pairs.sort_unstable_by_key(|pair| (pair.from.map(NodeRef::id), pair.to.map(NodeRef::id)));
        summary.nodes = (0..)
            .zip(&totals.nodes)
            .filter(|(_, moves)| **moves != (0, 0))
            .map(|(number, &(gained, lost))| NodeMoves { node: self.node(number), gained, lost })
            .collect();
        summary.nodes.sort_unstable_by_key(|moves| moves.node.id());
        summary
    }
}

impl Summary<'_> {
    fn count(&mut self, moved: &MovedRange<'_>) {
        let width = moved.range().width();
        let (entrants, displaced) = (moved.entrant_numbers().count(), moved.displaced_numbers().count());
        let [old, new] = moved.lists();
        self.ranges += 1;
        self.moved += width * entrants.max(displaced) as u128;
        if old.nodes().first() != new.nodes().first() {
            self.owner_moved += width;
        }
        let overlap = old.nodes().len() - displaced;
        self.smallest_overlap = Some(self.smallest_overlap.map_or(overlap, |smallest| smallest.min(overlap)));
        if entrants <= displaced && moved.all_are_available() {
            return;
        }
        for copy in moved.copies() {
            match copy {
                Ok(RangeCopy { source: Source::Weakened { .. }, .. }) => self.weakened += width,
                Ok(_) => {}
                Err(_) => self.without_source += width,
            }
        }
    }
}

#[derive(Default)]
struct Totals {
    /// Gained and lost, by number.
    nodes: Vec<(u128, u128)>,
    /// By who gives and who gets, [`NONE`] where nobody does.
    pairs: Tally,
}

impl Totals {
    fn count(&mut self, moved: &MovedRange<'_>) {
        let width = moved.range().width();
        for (from, to) in moved.pair_numbers() {
            self.pairs.add((from.unwrap_or(NONE), to.unwrap_or(NONE)), width);
            if let Some(from) = from {
                self.nodes[from as usize].1 += width;
            }
            if let Some(to) = to {
                self.nodes[to as usize].0 += width;
            }
        }
    }
}
