//! The search for vnode counts: downhill by single nodes, a few vnodes at a time.

use alloc::vec::Vec;

use super::effect::{Taken, effect};
use super::score::{Scores, Sums};
use super::vnodes::{Vnode, Vnodes};
use crate::sequence::VnodeSequence;
use crate::sweep::ListRule;

/// How many vnodes a node gets or gives at once at most. One alone may make things worse where several make them better.
const LOOK_AHEAD: usize = 4;

/// A node whose count is looked for.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) sequence: VnodeSequence,
    pub(super) vnodes: u32,
    /// The fewest and the most that it may have.
    pub(super) limits: (u32, u32),
}

/// The state of a search.
#[derive(Debug)]
pub(super) struct Search {
    /// By number.
    pub(super) nodes: Vec<Counted>,
    pub(super) scores: Scores,
    vnodes: Vnodes,
    lists: ListRule,
    max_vnodes: usize,
    /// By the last step.
    taken: Vec<Taken>,
    /// All steps of the node that is being helped.
    path: Vec<(u32, Way)>,
}

/// Which way a count goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl Way {
    const fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

/// The best of several ways.
struct Best {
    start: Sums,
    outside: u128,
    path: Vec<(u32, Way)>,
}

impl Best {
    /// So far that is to stay.
    const fn of(start: Sums) -> Self {
        Self { start, outside: start.outside, path: Vec::new() }
    }

    /// Whether something is better, which then is the best.
    const fn is_beaten(&mut self, by: Sums) -> bool {
        let beaten = by.outside < self.outside && by.squares <= self.start.squares && by.beyond == 0;
        if beaten {
            self.outside = by.outside;
        }
        beaten
    }
}

impl Search {
    /// From nodes by number, and all their vnodes.
    pub(super) const fn new(
        nodes: Vec<Counted>,
        scores: Scores,
        vnodes: Vnodes,
        lists: ListRule,
        max_vnodes: usize,
    ) -> Self {
        Self { nodes, scores, vnodes, lists, max_vnodes, taken: Vec::new(), path: Vec::new() }
    }

    /// Changes counts until no node outside the band can be helped. Each step lowers the sum that it goes by, so that this
    /// ends, and where it ends nothing is left to do: it finds nothing when it starts there.
    pub(super) fn run(&mut self) {
        let mut order: Vec<u32> = Vec::new();
        loop {
            order.clear();
            order.extend((0..).take(self.nodes.len()).filter(|&node| self.scores.is_outside(node)));
            // The worst first.
            order.sort_by_key(|&node| core::cmp::Reverse(self.scores.get(node).deviation().unsigned_abs()));
            let mut helped = false;
            for &node in &order {
                while self.scores.is_outside(node) && self.help(node) {
                    helped = true;
                    self.path.clear();
                }
            }
            if !helped {
                return;
            }
        }
    }

    /// Takes the best few steps of one node, if any are good. Where what it gives or takes only puts others outside, these
    /// are given their best steps too.
    fn help(&mut self, node: u32) -> bool {
        let start = self.path.len();
        self.take_best(node) || {
            let way = self.way_of(node);
            let mut best = Best::of(self.scores.sums());
            for _ in 0..LOOK_AHEAD {
                if !self.step(node, way) {
                    break;
                }
                let steps = self.path.len();
                for other in self.taken.iter().filter_map(|taken| taken.from).collect::<Vec<_>>() {
                    if self.scores.is_outside(other) {
                        self.take_best(other);
                    }
                }
                if best.is_beaten(self.scores.sums()) {
                    best.path = self.path[start..].to_vec();
                }
                self.go_back(steps);
            }
            self.go_back(start);
            best.path.iter().for_each(|&(node, way)| self.go(node, way));
            !best.path.is_empty()
        }
    }

    /// Takes the best few steps of one node by itself, if any are good.
    fn take_best(&mut self, node: u32) -> bool {
        let start = self.path.len();
        let way = self.way_of(node);
        let mut best = Best::of(self.scores.sums());
        let mut end = start;
        while self.path.len() < start + LOOK_AHEAD && self.step(node, way) {
            if best.is_beaten(self.scores.sums()) {
                end = self.path.len();
            }
        }
        self.go_back(end);
        end > start
    }

    /// Towards the fair share.
    fn way_of(&self, node: u32) -> Way {
        if self.scores.get(node).deviation() > 0 { Way::Down } else { Way::Up }
    }

    /// Undoes all steps but so many.
    fn go_back(&mut self, steps: usize) {
        while self.path.len() > steps {
            let (node, way) = self.path[self.path.len() - 1];
            self.go(node, way.back());
            self.path.truncate(self.path.len() - 2);
        }
    }

    /// Goes a step if the limits allow it.
    fn step(&mut self, node: u32, way: Way) -> bool {
        let Counted { vnodes, limits: (least, most), .. } = self.nodes[node as usize];
        let allowed = match way {
            Way::Up => vnodes < most && self.vnodes.len() < self.max_vnodes,
            Way::Down => vnodes > least,
        };
        if allowed {
            self.go(node, way);
        }
        allowed
    }

    /// Gives a node its next vnode, or takes its last one away.
    fn go(&mut self, node: u32, way: Way) {
        self.path.push((node, way));
        let counted = &mut self.nodes[node as usize];
        if way == Way::Down {
            counted.vnodes -= 1;
        }
        let position = counted.sequence.position(counted.vnodes.into()).0;
        let vnode = Vnode { position, node };
        let at = match way {
            Way::Up => {
                counted.vnodes += 1;
                self.vnodes.insert(vnode)
            }
            Way::Down => self.vnodes.find(vnode),
        };
        effect(&self.lists, &self.vnodes, at, &mut self.taken);
        let mut own = self.scores.get(node).share;
        for &Taken { from, width } in &self.taken {
            let share = |other: u32| self.scores.get(other).share;
            own = if way == Way::Up { own + width } else { own - width };
            if let Some(other) = from {
                let share = if way == Way::Up { share(other) - width } else { share(other) + width };
                self.scores.set(other, share);
            }
        }
        self.scores.set(node, own);
        if way == Way::Down {
            self.vnodes.remove(at);
        }
    }
}
