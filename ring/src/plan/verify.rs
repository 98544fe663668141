//! Proving a plan: it is what it should be, and no key moves that need not.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::{MovedRange, Plan};
use crate::membership::NodeRef;
use crate::node::Positions;
use crate::placement::vnode_count;
use crate::position::{Position, Range};
use crate::rule::ZoneRule;
use crate::sweep::List;
use crate::text::Excerpt;

/// What is wrong with a plan. It is a fault of this library: please report it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Violation {
    /// A range is not after the one before it, could be one with it, or does not change.
    Order {
        /// The range.
        range: Range,
    },
    /// A node that neither joined nor got more vnodes enters a list though no node of it left or got fewer.
    Entrant {
        /// The range.
        range: Range,
        /// The node's id.
        id: String,
    },
    /// A node that neither left nor got fewer vnodes is displaced though no node joined or got more.
    Displaced {
        /// The range.
        range: Range,
        /// The node's id.
        id: String,
    },
    /// Nodes that did not change have changed places.
    Survivors {
        /// The range.
        range: Range,
    },
    /// What a node gets and gives is not the difference of its shares.
    Shares {
        /// The node's id.
        id: String,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order { range } => write!(f, "the range {range} is out of order or does not change"),
            Self::Entrant { range, id } => write!(f, "node {} gets {range} for no reason", Excerpt(id)),
            Self::Displaced { range, id } => write!(f, "node {} gives {range} for no reason", Excerpt(id)),
            Self::Survivors { range } => write!(f, "nodes that stay change places in {range}"),
            Self::Shares { id } => {
                write!(f, "what node {} gets and gives is not the difference of its shares", Excerpt(id))
            }
        }
    }
}

impl core::error::Error for Violation {}

/// What happens to a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    /// It joins or gets more vnodes.
    pub(crate) gains: bool,
    /// It leaves or gets fewer vnodes.
    pub(crate) loses: bool,
}

impl Plan<'_> {
    /// Proves on the plan that nodes which join or grow only get, nodes which leave or shrink only give, nothing else moves,
    /// nodes that do not change keep their order, and what each node gets and gives is the difference of its shares. Where
    /// the owner is the node of the nearest vnode and keys have several replicas, who follows the owner depends on which
    /// neighbour that is: then order of ranges and shares alone are proved. O(k^2 V).
    ///
    /// # Errors
    /// What is wrong. That is a fault of this library, or of the memory that it runs in.
    pub fn verify(&self) -> Result<(), Violation> {
        let fates: Vec<Fate> = (0..).take(self.numbers.len()).map(|number| self.fate(number)).collect();
        self.verify_against(&fates)
    }

    pub(crate) fn verify_against(&self, fates: &[Fate]) -> Result<(), Violation> {
        // Where the owner is the nearest, who is behind it in a list depends on which neighbour that is.
        let nearest = [self.old.config(), self.new.config()].map(|config| config.placement().is_nearest());
        let told = nearest == [false; 2] || self.rule.replicas() == 1;
        let mut before: Option<MovedRange<'_>> = None;
        let mut moves = vec![(0, 0); fates.len()];
        for moved in self.ranges() {
            let range = moved.range();
            if !follows(before.as_ref(), &moved) {
                return Err(Violation::Order { range });
            }
            if told {
                self.check_reasons(&moved, fates)?;
            }
            for number in moved.entrant_numbers() {
                moves[number as usize].0 += range.width();
            }
            for number in moved.displaced_numbers() {
                moves[number as usize].1 += range.width();
            }
            before = Some(moved);
        }
        self.check_shares(&moves)
    }

    fn fate(&self, number: u32) -> Fate {
        let before = self.numbers.old_node(number, self.old.membership());
        let after = self.numbers.new_node(number, &self.new);
        let old_count = before.map_or(0, |node| self.old.vnode_count_of(node));
        let new_count = after.map_or(0, |node| vnode_count(self.new.config(), node.node()));
        // With other vnodes, or in another zone, a node leaves and joins at once.
        let stays = |(old, new): (NodeRef<'_>, NodeRef<'_>)| {
            old.node().placement_id() == new.node().placement_id()
                && (self.rule.zones() == ZoneRule::Any || old.zone() == new.zone())
                && self.old.config().placement() == self.new.config().placement()
        };
        let nodes = before.zip(after);
        let moves = !nodes.is_some_and(stays);
        // Of two lists of stated positions, each may have some that the other has not.
        let lists = nodes.map(|(old, new)| [old, new].map(|node| node.node().stated_positions()));
        let other = lists.filter(|[old, new]| old != new && old_count > 0 && new_count > 0);
        let has_more = |[one, other]: [Positions<'_>; 2]| {
            let other: BTreeSet<Position> = other.iter().collect();
            one.iter().any(|position| !other.contains(&position))
        };
        Fate {
            gains: moves && new_count > 0
                || other.map_or(new_count > old_count, |[old, new]| has_more([new, old])),
            loses: moves && old_count > 0 || other.map_or(new_count < old_count, has_more),
        }
    }

    /// Checks that every node which enters or is displaced is one that changed, or makes place for one.
    fn check_reasons(&self, moved: &MovedRange<'_>, fates: &[Fate]) -> Result<(), Violation> {
        let range = moved.range();
        let [old, new] = moved.lists().each_ref().map(List::nodes);
        let fate = |number: u32| fates[number as usize];
        let losers = old.iter().filter(|&&number| fate(number).loses).count();
        let gainers = new.iter().filter(|&&number| fate(number).gains).count();
        if let Some(number) = moved.entrant_numbers().filter(|&number| !fate(number).gains).nth(losers) {
            return Err(Violation::Entrant { range, id: self.new_node(number).id().into() });
        }
        if let Some(number) = moved.displaced_numbers().filter(|&number| !fate(number).loses).nth(gainers) {
            return Err(Violation::Displaced { range, id: self.old_node(number).id().into() });
        }
        let stays = |list: &[u32], other: &[u32]| -> Vec<u32> {
            let unchanged = |number: &&u32| fate(**number) == Fate::default() && other.contains(number);
            list.iter().filter(unchanged).copied().collect()
        };
        if stays(old, new) != stays(new, old) {
            return Err(Violation::Survivors { range });
        }
        Ok(())
    }

    /// Checks what nodes get and give against their shares, which are summed over all ranges of each ring by itself.
    fn check_shares(&self, moves: &[(u128, u128)]) -> Result<(), Violation> {
        let mut shares = vec![(0, 0); moves.len()];
        let mut ranges = self.sweep.ranges(true);
        while let Some(range) = ranges.next() {
            let [old, new] = ranges.shown();
            old.nodes().iter().for_each(|&number| shares[number as usize].0 += range.width());
            new.nodes().iter().for_each(|&number| shares[number as usize].1 += range.width());
        }
        let balanced = |((before, after), (gained, lost)): (&(u128, u128), &(u128, u128))| {
            before + gained == after + lost
        };
        match shares.iter().zip(moves).position(|node| !balanced(node)) {
            Some(number) => {
                let number = u32::try_from(number).expect("numbers of nodes fit");
                Err(Violation::Shares { id: self.node(number).id().into() })
            }
            None => Ok(()),
        }
    }
}

/// Whether a range can come after another: not before its end, only the last one wraps, and not one with it.
fn follows(before: Option<&MovedRange<'_>>, moved: &MovedRange<'_>) -> bool {
    let [old, new] = moved.lists();
    old != new
        && before.is_none_or(|before| {
            let (first, second) = (before.range(), moved.range());
            first.start < first.end
                && first.end <= second.start
                && (first.end < second.start || before.lists() != moved.lists())
        })
}
