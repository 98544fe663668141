//! How the circle is divided among the nodes, exactly.

use alloc::vec;
use alloc::vec::Vec;

use crate::index::NodeIndex;
use crate::membership::NodeRef;
use crate::position::{Position, Range};
use crate::ring::Ring;
use crate::rule::{MAX_REPLICAS, ReplicaRule, ReplicaRuleError};
use crate::table::Scratch;
use crate::tally::Sets;

mod evenness;
mod heirs;
mod walks;

pub use evenness::Evenness;
pub use heirs::Heir;
use heirs::Heirs;
use walks::Walks;

/// How keys and their replicas are divided among the nodes: see [`Balance::of`].
#[derive(Clone, Debug)]
pub struct Balance<'a> {
    rule: ReplicaRule,
    nodes: Vec<NodeShare<'a>>,
    drained: Vec<NodeRef<'a>>,
    zones: Vec<ZoneShare<'a>>,
    worst_heir: Option<Heir<'a>>,
    replica_sets: usize,
}

/// What one node has.
#[derive(Clone, Copy, Debug)]
pub struct NodeShare<'a> {
    /// The node.
    pub node: NodeRef<'a>,
    /// How many vnodes it has.
    pub vnodes: u64,
    /// How many positions it owns.
    pub owned: u128,
    /// In how many positions' lists it is: what it stores. Equal to `owned` with one replica.
    pub replicated: u128,
}

/// What the nodes of one zone have together.
#[derive(Clone, Copy, Debug)]
pub struct ZoneShare<'a> {
    /// The zone; `None` for all nodes without one.
    pub zone: Option<&'a str>,
    /// How many nodes of weight above 0 it has.
    pub nodes: usize,
    /// The sum of their weights.
    pub weight: u64,
    /// How many positions they own.
    pub owned: u128,
    /// How many places in positions' lists they have.
    pub replicated: u128,
}

impl<'a> Balance<'a> {
    /// Works out what every node has as owner and as one of so many replicas, in positions of 2^64
    /// ([`Range::FULL_WIDTH`]): integers, no sampling. One pass over the ranges between vnodes with a short walk for
    /// each replica, expected O(k^2 V).
    ///
    /// ```
    /// use vnode_ring::{Balance, Config, Node, Range, Ring};
    ///
    /// let ring = Ring::new(Config::default(), [Node::new("a"), Node::new("b"), Node::new("c").with_weight(2)])?;
    /// let balance = Balance::of(&ring, 2)?;
    /// assert_eq!(balance.nodes().iter().map(|share| share.owned).sum::<u128>(), Range::FULL_WIDTH);
    /// assert_eq!(balance.nodes().iter().map(|share| share.replicated).sum::<u128>(), 2 * Range::FULL_WIDTH);
    /// assert_eq!(balance.replica_sets(), 3); // ab, ac, bc
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the rule has no replicas or more than [`MAX_REPLICAS`].
    pub fn of(ring: &'a Ring, rule: impl Into<ReplicaRule>) -> Result<Self, ReplicaRuleError> {
        let rule = rule.into();
        rule.check()?;
        let mut by_slot = vec![(0u128, 0u128); ring.membership().slots()];
        let (mut heirs, mut sets) = (Heirs::default(), Sets::default());
        let mut nodes = [NodeIndex::default(); MAX_REPLICAS];
        let walks = Walks::of(ring, rule);
        for (range, walk) in walks.iter() {
            let list = walk.list(&mut nodes, None);
            by_slot[list[0].get()].0 += range.width();
            for index in &*list {
                by_slot[index.get()].1 += range.width();
            }
            heirs.count(range, list, &walk);
            list.sort_unstable();
            sets.insert(list);
        }
        let (in_use, drained): (Vec<_>, Vec<_>) = ring.nodes().partition(|node| node.weight() > 0);
        let nodes: Vec<_> = in_use
            .into_iter()
            .map(|node| {
                let (owned, replicated) = by_slot[node.index().get()];
                NodeShare { node, vnodes: ring.vnode_count_of(node), owned, replicated }
            })
            .collect();
        let zones = by_zone(&nodes);
        Ok(Self { rule, nodes, drained, zones, worst_heir: heirs.worst(ring), replica_sets: sets.len() })
    }

    /// What was counted with.
    #[must_use]
    pub const fn rule(&self) -> ReplicaRule {
        self.rule
    }

    /// The nodes of weight above 0, sorted by id.
    #[must_use]
    pub fn nodes(&self) -> &[NodeShare<'a>] {
        &self.nodes
    }

    /// The nodes of weight 0, sorted by id.
    #[must_use]
    pub fn drained(&self) -> &[NodeRef<'a>] {
        &self.drained
    }

    /// The zones of the nodes of weight above 0, sorted; those without a zone come first.
    #[must_use]
    pub fn zones(&self) -> &[ZoneShare<'a>] {
        &self.zones
    }

    /// The node that gets most when another one fails, and how much: what one survivor must be able to take. `None` where
    /// there is no other node.
    #[must_use]
    pub const fn worst_heir(&self) -> Option<Heir<'a>> {
        self.worst_heir
    }

    /// How many different sets of nodes hold the replicas of a key: when as many nodes as there are replicas fail at once,
    /// keys are lost if these nodes are one of the sets.
    #[must_use]
    pub const fn replica_sets(&self) -> usize {
        self.replica_sets
    }

    /// How even the shares are; `None` where no node has weight.
    #[must_use]
    pub fn evenness(&self) -> Option<Evenness> {
        Evenness::of(self.nodes.iter().map(|share| (share.node.weight(), share.replicated)))
    }
}

fn by_zone<'a>(nodes: &[NodeShare<'a>]) -> Vec<ZoneShare<'a>> {
    let mut zones: Vec<ZoneShare<'a>> = Vec::new();
    let mut sorted: Vec<_> = nodes.iter().collect();
    sorted.sort_by_key(|share| share.node.zone());
    for share in sorted {
        let zone = share.node.zone();
        if zones.last().is_none_or(|last| last.zone != zone) {
            zones.push(ZoneShare { zone, nodes: 0, weight: 0, owned: 0, replicated: 0 });
        }
        if let Some(last) = zones.last_mut() {
            last.nodes += 1;
            last.weight += u64::from(share.node.weight());
            last.owned += share.owned;
            last.replicated += share.replicated;
        }
    }
    zones
}

impl Ring {
    /// The share of every node, sorted by id: the number of positions that it owns. They sum to 2^64
    /// ([`Range::FULL_WIDTH`]), or to 0 where no node has vnodes. O(V), no sampling, no rounding.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Range, Ring};
    ///
    /// let ring = Ring::new(Config::default(), [Node::new("a"), Node::new("b").with_weight(3)])?;
    /// let shares = ring.shares();
    /// assert_eq!(shares[0].1 + shares[1].1, Range::FULL_WIDTH);
    /// assert!(shares[0].1 < shares[1].1);
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    #[must_use]
    pub fn shares(&self) -> Vec<(NodeRef<'_>, u128)> {
        let mut by_slot = vec![0; self.membership().slots()];
        let mut scratch = Scratch::default();
        let mut vnodes = self.vnodes_in_order(&mut scratch);
        if let Some(first @ (mut start, _)) = vnodes.next() {
            let mut add = |(end, owner): (Position, NodeRef<'_>)| {
                by_slot[owner.index().get()] += u128::from(start.distance_to(end));
                start = end;
            };
            vnodes.for_each(&mut add);
            add(first);
            // Where all vnodes stand at one position, the first of them owns everything.
            if by_slot.iter().all(|&share| share == 0) {
                by_slot[first.1.index().get()] = Range::FULL_WIDTH;
            }
        }
        self.nodes().map(|node| (node, by_slot[node.index().get()])).collect()
    }
}
