//! The vnodes of two memberships in one order, under one numbering of their nodes.
//!
//! Vnodes that both have are told by their node's placement id, not by comparing positions. So the new ring need not be
//! there, and what is done is one pass over the old one and a sort of the vnodes that only one of both has.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;

use super::numbers::Numbers;
use crate::circle::Circle;
use crate::membership::{Membership, NodeRef};
use crate::memory;
use crate::placement::vnode_count;
use crate::ring::Ring;
use crate::sweep::{NONE, Step};
use crate::table::Scratch;

/// A vnode that one membership has, with the slot of its node there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Vnode {
    position: u64,
    slot: u32,
}

/// Who has the vnodes of an old node in the new membership, by number; of some of them, nobody.
#[derive(Clone, Copy, Debug)]
struct Heir {
    number: u32,
    of_all: bool,
}

/// What becomes of the vnodes of the old ring.
#[derive(Debug)]
struct Changes {
    /// By slot of the old membership.
    heirs: Vec<Heir>,
    /// Vnodes that have no heir though their node has one.
    left: Vec<Vnode>,
    joined: Vec<Vnode>,
}

/// All vnodes in ring order, with the number of their node in the old ring and in the new.
pub(super) fn steps(old: &Ring, new: &Membership, numbers: &Numbers) -> Vec<Step<2>> {
    let Changes { heirs, left, joined } = Changes::between(old, new, numbers);
    let mut scratch = Scratch::default();
    let in_order = old.vnodes_in_order(&mut scratch);
    let mut steps = Vec::with_capacity(in_order.len() + joined.len());
    let (mut left, mut joined) = (&left[..], &joined[..]);
    in_order.for_each(|(position, node)| {
        let vnode = Vnode { position: position.0, slot: node.index().0 };
        while let [before, rest @ ..] = joined {
            let tie = || old.parts().tie.order(new.at(before.slot).node(), node.node());
            if before.position > vnode.position
                || before.position == vnode.position && tie() == Ordering::Greater
            {
                break;
            }
            steps.push(before.joins(numbers));
            joined = rest;
        }
        let mut heir = heirs[node.index().get()];
        if !heir.of_all && left.first() == Some(&vnode) {
            left = &left[1..];
            heir.number = NONE;
        }
        steps.push(Step::new(vnode.position, [vnode.slot, heir.number]));
    });
    steps.extend(joined.iter().map(|vnode| vnode.joins(numbers)));
    steps
}

impl Vnode {
    fn joins(self, numbers: &Numbers) -> Step<2> {
        Step::new(self.position, [NONE, numbers.of_new(self.slot)])
    }
}

impl Changes {
    fn between(old: &Ring, new: &Membership, numbers: &Numbers) -> Self {
        let mut heirs = vec![Heir { number: NONE, of_all: true }; old.membership().slots()];
        let (mut left, mut joined) = (Vec::new(), Vec::new());
        let same_sequences = old.config().placement() == new.config().placement();
        let [old_circle, new_circle] = [old.membership(), new].map(|side| memory::or_end(Circle::of(side)));
        for node in new.nodes() {
            let slot = node.index().0;
            let count = vnode_count(new.config(), node.node());
            let before = old.membership().placement_id_holder(node.node().placement_id());
            let before = before.filter(|_| same_sequences);
            let held = before.map_or(0, |before| old.vnode_count_of(before));
            // No number tells what vnodes stay where neighbours shift them, or where nodes state others.
            let is_other_list = |before: &NodeRef<'_>| {
                old.config().placement().is_nearest()
                    || before.node().stated_positions() != node.node().stated_positions()
            };
            if let Some(before) = before.filter(is_other_list) {
                let [gone, come] =
                    differences(vnodes(&old_circle, before, 0..held), vnodes(&new_circle, node, 0..count));
                heirs[before.index().get()] = Heir { number: numbers.of_new(slot), of_all: gone.is_empty() };
                left.extend(gone);
                joined.extend(come);
                continue;
            }
            if let Some(before) = before.filter(|_| count > 0) {
                let index = before.index();
                heirs[index.get()] = Heir { number: numbers.of_new(slot), of_all: count >= held };
                left.extend(vnodes(&old_circle, before, count..held));
            }
            joined.extend(vnodes(&new_circle, node, held..count));
        }
        sort(&mut left, old, old.membership());
        sort(&mut joined, old, new);
        Self { heirs, left, joined }
    }
}

/// The vnodes of one list that are not in the other, and the other way about.
fn differences(old: impl Iterator<Item = Vnode>, new: impl Iterator<Item = Vnode>) -> [Vec<Vnode>; 2] {
    let [old, new]: [Vec<Vnode>; 2] = [old.collect(), new.collect()].map(|mut list: Vec<Vnode>| {
        list.sort_unstable_by_key(|vnode| vnode.position);
        list
    });
    let (mut gone, mut come, mut rest) = (Vec::new(), Vec::new(), &new[..]);
    for vnode in old {
        let before = rest.partition_point(|other| other.position < vnode.position);
        come.extend_from_slice(&rest[..before]);
        rest = &rest[before..];
        match rest {
            [same, after @ ..] if same.position == vnode.position => rest = after,
            _ => gone.push(vnode),
        }
    }
    come.extend_from_slice(rest);
    [gone, come]
}

/// Some of a node's vnodes. Most nodes have the vnodes that they had, and none that are worked out here.
fn vnodes(
    circle: &Circle<'_>,
    node: NodeRef<'_>,
    indices: Range<u64>,
) -> impl Iterator<Item = Vnode> + use<> {
    let slot = node.index().0;
    let all = (!indices.is_empty()).then(|| memory::or_end(circle.vnodes(node)));
    let number = |index: u64| u32::try_from(index).expect("HIGHEST_MAX_VNODES fits");
    let indices = number(indices.start)..number(indices.end);
    all.into_iter()
        .flat_map(move |all| indices.clone().map(move |index| Vnode { position: all.position(index), slot }))
}

/// Puts vnodes in ring order.
fn sort(vnodes: &mut [Vnode], ring: &Ring, membership: &Membership) {
    let node = |vnode: &Vnode| membership.at(vnode.slot).node();
    vnodes.sort_unstable_by_key(|vnode| vnode.position);
    // Few stand at one position, so that their nodes need not be looked at before.
    for tied in vnodes.chunk_by_mut(|a, b| a.position == b.position).filter(|tied| tied.len() > 1) {
        tied.sort_unstable_by(|a, b| ring.parts().tie.order(node(a), node(b)));
    }
}
