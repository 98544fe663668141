//! What C tells of a ring, compared with the library's own.

use ::vnode_ring::{Node, NodeIndex, NodeRef, Position, Ring, Scratch};
use vnode_ring_c::lookup::vnode_ring_lookup_position;
use vnode_ring_c::ring::*;
use vnode_ring_c::stamp::vnode_ring_fingerprint;
use vnode_ring_c::status::{VNODE_RING_ERR_NOT_FOUND, VNODE_RING_ERR_NOT_MEMBER};

use super::call::{Call, Handed, Told, Twist};
use super::held::{Held, Others};
use super::positions::{self, stated};
use super::shown::{self, attributes, is_stamp, node};
use crate::ops::IDS;

/// Everything that does not depend on a key, and the owners of all positions.
pub(super) fn ring(held: &Held<vnode_ring, Ring>, others: Others, twist: Twist) {
    let model = &held.model;
    let membership = model.membership();
    held.tells(others, twist, vnode_ring_node_count, Ok(membership.len()));
    held.tells(others, twist, vnode_ring_vnode_count, Ok(model.vnode_count()));
    held.tells(others, twist, vnode_ring_slot_count, Ok(membership.slots()));
    for slot in 0..=u32::try_from(membership.slots()).expect("there are few") {
        let mut call = Call::new(twist);
        let mut told = Told::new();
        let object = held.hand(&mut call, others);
        let status = unsafe { vnode_ring_node_at(object, slot, call.result(&mut told)) };
        let index = NodeIndex::from(slot);
        let found = call.ended(status, || model.node(index).ok_or(VNODE_RING_ERR_NOT_FOUND));
        if let (Some(told), Some(found)) = (told.where_ok(found.is_some()), found) {
            node(&told, found.node(), slot);
        }
        let room = found.map_or(0, |found| stated(found).len());
        positions::check(held, others, slot, (room, Handed::Fine), twist);
        let found = model.node(index).map(NodeRef::node);
        attributes(
            found.into_iter().flat_map(Node::attributes),
            |name| found?.attribute(name),
            VNODE_RING_ERR_NOT_FOUND,
            |number, told| unsafe { vnode_ring_attribute_at(held.object, slot, number, told) },
            |(name, length), value, value_len| unsafe {
                vnode_ring_attribute_of(held.object, slot, name, length, value, value_len)
            },
        );
    }
    for id in IDS {
        let mut call = Call::new(twist);
        let mut told = Told::new();
        let object = held.hand(&mut call, others);
        let (text, length) = call.text(id, Handed::Fine);
        let status = unsafe { vnode_ring_node_of(object, text, length, call.result(&mut told)) };
        let found = call.ended(status, || membership.get(id).ok_or(VNODE_RING_ERR_NOT_MEMBER));
        if let (Some(told), Some(found)) = (told.where_ok(found.is_some()), found) {
            node(&told, found.node(), found.index().into());
        }
    }
    stamps(held, others, twist);
    let mut scratch = Scratch::default();
    let vnodes = model.vnodes_in_order(&mut scratch).map(|(at, _)| at.0);
    for position in vnodes.flat_map(|at| [at, at.wrapping_add(1)]).chain([0, u64::MAX]) {
        let mut call = Call::new(twist);
        let mut slot = Told::new();
        let object = held.hand(&mut call, others);
        let status = unsafe { vnode_ring_lookup_position(object, position, call.result(&mut slot)) };
        slot.is(call.ended(status, || owner(model.lookup_position(Position(position)).map(NodeRef::index))));
    }
}

/// The slot of an owner, or why there is none.
pub(super) fn owner(owner: Option<NodeIndex>) -> Result<u32, i32> {
    owner.map(u32::from).ok_or(VNODE_RING_ERR_NOT_FOUND)
}

fn stamps(held: &Held<vnode_ring, Ring>, others: Others, twist: Twist) {
    let membership = held.model.membership();
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = held.hand(&mut call, others);
    let status = unsafe { vnode_ring_options_of(object, call.result(&mut told)) };
    if let Some(told) = told.where_ok(call.ended(status, || Ok(())).is_some()) {
        shown::options(&told, membership.config());
    }
    let (mut call, mut stamp) = (Call::new(twist), Told::new());
    let object = held.hand(&mut call, others);
    let status = unsafe { vnode_ring_stamp_of(object, call.result(&mut stamp)) };
    let ended = call.ended(status, || Ok(()));
    if let Some(told) = stamp.where_ok(ended.is_some()) {
        is_stamp(&told, membership.stamp());
    }
    let (mut call, mut fingerprint) = (Call::new(twist), Told::<vnode_ring_fingerprint>::new());
    let object = held.hand(&mut call, others);
    let status = unsafe { vnode_ring_placement_fingerprint(object, call.result(&mut fingerprint)) };
    let ended = call.ended(status, || Ok(()));
    if let Some(told) = fingerprint.where_ok(ended.is_some()) {
        assert_eq!(told.bytes, membership.placement_fingerprint().to_le_bytes());
    }
}
