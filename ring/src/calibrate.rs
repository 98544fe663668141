//! Vnode counts that make shares fair.

use alloc::vec;
use alloc::vec::Vec;

use crate::balance::Evenness;
use crate::delta::Delta;
use crate::membership::NodeRef;
use crate::plan::Plan;
use crate::ring::Ring;
use crate::sweep::ListRule;
use crate::table::Scratch;

mod effect;
mod error;
mod rule;
mod score;
mod search;
mod vnodes;

pub use error::CalibrationError;
pub use rule::{CalibrationRule, MILLIONTHS};
use score::Scores;
use search::{Counted, Search};
use vnodes::{Vnode, Vnodes};

/// Vnode counts that bring the share of each node near what its weight entitles it to, with the delta that states them.
/// Nothing changes until that is applied.
///
/// With the same number of vnodes for each weight, shares differ by chance. A calibration measures them exactly and gives
/// nodes with too much fewer vnodes, those with too little more. What results is a ring with stated counts, and every
/// guarantee holds for it. The counts depend on the nodes and the rule alone: integers, the same on every machine,
/// whatever the order or history.
///
/// Calibrate before there is data, and after a change where what it moves is worth it; the counts that others use come from
/// the delta, and are not worked out anew.
///
/// ```
/// use vnode_ring::{Calibration, Config, Node, Ring};
///
/// let mut ring = Ring::new(Config::default(), ["a", "b", "c", "d"].map(Node::new))?;
/// let calibration = Calibration::of(&ring, 1)?;
/// assert!(calibration.evenness_before().unwrap().max_over_mean > 1.05);
/// assert!(calibration.evenness_after().unwrap().max_over_mean < 1.01);
/// assert!(calibration.plan().summary().moved_fraction() < 0.1); // what it would cost
///
/// let delta = calibration.into_delta();
/// ring.apply(&delta)?;
/// assert!(Calibration::of(&ring, 1)?.delta().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Calibration<'a> {
    ring: &'a Ring,
    rule: CalibrationRule,
    nodes: Vec<NodeCalibration<'a>>,
    delta: Delta,
}

/// What a calibration does for one node. Shares are positions of 2^64, in the lists of as many replicas as its rule says.
#[derive(Clone, Copy, Debug)]
pub struct NodeCalibration<'a> {
    /// The node.
    pub node: NodeRef<'a>,
    /// How many vnodes it has.
    pub old_vnodes: u64,
    /// How many it would have.
    pub new_vnodes: u64,
    /// What it has.
    pub old_share: u128,
    /// What it would have.
    pub new_share: u128,
    /// What it is entitled to, rounded down to a position.
    pub target: u128,
}

impl<'a> Calibration<'a> {
    /// Works the counts out: step by step as long as the sum of the squares of all deviations from fair shares falls,
    /// where each is taken by its fair share. Expected O(k V) to begin with and O(k^2) a vnode that is tried.
    ///
    /// Neither the largest nor the smallest share by its fair one gets worse, nor does their
    /// [variation](Evenness::variation). Where nodes stay [outside](Self::outside) the band, no step of a few vnodes that
    /// is within the limits would help.
    ///
    /// # Errors
    /// When the rule has no replicas or more than [`MAX_REPLICAS`](crate::MAX_REPLICAS) or its limits of vnodes are none,
    /// the placement is that of another program, whose counts are not ours to choose, or the ring has no epoch left.
    pub fn of(ring: &'a Ring, rule: impl Into<CalibrationRule>) -> Result<Self, CalibrationError> {
        let rule = rule.into();
        rule.check()?;
        if ring.parts().sequence.is_listed() {
            return Err(CalibrationError::Placement(ring.config().placement()));
        }
        // In the order of ties, which is total and the same whatever the slots.
        let mut nodes: Vec<_> = ring.nodes().filter(|node| node.weight() > 0).collect();
        nodes.sort_unstable_by(|a, b| ring.parts().tie.order(a.node(), b.node()));
        let old_shares = shares(ring, rule, &nodes)?;
        let mut search = search(ring, rule, &nodes, &old_shares);
        search.run();

        let mut nodes: Vec<_> = (0..)
            .zip(nodes.into_iter().zip(old_shares))
            .map(|(number, (node, old_share))| {
                let score = search.scores.get(number);
                NodeCalibration {
                    node,
                    old_vnodes: ring.vnode_count_of(node),
                    new_vnodes: search.nodes[number as usize].vnodes.into(),
                    old_share,
                    new_share: score.share,
                    target: score.target,
                }
            })
            .collect();
        nodes.sort_unstable_by_key(|node| node.node.id());
        let delta = delta(ring, &nodes)?;
        Ok(Self { ring, rule, nodes, delta })
    }

    /// What was aimed at.
    #[must_use]
    pub const fn rule(&self) -> CalibrationRule {
        self.rule
    }

    /// What is done for each node of weight above 0, sorted by id. Drained nodes stay drained.
    #[must_use]
    pub fn nodes(&self) -> &[NodeCalibration<'a>] {
        &self.nodes
    }

    /// The nodes that stay outside the band, sorted by id.
    pub fn outside(&self) -> impl Iterator<Item = &NodeCalibration<'a>> {
        self.nodes.iter().filter(|node| node.is_outside(self.rule.band()))
    }

    /// How even shares are; `None` where no node has weight.
    #[must_use]
    pub fn evenness_before(&self) -> Option<Evenness> {
        Evenness::of(self.nodes.iter().map(|node| (node.node.weight(), node.old_share)))
    }

    /// How even they would be.
    #[must_use]
    pub fn evenness_after(&self) -> Option<Evenness> {
        Evenness::of(self.nodes.iter().map(|node| (node.node.weight(), node.new_share)))
    }

    /// What moves when the delta is applied, with the replicas of the rule. O(k V).
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "the delta is one of this ring")]
    pub fn plan(&self) -> Plan<'a> {
        Plan::of(self.ring, &self.delta, self.rule.replicas()).expect("the delta and the rule were checked")
    }

    /// The delta that states the counts; an empty one where nothing is to be done.
    #[must_use]
    pub const fn delta(&self) -> &Delta {
        &self.delta
    }

    /// The same, and the ring is free for it.
    #[must_use]
    pub fn into_delta(self) -> Delta {
        self.delta
    }
}

impl NodeCalibration<'_> {
    fn is_outside(&self, band: u32) -> bool {
        score::is_outside(self.new_share, self.target, band)
    }
}

/// What nodes have in lists, in their order.
fn shares(ring: &Ring, rule: CalibrationRule, nodes: &[NodeRef<'_>]) -> Result<Vec<u128>, CalibrationError> {
    let mut by_slot = vec![0; ring.membership().slots()];
    for range in ring.ranges(rule.replicas()).map_err(CalibrationError::Rule)?.iter() {
        range.nodes().for_each(|node| by_slot[node.index().get()] += range.range().width());
    }
    Ok(nodes.iter().map(|node| by_slot[node.index().get()]).collect())
}

/// A search that starts from a ring as it is.
fn search(ring: &Ring, rule: CalibrationRule, nodes: &[NodeRef<'_>], shares: &[u128]) -> Search {
    let mut numbers = vec![0; ring.membership().slots()];
    for (number, node) in (0..).zip(nodes) {
        numbers[node.index().get()] = number;
    }
    let mut scratch = Scratch::default();
    let in_order = ring
        .vnodes_in_order(&mut scratch)
        .map(|(position, node)| Vnode { position: position.0, node: numbers[node.index().get()] });

    let total: u128 = shares.iter().sum();
    let weights: u128 = nodes.iter().map(|node| u128::from(node.weight())).sum();
    let targets = nodes.iter().map(|node| total * u128::from(node.weight()) / weights);
    let counted = |node: &NodeRef<'_>| Counted {
        sequence: ring.parts().sequence.of(ring.config(), node.node()).expect("of() checked the placement"),
        vnodes: u32::try_from(ring.vnode_count_of(*node)).expect("HIGHEST_MAX_VNODES fits"),
        limits: rule.limits(ring.config().vnodes_by_weight(node.weight())),
    };
    Search::new(
        nodes.iter().map(counted).collect(),
        Scores::of(shares.iter().copied().zip(targets), rule.band()),
        Vnodes::of(in_order),
        ListRule::new(rule.replicas(), ring.zones(), nodes.iter().map(|node| node.index().0)),
        ring.limits().max_vnodes() as usize,
    )
}

fn delta(ring: &Ring, nodes: &[NodeCalibration<'_>]) -> Result<Delta, CalibrationError> {
    let mut changes = ring.change();
    for node in nodes.iter().filter(|node| node.old_vnodes != node.new_vnodes) {
        let vnodes = u32::try_from(node.new_vnodes).expect("counts were looked for in 32 bits");
        changes = changes.set_vnodes(node.node.id(), vnodes).map_err(CalibrationError::Change)?;
    }
    changes.delta().map_err(CalibrationError::Change)
}
