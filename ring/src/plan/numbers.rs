//! The nodes of two memberships under one numbering.

use alloc::vec;
use alloc::vec::Vec;

use crate::index::NodeIndex;
use crate::membership::{Membership, NodeRef};
use crate::sweep::NONE;

/// Nodes of two memberships by number: those of the old one have their slot there, those that only the new one has come
/// after them. A node that both have, by its id, has one number.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    old_slots: usize,
    /// By number, the slot in the new membership.
    in_new: Vec<u32>,
    /// By slot in the new membership, the number.
    of_new: Vec<u32>,
}

impl Numbers {
    pub(super) fn of(old: &Membership, new: &Membership) -> Self {
        let mut in_new = vec![NONE; old.slots()];
        let mut of_new = vec![NONE; new.slots()];
        for node in new.nodes() {
            let number = old.get(node.id()).map_or(in_new.len(), |old| old.index().get());
            if number == in_new.len() {
                in_new.push(NONE);
            }
            in_new[number] = node.index().0;
            of_new[node.index().get()] = u32::try_from(number).expect("MAX_NODES of two memberships fit");
        }
        Self { old_slots: old.slots(), in_new, of_new }
    }

    pub(super) fn len(&self) -> usize {
        self.in_new.len()
    }

    /// The number of a slot of the new membership.
    pub(super) fn of_new(&self, slot: u32) -> u32 {
        self.of_new[slot as usize]
    }

    pub(super) fn old_node<'a>(&self, number: u32, old: &'a Membership) -> Option<NodeRef<'a>> {
        ((number as usize) < self.old_slots).then(|| old.node(NodeIndex(number))).flatten()
    }

    pub(super) fn new_node<'a>(&self, number: u32, new: &'a Membership) -> Option<NodeRef<'a>> {
        new.node(NodeIndex(self.in_new[number as usize]))
    }

    /// By number, the slot in the old membership; beyond its slots where a node is not in it.
    pub(super) fn old_slots(&self) -> impl Iterator<Item = u32> {
        (0..).take(self.in_new.len())
    }

    /// By number, the slot in the new membership; beyond its slots where a node is not in it.
    pub(super) fn new_slots(&self) -> impl Iterator<Item = u32> + '_ {
        self.in_new.iter().copied()
    }
}
