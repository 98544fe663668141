//! How a membership changes: checked as a whole, then carried out.

use alloc::vec::Vec;

use super::build::admit;
use super::{Change, Membership, MembershipError, Stamp};
use crate::fingerprint::Fingerprint;
use crate::limits::MAX_NODES;
use crate::memory::{self, OutOfMemory};
use crate::node::Node;
use crate::placement::vnode_count;

impl Membership {
    /// Checks one node by itself and brings it to normal form.
    pub(crate) fn admit(&self, node: Node) -> Result<Node, MembershipError> {
        admit(&self.config, node)
    }

    /// Checks the set of nodes as it would be after the changes, which are sorted by id. O(changes * log N).
    pub(crate) fn check(&self, changes: &[Change]) -> Result<(), MembershipError> {
        let joined = changes.iter().filter(|change| change.old.is_none()).count();
        let left = changes.iter().filter(|change| change.new.is_none()).count();
        let nodes = self.len() - left + joined;
        if nodes > MAX_NODES {
            return Err(MembershipError::TooManyNodes { nodes });
        }
        let changes_node = |id: &str| changes.binary_search_by(|change| change.id().cmp(id)).is_ok();
        let after = || changes.iter().filter_map(Change::new_node);
        let mut claims = memory::with_room(after().count())?;
        claims.extend(after().map(|node| (node.placement_id(), node.id(), node)));
        claims.sort_unstable_by_key(|&(placement_id, id, _)| (placement_id, id));
        let twice = claims.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let twice = twice.map(|pair| (pair[1].2, pair[0].1));
        let held = after().filter_map(|node| {
            let holder = self.placement_id_holder(node.placement_id())?.id();
            (!changes_node(holder)).then_some((node, holder))
        });
        match twice.chain(held).min_by_key(|(node, _)| node.id()) {
            Some((node, holder)) => Err(MembershipError::duplicate_placement_id(node, holder)),
            None => Ok(()),
        }
    }

    /// Carries out changes that were checked and are sorted by id. Nodes present before and after keep their slot.
    ///
    /// # Errors
    /// When there is not enough memory. Then nothing has changed.
    pub(crate) fn commit<'c>(&mut self, changes: &'c [Change], target: Stamp) -> Result<(), OutOfMemory> {
        // All memory is taken first; nothing after that can fail.
        let mut nodes: Vec<Option<Node>> = memory::with_room(changes.len())?;
        for change in changes {
            nodes.push(change.new_node().map(Node::try_clone).transpose()?);
        }
        let slot_of = |change: &Change| self.by_id.find(change.id(), |slot| self.at(slot).id());
        let mut slots: Vec<Option<u32>> = memory::collect(changes.iter().map(slot_of))?;
        let stating = || {
            let nodes = changes.iter().flat_map(|change| [change.old_node(), change.new_node()]);
            nodes.flatten().filter(|node| node.states_placement_id()).map(Node::placement_id)
        };
        let mut placement_ids: Vec<(&str, Option<u32>)> = memory::with_room(stating().count())?;
        let left = changes.iter().filter(|change| change.new.is_none()).count();
        let joined = changes.iter().filter(|change| change.old.is_none()).count();
        memory::reserve(&mut self.free, left)?;
        let added = joined.saturating_sub(self.free.len() + left);
        memory::reserve(&mut self.slots, added)?;
        let ids_from =
            self.by_id.prepare(changes.first().map(Change::id), joined, texts(&self.slots, Node::id))?;
        let placement_ids_from = self.by_placement_id.prepare(
            stating().min(),
            stating().count(),
            texts(&self.slots, Node::placement_id),
        )?;

        self.placement_fingerprint = self.placement_fingerprint_after(changes);
        self.stamp = target;
        let free_before = self.free.len();
        let leaving = changes.iter().zip(&slots).filter(|(change, _)| change.new.is_none());
        self.free.extend(leaving.filter_map(|(_, &slot)| slot));
        for (change, slot) in changes.iter().zip(&mut slots) {
            *slot = change.new.as_ref().map(|_| slot.unwrap_or_else(|| self.take_slot()));
        }
        // Both orders are worked out while the slots still hold the old nodes.
        let ids = changes.iter().map(Change::id).zip(slots.iter().copied());
        self.by_id.update(ids_from, ids, texts(&self.slots, Node::id));
        let stated = |node: Option<&'c Node>| node.filter(|node| node.states_placement_id());
        for (change, &slot) in changes.iter().zip(&slots) {
            placement_ids.extend(stated(change.old_node()).map(|old| (old.placement_id(), None)));
            placement_ids.extend(stated(change.new_node()).map(|new| (new.placement_id(), slot)));
        }
        // A placement id that one node states before and another after has the slot after.
        placement_ids.sort_unstable_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1)));
        placement_ids.dedup_by_key(|(placement_id, _)| *placement_id);
        self.by_placement_id.update(
            placement_ids_from,
            placement_ids,
            texts(&self.slots, Node::placement_id),
        );

        // Those that left and whose slot nobody took.
        for &slot in self.free.iter().skip(free_before) {
            self.slots[slot as usize] = None;
        }
        for (node, slot) in nodes.into_iter().zip(slots) {
            if let Some(slot) = slot {
                self.slots[slot as usize] = node;
            }
        }
        Ok(())
    }

    fn take_slot(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            // A slot is added only when every other one is taken, so there are at most MAX_NODES.
            u32::try_from(self.slots.len() - 1).expect("MAX_NODES fits")
        })
    }

    fn placement_fingerprint_after(&self, changes: &[Change]) -> Fingerprint {
        let count = |node: &Node| vnode_count(&self.config, node);
        changes.iter().fold(self.placement_fingerprint, |mut fingerprint, change| {
            if let Some(old) = &change.old {
                fingerprint = fingerprint.without_placed_node(old, count(old));
            }
            if let Some(new) = &change.new {
                fingerprint = fingerprint.with_placed_node(new, count(new));
            }
            fingerprint
        })
    }
}

/// A text of the node in each slot.
fn texts<'a>(slots: &'a [Option<Node>], text: impl Fn(&'a Node) -> &'a str) -> impl Fn(u32) -> &'a str {
    move |slot| slots[slot as usize].as_ref().map_or("", &text)
}
