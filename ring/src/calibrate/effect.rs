//! What one vnode does to the lists before it.

use alloc::vec::Vec;

use super::vnodes::{At, Vnode, Vnodes};
use crate::index::NodeIndex;
use crate::position::{Position, Range};
use crate::replicas::{Best, choose};
use crate::ring::Ring;
use crate::rule::{MAX_REPLICAS, ReplicaRule, ZoneRule};
use crate::sweep::{List, ListRule};

/// What lists are made by.
#[derive(Debug)]
pub(super) struct Lists {
    rule: ReplicaRule,
    best: Best,
    /// By number.
    zones: Vec<u32>,
}

/// Positions of which one node takes another's place in the lists, or a place that nobody had.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) from: Option<u32>,
    pub(super) width: u128,
}

impl Lists {
    /// Of a ring whose nodes with vnodes are given by their slots.
    pub(super) fn of(ring: &Ring, rule: ReplicaRule, slots: impl Iterator<Item = u32>) -> Self {
        let best = Best::of(ring.zones(), rule.zones(), rule.replicas());
        let zones = match rule.zones() {
            ZoneRule::Any => Vec::new(),
            _ => slots.map(|slot| ring.zones().of_slot(slot)).collect(),
        };
        Self { rule, best, zones }
    }

    /// Finds what a vnode takes from whom, by going back from it until it makes no difference any more.
    pub(super) fn effect(&self, vnodes: &Vnodes, at: At, taken: &mut Vec<Taken>) {
        taken.clear();
        let rule = ListRule { rule: self.rule, zones: &self.zones };
        let mut back = vnodes.before(at).peekable();
        let Vnode { position, node } = vnodes.get(at);
        let mut end = Position(position);
        let mut old = self.list_after(vnodes, at);
        let mut new = old;
        new.step_back(node, &rule);
        while let Some((before, wraps)) = back.next() {
            let start = Position(before.position);
            let width = match start.distance_to(end) {
                // Where all vnodes are at one position, one range is the full circle.
                0 if wraps => Range::FULL_WIDTH,
                distance => u128::from(distance),
            };
            if width > 0 && !old.nodes().contains(&node) && new.nodes().contains(&node) {
                let from = old.nodes().iter().copied().find(|other| !new.nodes().contains(other));
                taken.push(Taken { from, width });
            }
            if back.peek().is_none() {
                return;
            }
            old.step_back(before.node, &rule);
            new.step_back(before.node, &rule);
            if old == new {
                return;
            }
            end = start;
        }
    }

    /// The list from the vnode after that one on.
    fn list_after(&self, vnodes: &Vnodes, at: At) -> List {
        let mut nodes = [NodeIndex::default(); MAX_REPLICAS];
        let nodes = &mut nodes[..self.rule.replicas()];
        let walk = vnodes.after(at).map(NodeIndex);
        let zone = |node: NodeIndex| self.zones[node.get()];
        let found = choose(nodes, self.rule.zones(), self.best, walk, |_| true, zone);
        List::of(nodes[..found].iter().map(|node| node.0))
    }
}
