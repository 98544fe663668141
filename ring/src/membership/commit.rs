//! How a membership changes: checked as a whole, then carried out.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::build::admit;
use super::{Change, Membership, MembershipError, NodeRef, Stamp};
use crate::fingerprint::Fingerprint;
use crate::limits::MAX_NODES;
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
        let mut claimed = BTreeMap::new();
        for node in changes.iter().filter_map(Change::new_node) {
            let placement_id = node.placement_id();
            let unchanged_holder =
                || self.placement_id_holder(placement_id).map(NodeRef::id).filter(|id| !changes_node(id));
            let holder = claimed.insert(placement_id, node.id()).or_else(unchanged_holder);
            if let Some(holder) = holder {
                return Err(MembershipError::duplicate_placement_id(node, holder));
            }
        }
        Ok(())
    }

    /// Carries out changes that were checked and are sorted by id. Nodes present before and after keep their slot.
    pub(crate) fn commit(&mut self, changes: &[Change], target: Stamp) {
        self.placement_fingerprint = self.placement_fingerprint_after(changes);
        self.stamp = target;

        let slot_of = |change: &Change| self.by_id.find(change.id(), |slot| self.at(slot).id());
        let old_slots: Vec<Option<u32>> = changes.iter().map(slot_of).collect();
        let left = changes.iter().zip(&old_slots).filter(|(change, _)| change.new.is_none());
        let left: Vec<u32> = left.filter_map(|(_, &slot)| slot).collect();
        self.free.extend_from_slice(&left);
        let new_slots: Vec<Option<u32>> = changes
            .iter()
            .zip(old_slots)
            .map(|(change, slot)| change.new.as_ref().map(|_| slot.unwrap_or_else(|| self.take_slot())))
            .collect();

        // Both orders are worked out while the slots still hold the old nodes.
        let text_of = |slot: u32| self.slots[slot as usize].as_ref().map_or("", Node::id);
        let ids = changes.iter().zip(&new_slots).map(|(change, &slot)| (change.id(), slot));
        self.by_id.update(ids, text_of);
        let mut placement_ids = BTreeMap::new();
        let stating = |node: &&Node| node.states_placement_id();
        for old in changes.iter().filter_map(Change::old_node).filter(stating) {
            placement_ids.insert(old.placement_id(), None);
        }
        for (change, &slot) in changes.iter().zip(&new_slots) {
            if let Some(new) = change.new_node().filter(stating) {
                placement_ids.insert(new.placement_id(), slot);
            }
        }
        let text_of = |slot: u32| self.slots[slot as usize].as_ref().map_or("", Node::placement_id);
        self.by_placement_id.update(placement_ids, text_of);

        for slot in left {
            self.slots[slot as usize] = None;
        }
        for (change, slot) in changes.iter().zip(new_slots) {
            if let (Some(new), Some(slot)) = (&change.new, slot) {
                self.slots[slot as usize] = Some(new.clone());
            }
        }
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
