//! The circle by ranges, each with the nodes for its replicas.

use crate::membership::NodeRef;
use crate::position::Range;
use crate::ring::Ring;
use crate::rule::{ReplicaRule, ReplicaRuleError};
use crate::sweep::{List, ListRule, Step, Sweep};
use crate::table::Scratch;

/// All ranges of a ring: see [`Ring::ranges`].
#[derive(Clone, Debug)]
pub struct Ranges<'a> {
    ring: &'a Ring,
    sweep: Sweep<1>,
}

/// A range of the circle on which all keys have the same list.
#[derive(Clone, Debug)]
pub struct RangeReplicas<'a> {
    ring: &'a Ring,
    range: Range,
    list: List,
}

impl Ring {
    /// The circle by ranges on which all keys have the same replicas, in the same order: sorted by start, disjoint,
    /// neighbours differ; at most one wraps, the last. O(k V), and 16 bytes a vnode.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Range, Ring};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let ranges = ring.ranges(1)?;
    /// let owned_by_a = ranges.iter().filter(|owned| owned.nodes().next().unwrap().id() == "a");
    /// assert_eq!(owned_by_a.map(|owned| owned.range().width()).sum::<u128>(), ring.shares()[0].1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the rule has no replicas or more than [`MAX_REPLICAS`](crate::MAX_REPLICAS).
    pub fn ranges(&self, rule: impl Into<ReplicaRule>) -> Result<Ranges<'_>, ReplicaRuleError> {
        let rule = rule.into();
        rule.check()?;
        let mut scratch = Scratch::default();
        let steps = self
            .vnodes_in_order(&mut scratch)
            .map(|(position, node)| Step::new(position.0, [node.index().0]))
            .collect();
        let slots = (0..).take(self.membership().slots());
        let sweep = Sweep::new(steps, &[ListRule::new(rule, self.zones(), slots)]);
        Ok(Ranges { ring: self, sweep })
    }
}

impl Ranges<'_> {
    /// The ranges, from the one that starts first. None where no node has vnodes.
    pub fn iter(&self) -> impl Iterator<Item = RangeReplicas<'_>> {
        let mut ranges = self.sweep.ranges(true);
        core::iter::from_fn(move || {
            let range = ranges.next()?;
            Some(RangeReplicas { ring: self.ring, range, list: ranges.shown()[0] })
        })
        .filter(|owned| owned.nodes().len() > 0)
    }
}

impl<'a> RangeReplicas<'a> {
    /// Where on the circle.
    #[must_use]
    pub const fn range(&self) -> Range {
        self.range
    }

    /// The nodes for its replicas, the owner first.
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeRef<'a>> + Clone {
        self.list.nodes().iter().map(|&slot| self.ring.membership().at(slot))
    }
}
