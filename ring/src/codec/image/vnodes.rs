//! All vnodes in ring order, regenerated.

use alloc::vec::Vec;

use crate::membership::{Membership, NodeRef};
use crate::node::Node;
use crate::placement::{SequenceRule, vnode_count};
use crate::table::Vnode;
use crate::view::RingView;

/// Of a membership; owners are numbers in the order of ids. O(V log V).
pub(super) fn in_ring_order(membership: &Membership) -> Vec<Vnode> {
    let config = membership.config();
    let rule = SequenceRule::of_placement(config.placement());
    let nodes: Vec<&Node> = membership.nodes().map(NodeRef::node).collect();
    let mut vnodes = Vec::new();
    for (owner, node) in (0..).zip(&nodes) {
        let sequence = rule.of(config, node);
        let positions = (0..vnode_count(config, node)).map(|index| sequence.position(index).0);
        vnodes.extend(positions.map(|position| Vnode { position, owner }));
    }
    let placement_id = |vnode: &Vnode| nodes[vnode.owner as usize].placement_id();
    vnodes.sort_unstable_by(|a, b| {
        a.position.cmp(&b.position).then_with(|| placement_id(a).cmp(placement_id(b)))
    });
    vnodes
}

/// Of an image without texts, which does not tell whose vnode is first at one position: as the image has it, if it has
/// the same there. O(V log V).
pub(super) fn in_image_order(view: &RingView<'_>) -> Vec<Vnode> {
    let records = view.records();
    let mut vnodes = Vec::new();
    for (owner, record) in (0..).zip((0..view.len()).map(|index| records.get(index))) {
        vnodes.extend(records.positions(record).map(|position| Vnode { position, owner }));
    }
    vnodes.sort_unstable_by_key(|vnode| (vnode.position, vnode.owner));
    let mut owners = view.owners_in_order();
    for together in vnodes.chunk_by_mut(|a, b| a.position == b.position) {
        let there: Vec<u32> = owners.by_ref().take(together.len()).collect();
        let mut sorted = there.clone();
        sorted.sort_unstable();
        if sorted.iter().eq(together.iter().map(|vnode| &vnode.owner)) {
            for (vnode, owner) in together.iter_mut().zip(there) {
                vnode.owner = owner;
            }
        }
    }
    vnodes
}
