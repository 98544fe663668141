//! A preference list that goes back and forth from vnode to vnode.

use alloc::vec::Vec;

use super::mark::{Mark, NONE};
use crate::index::NodeIndex;
use crate::replicas::{Best, choose, most_crowded};
use crate::ring::Zones;
use crate::rule::{MAX_REPLICAS, ReplicaRule, ZoneRule};

/// One more than rules allow, for the one that comes in before another goes.
const ROOM: usize = MAX_REPLICAS + 1;

/// The nodes for the replicas of a range, by number, in ring order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    len: usize,
    nodes: [u32; ROOM],
}

/// What lists of one ring are made by.
#[derive(Clone, Debug)]
pub(crate) struct ListRule {
    rule: ReplicaRule,
    best: Best,
    /// The zone of each node; empty where zones do not count.
    zones: Vec<u32>,
}

impl ListRule {
    /// For nodes that are numbered in the order of these slots. Of a slot without vnodes the zone means nothing.
    pub(crate) fn new(rule: ReplicaRule, zones: &Zones, slots: impl Iterator<Item = u32>) -> Self {
        let best = Best::of(zones, rule.zones(), rule.replicas());
        let zones = match rule.zones() {
            ZoneRule::Any => Vec::new(),
            _ => slots.map(|slot| zones.get(slot).unwrap_or_default()).collect(),
        };
        Self { rule, best, zones }
    }

    pub(super) fn minds_zones(&self) -> bool {
        !self.zones.is_empty()
    }
}

impl PartialEq for List {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && (0..self.len).all(|at| self.nodes[at] == other.nodes[at])
    }
}

impl List {
    /// The list at the start of a walk.
    pub(crate) fn of_walk(walk: impl Iterator<Item = u32>, rule: &ListRule) -> Self {
        let mut nodes = [NodeIndex::default(); MAX_REPLICAS];
        let nodes = &mut nodes[..rule.rule.replicas()];
        let zone = |node: NodeIndex| rule.zones[node.get()];
        let len = choose(nodes, rule.rule.zones(), rule.best, walk.map(NodeIndex), |_| true, zone);
        Self::of(nodes[..len].iter().map(|node| node.0))
    }

    fn of(nodes: impl IntoIterator<Item = u32>) -> Self {
        let mut list = Self { len: 0, nodes: [NONE; ROOM] };
        for (slot, node) in list.nodes.iter_mut().zip(nodes) {
            *slot = node;
            list.len += 1;
        }
        list
    }

    pub(crate) fn nodes(&self) -> &[u32] {
        &self.nodes[..self.len]
    }

    /// Takes the step over a vnode of that node, against ring order, and keeps no way back.
    #[inline]
    pub(crate) fn step_back(&mut self, node: u32, rule: &ListRule) {
        self.push_front(node, rule);
    }

    /// Takes the step over a vnode of that node, against ring order: the node comes to the front.
    #[inline]
    pub(super) fn push_front(&mut self, node: u32, rule: &ListRule) -> Mark {
        if self.nodes[0] == node {
            return Mark::NOTHING;
        }
        let goes = match rule.rule.zones() {
            ZoneRule::Any => (self.len >= rule.rule.replicas()).then(|| self.len - 1),
            zones => self.who_goes(node, rule, zones),
        };
        // Everyone moves back one place, up to the one that goes, or to the node itself.
        let end = goes.map_or(self.len, |place| place);
        let mut moved = node;
        for place in 0..end {
            core::mem::swap(&mut self.nodes[place], &mut moved);
            if moved == node {
                return Mark::back(node, place);
            }
        }
        let gone = core::mem::replace(&mut self.nodes[end], moved);
        if goes.is_none() {
            self.len += 1;
            return Mark::shorter();
        }
        Mark::back(gone, end)
    }

    /// Which place is given up when a node comes in, if any has to be; if the node is in the list, its own at the latest.
    #[cold]
    fn who_goes(&self, node: u32, rule: &ListRule, zones: ZoneRule) -> Option<usize> {
        if let Some(place) = self.nodes().iter().position(|&other| other == node) {
            return Some(place);
        }
        let full = self.len >= rule.rule.replicas();
        let zone = |node: u32| rule.zones[node as usize];
        if let ZoneRule::Max(most) = zones {
            let of_zone = |&at: &usize| zone(self.nodes[at]) == zone(node);
            if (0..self.len).filter(of_zone).count() >= most.get() as usize {
                return (0..self.len).rfind(of_zone);
            }
            return full.then(|| self.len - 1);
        }
        full.then(|| {
            let with_node = Self::of(core::iter::once(node).chain(self.nodes().iter().copied()));
            // Never the node itself: it is the first one of its zone.
            most_crowded(with_node.nodes(), zone).1 - 1
        })
    }

    /// Takes a step in ring order. Says whether the list has changed.
    #[inline]
    pub(super) fn undo(&mut self, mark: Mark) -> bool {
        if mark == Mark::NOTHING {
            return false;
        }
        if mark.node() == NONE {
            self.nodes.copy_within(1..self.len, 0);
            self.len -= 1;
            return true;
        }
        let place = mark.place();
        for at in 0..place {
            self.nodes[at] = self.nodes[at + 1];
        }
        self.nodes[place] = mark.node();
        true
    }
}
