//! A preference list that goes back and forth from vnode to vnode.

use super::mark::{Mark, NONE};
use crate::replicas::most_crowded;
use crate::rule::{MAX_REPLICAS, ReplicaRule, ZoneRule};

/// One more than rules allow, for the one that comes in before another goes.
const ROOM: usize = MAX_REPLICAS + 1;

/// The nodes for the replicas of a range, by number, in ring order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    len: usize,
    nodes: [u32; ROOM],
}

/// What a list has to know to change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListRule<'a> {
    pub(crate) rule: ReplicaRule,
    /// The zone of each node.
    pub(crate) zones: &'a [u32],
}

impl PartialEq for List {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && (0..self.len).all(|at| self.nodes[at] == other.nodes[at])
    }
}

impl List {
    pub(crate) fn of(nodes: impl IntoIterator<Item = u32>) -> Self {
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

    /// Takes the step over a vnode of that node, against ring order: the node comes to the front.
    #[inline]
    pub(super) fn push_front(&mut self, node: u32, rule: &ListRule<'_>) -> Mark {
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
    fn who_goes(&self, node: u32, rule: &ListRule<'_>, zones: ZoneRule) -> Option<usize> {
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
