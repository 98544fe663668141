//! What moves between two states of a ring, exactly: ranges, with their old and new lists.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::delta::Delta;
use crate::membership::{Membership, NodeRef};
use crate::ring::{Ring, Zones};
use crate::rule::ReplicaRule;
use crate::sweep::{ListRule, Sweep};

mod copies;
mod error;
mod numbers;
mod range;
mod summary;
mod union;
mod verify;

pub use copies::{RangeCopy, Source};
pub use error::{NoSource, PlanError};
use numbers::Numbers;
pub use range::MovedRange;
pub use summary::{NodeMoves, Pair, Summary};
#[cfg(test)]
pub(crate) use verify::Fate;
pub use verify::Violation;

/// What moves when a ring changes: every range of the circle whose list of replicas changes, in order.
///
/// Exact for all 2^64 positions, never sampled. Making one takes one pass over the vnodes in order, backwards and forwards
/// again, O(k V), and 16 bytes a vnode; ranges are worked out as they are asked for, without memory of their own.
///
/// ```
/// use vnode_ring::{Config, Node, Plan, Range, Ring};
///
/// let ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new))?;
/// let delta = ring.change().add(Node::new("d"))?.delta()?;
/// let plan = Plan::of(&ring, &delta, 2)?; // what would move, with two replicas of each key
///
/// for moved in plan.ranges() {
///     assert!(moved.entrants().all(|node| node.id() == "d"));
///     assert_eq!(moved.displaced().count(), 1); // whose data it takes over
/// }
/// let summary = plan.summary();
/// assert_eq!(summary.moved, summary.minimum); // no plan with these shares moves less
/// plan.verify()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    old: &'a Ring,
    new: Cow<'a, Membership>,
    rule: ReplicaRule,
    numbers: Numbers,
    sweep: Sweep<2>,
    /// By number; empty where all nodes can be read from.
    unavailable: Vec<bool>,
}

impl<'a> Plan<'a> {
    /// What moves from one ring to another, with so many replicas: see [`ReplicaRule`]. O(k V).
    ///
    /// # Errors
    /// When the rings give keys their positions differently (by seed, key hash or secret), or the rule has no replicas or
    /// more than [`MAX_REPLICAS`](crate::MAX_REPLICAS).
    pub fn between(old: &'a Ring, new: &'a Ring, rule: impl Into<ReplicaRule>) -> Result<Self, PlanError> {
        Self::towards(old, Cow::Borrowed(new.membership()), rule.into())
    }

    /// What a change of a ring moves. The changed ring is not made. O(k V).
    ///
    /// # Errors
    /// When the delta cannot be applied to the membership of the ring, or the rule has no replicas or more than
    /// [`MAX_REPLICAS`](crate::MAX_REPLICAS).
    pub fn of(ring: &'a Ring, delta: &Delta, rule: impl Into<ReplicaRule>) -> Result<Self, PlanError> {
        ring.check(delta).map_err(PlanError::Change)?;
        let mut new = ring.membership().clone();
        new.apply(delta).map_err(PlanError::Change)?;
        Self::towards(ring, Cow::Owned(new), rule.into())
    }

    fn towards(old: &'a Ring, new: Cow<'a, Membership>, rule: ReplicaRule) -> Result<Self, PlanError> {
        rule.check().map_err(PlanError::Rule)?;
        PlanError::check_configs(old.config(), new.config())?;
        let numbers = Numbers::of(old.membership(), &new);
        let sweep = sweep(old, &new, &numbers, rule);
        Ok(Self { old, new, rule, numbers, sweep, unavailable: Vec::new() })
    }

    /// Says which nodes cannot be read from, in addition to those said before: see [`MovedRange::copies`]. What moves does
    /// not depend on it.
    ///
    /// # Errors
    /// When an id is that of no node before or after the change.
    pub fn with_unavailable<'i>(mut self, ids: impl IntoIterator<Item = &'i str>) -> Result<Self, PlanError> {
        self.unavailable.resize(self.numbers.len(), false);
        for id in ids {
            let old = self.old.membership().get(id).map(|node| node.index().0);
            let new = || self.new.get(id).map(|node| self.numbers.of_new(node.index().0));
            let number = old.or_else(new).ok_or_else(|| PlanError::unknown(id))?;
            self.unavailable[number as usize] = true;
        }
        Ok(self)
    }

    /// How many replicas keys have, and how they spread over zones.
    #[must_use]
    pub const fn rule(&self) -> ReplicaRule {
        self.rule
    }

    /// Every range whose list changes, the order of its nodes included: sorted by start, disjoint, neighbours differ. At
    /// most one wraps, the last. O(k) a vnode, no allocation.
    pub fn ranges(&self) -> impl Iterator<Item = MovedRange<'_>> {
        let mut ranges = self.sweep.ranges(false);
        core::iter::from_fn(move || {
            let range = ranges.next()?;
            Some(MovedRange::new(self, range, ranges.shown()))
        })
    }

    /// A node that the old ring has.
    fn old_node(&self, number: u32) -> NodeRef<'_> {
        self.numbers.old_node(number, self.old.membership()).expect("it is in an old list")
    }

    /// A node that the new ring has.
    fn new_node(&self, number: u32) -> NodeRef<'_> {
        self.numbers.new_node(number, &self.new).expect("it is in a new list")
    }

    /// A node as it was, or as it comes.
    fn node(&self, number: u32) -> NodeRef<'_> {
        self.numbers.old_node(number, self.old.membership()).unwrap_or_else(|| self.new_node(number))
    }

    fn is_available(&self, number: u32) -> bool {
        !self.unavailable.get(number as usize).is_some_and(|&unavailable| unavailable)
    }
}

/// The lists of both on all ranges.
fn sweep(old: &Ring, new: &Membership, numbers: &Numbers, rule: ReplicaRule) -> Sweep<2> {
    let new_zones = Zones::of(new).unwrap_or_else(|error| error.abort());
    let rules = [
        ListRule::new(rule, old.zones(), numbers.old_slots()),
        ListRule::new(rule, &new_zones, numbers.new_slots()),
    ];
    Sweep::new(union::steps(old, new, numbers), &rules)
}
