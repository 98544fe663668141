//! One range that moves.

use super::Plan;
use super::copies::{self, RangeCopy};
use super::error::NoSource;
use crate::membership::NodeRef;
use crate::position::Range;
use crate::sweep::List;

/// A range of the circle whose list changes.
#[derive(Clone, Debug)]
pub struct MovedRange<'p> {
    plan: &'p Plan<'p>,
    range: Range,
    lists: [List; 2],
}

impl<'p> MovedRange<'p> {
    pub(super) const fn new(plan: &'p Plan<'p>, range: Range, lists: &[List; 2]) -> Self {
        Self { plan, range, lists: *lists }
    }

    /// Where on the circle.
    #[must_use]
    pub const fn range(&self) -> Range {
        self.range
    }

    /// The nodes for its replicas before the change, the owner first.
    #[must_use]
    pub fn old_list(&self) -> impl ExactSizeIterator<Item = NodeRef<'p>> + Clone {
        self.lists[0].nodes().iter().map(|&number| self.plan.old_node(number))
    }

    /// The nodes for its replicas after the change, the owner first.
    #[must_use]
    pub fn new_list(&self) -> impl ExactSizeIterator<Item = NodeRef<'p>> + Clone {
        self.lists[1].nodes().iter().map(|&number| self.plan.new_node(number))
    }

    /// The nodes that get it: in the new list and not in the old one, in its order.
    pub fn entrants(&self) -> impl Iterator<Item = NodeRef<'p>> + Clone {
        self.entrant_numbers().map(|number| self.plan.new_node(number))
    }

    /// The nodes that give it away: in the old list and not in the new one, in its order.
    pub fn displaced(&self) -> impl Iterator<Item = NodeRef<'p>> + Clone {
        self.displaced_numbers().map(|number| self.plan.old_node(number))
    }

    /// Who gives to whom: the first displaced node to the first entrant, and so on. Nobody gives where the list grows, and
    /// nobody gets where it shrinks.
    pub fn pairs(&self) -> impl Iterator<Item = (Option<NodeRef<'p>>, Option<NodeRef<'p>>)> {
        let plan = self.plan;
        self.pair_numbers().map(|(from, to)| {
            (from.map(|number| plan.old_node(number)), to.map(|number| plan.new_node(number)))
        })
    }

    /// What each entrant has to copy, and from where.
    ///
    /// The first entrant takes the place of the first displaced node, and so on. When each copies what the node had whose
    /// place it takes, every quorum of the new list is one of the old list under other names: so a write that was
    /// acknowledged before stays in every quorum, however many nodes change at once. No other choice of sources has that.
    ///
    /// # Errors
    /// For an entrant, when no node of the old list is available.
    pub fn copies(&self) -> impl Iterator<Item = Result<RangeCopy<'p>, NoSource>> {
        let (plan, range, old) = (self.plan, self.range, self.lists[0]);
        self.pair_numbers().filter_map(move |(from, to)| Some(copies::copy(plan, range, &old, to?, from)))
    }

    pub(super) fn pair_numbers(&self) -> impl Iterator<Item = (Option<u32>, Option<u32>)> + use<'_, 'p> {
        let (mut displaced, mut entrants) = (self.displaced_numbers(), self.entrant_numbers());
        core::iter::from_fn(move || {
            let pair = (displaced.next(), entrants.next());
            (pair != (None, None)).then_some(pair)
        })
    }

    pub(super) fn entrant_numbers(&self) -> impl Iterator<Item = u32> + Clone + use<'_, 'p> {
        missing(&self.lists[1], &self.lists[0])
    }

    pub(super) fn displaced_numbers(&self) -> impl Iterator<Item = u32> + Clone + use<'_, 'p> {
        missing(&self.lists[0], &self.lists[1])
    }

    pub(super) fn all_are_available(&self) -> bool {
        self.plan.unavailable.is_empty()
    }

    pub(super) const fn lists(&self) -> &[List; 2] {
        &self.lists
    }
}

/// The nodes of a list that are not in the other.
fn missing<'l>(of: &'l List, from: &'l List) -> impl Iterator<Item = u32> + Clone + use<'l> {
    of.nodes().iter().copied().filter(|number| !from.nodes().contains(number))
}
