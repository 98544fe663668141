//! The nodes that hold a key's replicas, under a rule about zones.

use alloc::vec;
use alloc::vec::Vec;

use crate::index::NodeIndex;
use crate::membership::NodeRef;
use crate::position::Position;
use crate::ring::Ring;
use crate::rule::{ReplicaRule, ZoneRule};

mod choice;

pub(crate) use choice::{Best, choose, most_crowded};

/// The nodes that hold a key's replicas: see [`Ring::replicas`].
#[derive(Clone, Debug)]
pub struct Replicas<'a> {
    nodes: Vec<NodeRef<'a>>,
    placed: Placed,
}

impl<'a> Replicas<'a> {
    /// The nodes in ring order, the owner first.
    #[must_use]
    pub fn nodes(&self) -> &[NodeRef<'a>] {
        &self.nodes
    }

    /// How much of the rule could be met.
    #[must_use]
    pub const fn placed(&self) -> Placed {
        self.placed
    }
}

/// How much of a rule could be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Placed {
    /// How many replicas were asked for.
    pub wanted: usize,
    /// How many nodes there are for them.
    pub nodes: usize,
    /// In how many zones these are; all nodes without a zone count as one.
    pub zones: usize,
    /// What there is too little of, if anything.
    pub shortage: Option<Shortage>,
}

/// What there is too little of for a list to be as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shortage {
    /// Fewer nodes have vnodes, and pass the filter, than replicas were asked for.
    Nodes,
    /// There are nodes, but in too few zones: under [`ZoneRule::Max`] replicas are missing, under [`ZoneRule::Spread`]
    /// some share a zone.
    Zones,
}

impl Ring {
    /// The nodes for the replicas of a key, the owner first: its [preference list](Self::preference_list), cut by a rule.
    ///
    /// Goes from vnode to vnode until the rule is met as well as the nodes allow, at most one turn. Allocates the list;
    /// [`replicas_into`](Self::replicas_into) allocates nothing.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, ReplicaRule, Ring, Shortage, ZoneRule};
    ///
    /// let nodes = [("a", "eu"), ("b", "eu"), ("c", "us")].map(|(id, zone)| Node::new(id).with_zone(zone));
    /// let ring = Ring::new(Config::default(), nodes)?;
    /// assert_eq!(ring.replicas("user-1", 3).nodes().len(), 3);
    ///
    /// let strict = ring.replicas("user-1", ReplicaRule::new(3).with_zones(ZoneRule::STRICT));
    /// assert_eq!(strict.nodes()[0].id(), ring.lookup("user-1").unwrap().id());
    /// assert_eq!((strict.placed().nodes, strict.placed().shortage), (2, Some(Shortage::Zones)));
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    pub fn replicas(&self, key: impl AsRef<[u8]>, rule: impl Into<ReplicaRule>) -> Replicas<'_> {
        self.replicas_at(self.key_position(key), rule)
    }

    /// The nodes for the replicas of a position: see [`replicas`](Self::replicas).
    pub fn replicas_at(&self, position: Position, rule: impl Into<ReplicaRule>) -> Replicas<'_> {
        let rule = rule.into();
        let most = self.zones().most(rule.zones(), rule.replicas());
        let mut nodes = vec![NodeIndex::default(); most];
        let found = self.replicas_at_into_where(position, rule.zones(), &mut nodes, |_| true).nodes;
        let placed = self.placed(rule.zones(), rule.replicas(), &nodes[..found]);
        let nodes = nodes[..found].iter().map(|index| self.membership().at(index.0)).collect();
        Replicas { nodes, placed }
    }

    /// The nodes for the replicas of a key, as many as `nodes` holds: see [`replicas`](Self::replicas). No allocation.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, NodeIndex, Ring, ZoneRule};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let mut nodes = [NodeIndex::default(); 3];
    /// let placed = ring.replicas_into("user-1", ZoneRule::Any, &mut nodes);
    /// assert_eq!((placed.wanted, placed.nodes), (3, 2));
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    pub fn replicas_into(&self, key: impl AsRef<[u8]>, zones: ZoneRule, nodes: &mut [NodeIndex]) -> Placed {
        self.replicas_into_where(key, zones, nodes, |_| true)
    }

    /// The nodes for the replicas of a key among those that pass a filter, as many as `nodes` holds: by
    /// [guarantee 7](crate::Placement::guarantees) those of the ring without the others. No allocation.
    ///
    /// The filter is asked about a node each time that one of its vnodes is met. Where the nodes that pass cannot meet the
    /// rule as well as all nodes could, that is a full turn of the ring.
    pub fn replicas_into_where(
        &self,
        key: impl AsRef<[u8]>,
        zones: ZoneRule,
        nodes: &mut [NodeIndex],
        filter: impl FnMut(NodeRef<'_>) -> bool,
    ) -> Placed {
        self.replicas_at_into_where(self.key_position(key), zones, nodes, filter)
    }

    pub(crate) fn replicas_at_into_where(
        &self,
        position: Position,
        zones: ZoneRule,
        nodes: &mut [NodeIndex],
        mut filter: impl FnMut(NodeRef<'_>) -> bool,
    ) -> Placed {
        let walk = self.walk(position).map(NodeRef::index);
        let passes = |index: NodeIndex| filter(self.membership().at(index.0));
        let best = Best::of(self.zones(), zones, nodes.len());
        let found = choose(nodes, zones, best, walk, passes, |index| self.zones().of_slot(index.0));
        self.placed(zones, nodes.len(), &nodes[..found])
    }

    /// How much of a rule a list meets.
    fn placed(&self, rule: ZoneRule, wanted: usize, list: &[NodeIndex]) -> Placed {
        let zone = |index: &NodeIndex| self.zones().of_slot(index.0);
        let is_first = |&at: &usize| !list[..at].iter().any(|other| zone(other) == zone(&list[at]));
        let zones = (0..list.len()).filter(is_first).count();
        let shortage = match rule {
            ZoneRule::Max(_) if list.len() < wanted.min(self.serving_nodes()) => Some(Shortage::Zones),
            _ if list.len() < wanted => Some(Shortage::Nodes),
            ZoneRule::Spread if zones < list.len() => Some(Shortage::Zones),
            _ => None,
        };
        Placed { wanted, nodes: list.len(), zones, shortage }
    }
}
