//! The vnodes of two memberships in one order, under one numbering of their nodes.
//!
//! Vnodes that both have are told by their node's placement id, not by comparing positions. So the new ring need not be
//! there, and what is done is one pass over the old one and a sort of the vnodes that only one of both has.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;

use super::numbers::Numbers;
use crate::config::Config;
use crate::membership::{Membership, NodeRef};
use crate::memory;
use crate::placement::{Vnodes, vnode_count};
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
        for node in new.nodes() {
            let slot = node.index().0;
            let count = vnode_count(new.config(), node.node());
            let before = old.membership().placement_id_holder(node.node().placement_id());
            let before = before.filter(|_| same_sequences);
            let held = before.map_or(0, |before| old.vnode_count_of(before));
            if let Some(before) = before.filter(|_| count > 0) {
                let index = before.index();
                heirs[index.get()] = Heir { number: numbers.of_new(slot), of_all: count >= held };
                left.extend(vnodes(old.config(), before, count..held));
            }
            joined.extend(vnodes(new.config(), node, held..count));
        }
        sort(&mut left, old, old.membership());
        sort(&mut joined, old, new);
        Self { heirs, left, joined }
    }
}

/// Some of a node's vnodes. Most nodes have the vnodes that they had, and none that are worked out here.
fn vnodes(config: &Config, node: NodeRef<'_>, indices: Range<u64>) -> impl Iterator<Item = Vnode> + use<> {
    let slot = node.index().0;
    let all = (!indices.is_empty()).then(|| memory::or_end(Vnodes::of(config, node.node())));
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
