//! All vnodes of an image in ring order, regenerated.

use alloc::vec::Vec;

use super::content::Content;
use crate::membership::{Membership, NodeRef};
use crate::node::Node;
use crate::table::Vnode;
use crate::view::RingView;

/// Of the content that a membership makes. O(V log V).
pub(super) fn in_ring_order(content: &Content<'_>, membership: &Membership) -> Vec<Vnode> {
    let placement_ids: Vec<&str> = membership.nodes().map(NodeRef::node).map(Node::placement_id).collect();
    let mut vnodes = content.regenerated();
    vnodes.sort_unstable_by_key(|vnode| (vnode.position, placement_ids[vnode.owner as usize]));
    vnodes
}

/// Of an image without texts, which does not tell whose vnode is first at one position: as the image has it, if it has
/// the same there. O(V log V).
pub(super) fn in_image_order(content: &Content<'_>, view: &RingView<'_>) -> Vec<Vnode> {
    let mut vnodes = content.regenerated();
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
