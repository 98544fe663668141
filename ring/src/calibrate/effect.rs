//! What one vnode does to the lists before it.

use alloc::vec::Vec;

use super::vnodes::{At, Vnode, Vnodes};
use crate::position::{Position, Range};
use crate::sweep::{List, ListRule};

/// Positions of which one node takes another's place in the lists, or a place that nobody had.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) from: Option<u32>,
    pub(super) width: u128,
}

/// Finds what a vnode takes from whom, by going back from it until it makes no difference any more.
pub(super) fn effect(rule: &ListRule, vnodes: &Vnodes, at: At, taken: &mut Vec<Taken>) {
    taken.clear();
    let mut back = vnodes.before(at).peekable();
    let Vnode { position, node } = vnodes.get(at);
    let mut end = Position(position);
    let mut old = List::of_walk(vnodes.after(at), rule);
    let mut new = old;
    new.step_back(node, rule);
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
        old.step_back(before.node, rule);
        new.step_back(before.node, rule);
        if old == new {
            return;
        }
        end = start;
    }
}
