//! What C tells of a ring, compared with the library's own.

use std::ffi::c_char;
use std::slice;

use ::vnode_ring::{Node, NodeIndex, NodeRef, Position, Ring, Scratch, Stamp};
use vnode_ring_c::bytes::*;
use vnode_ring_c::lookup::vnode_ring_lookup_position;
use vnode_ring_c::node::*;
use vnode_ring_c::ring::*;
use vnode_ring_c::stamp::{vnode_ring_fingerprint, vnode_ring_stamp};
use vnode_ring_c::status::{VNODE_RING_ERR_NOT_FOUND, VNODE_RING_ERR_NOT_MEMBER};

use super::call::{Call, Handed, Told, Twist};
use super::held::{Held, Others};
use crate::ops::IDS;

/// The text of a pointer and a length that a call told; `None` where it is NULL.
pub(super) fn text<'a>(text: *const c_char, length: usize) -> Option<&'a str> {
    if text.is_null() {
        assert_eq!(length, 0);
        return None;
    }
    // SAFETY: the object that told it lives.
    let bytes = unsafe { slice::from_raw_parts(text.cast(), length) };
    Some(std::str::from_utf8(bytes).expect("texts are UTF-8"))
}

/// A node as a result.
pub(super) fn node(told: &vnode_ring_node, node: &Node, slot: u32) {
    assert_eq!(text(told.id, told.id_len), Some(node.id()));
    assert_eq!(text(told.placement_id, told.placement_id_len), Some(node.placement_id()));
    assert_eq!(text(told.zone, told.zone_len), node.zone());
    assert!(told.attributes.is_null());
    assert_eq!(told.attribute_count, node.attributes().count());
    let mut fields = VNODE_RING_FIELD_WEIGHT | VNODE_RING_FIELD_PLACEMENT_ID;
    if node.zone().is_some() {
        fields |= VNODE_RING_FIELD_ZONE;
    }
    if node.vnodes().is_some() {
        fields |= VNODE_RING_FIELD_VNODES;
    }
    assert_eq!((told.fields, told.weight, told.vnodes), (fields, node.weight(), node.vnodes().unwrap_or(0)));
    assert_eq!((told.slot, told.reserved), (slot, [0; 2]));
}

pub(super) fn is_stamp(told: &vnode_ring_stamp, stamp: Stamp) {
    assert_eq!((told.epoch, told.fingerprint.bytes), (stamp.epoch, stamp.fingerprint.to_le_bytes()));
}

/// Bytes that a call made, which are freed here.
pub(super) fn bytes(ended: Option<&[u8]>, bytes: &Told<*mut u8>, length: &Told<usize>) {
    let (made, length) = (bytes.object(ended.is_some()), length.where_ok(ended.is_some()));
    if let (Some(expected), Some(made), Some(length)) = (ended, made, length) {
        // SAFETY: the call made them.
        unsafe {
            assert!(slice::from_raw_parts(made, length) == expected);
            vnode_ring_bytes_free(made, length);
        }
    }
}

/// Everything that does not depend on a key, and the owners of all positions.
pub(super) fn ring(held: &Held<vnode_ring, Ring>, others: Others, twist: Twist) {
    let model = &held.model;
    let membership = model.membership();
    count(held, others, twist, vnode_ring_node_count, membership.len());
    count(held, others, twist, vnode_ring_vnode_count, model.vnode_count());
    count(held, others, twist, vnode_ring_slot_count, membership.slots());
    for slot in 0..=u32::try_from(membership.slots()).expect("there are few") {
        let mut call = Call::new(twist);
        let mut told = Told::new();
        let object = call.object(held.object, others.delta);
        let status = unsafe { vnode_ring_node_at(object, slot, call.result(&mut told)) };
        let index = NodeIndex::from(slot);
        let found = call.ended(status, || model.node(index).ok_or(VNODE_RING_ERR_NOT_FOUND));
        if let (Some(told), Some(found)) = (told.where_ok(found.is_some()), found) {
            node(&told, found.node(), slot);
        }
        attributes(held, slot);
    }
    for id in IDS {
        let mut call = Call::new(twist);
        let mut told = Told::new();
        let object = call.object(held.object, others.delta);
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
        let object = call.object(held.object, others.delta);
        let status = unsafe { vnode_ring_lookup_position(object, position, call.result(&mut slot)) };
        slot.is(call.ended(status, || owner(model.lookup_position(Position(position)))));
    }
}

/// The slot of an owner, or why there is none.
pub(super) fn owner(owner: Option<NodeRef<'_>>) -> Result<u32, i32> {
    owner.map(|node| node.index().into()).ok_or(VNODE_RING_ERR_NOT_FOUND)
}

/// A number that an object tells.
pub(super) fn count<O: 'static, M>(
    held: &Held<O, M>,
    others: Others,
    twist: Twist,
    function: unsafe extern "C" fn(*const O, *mut usize) -> i32,
    expected: usize,
) {
    let mut call = Call::new(twist);
    let mut told = Told::new();
    let object = call.object(held.object, others.than(held));
    let status = unsafe { function(object, call.result(&mut told)) };
    told.is(call.ended(status, || Ok(expected)));
}

fn attributes(held: &Held<vnode_ring, Ring>, slot: u32) {
    let found = held.model.node(NodeIndex::from(slot));
    let expected = found.iter().flat_map(|found| found.node().attributes());
    let expected: Vec<_> = expected.map(Some).chain([None]).collect();
    for (number, expected) in expected.into_iter().enumerate() {
        let (mut call, mut told) = (Call::new(Twist::NoError), Told::new());
        let status = unsafe { vnode_ring_attribute_at(held.object, slot, number, call.result(&mut told)) };
        let ended = call.ended(status, || expected.ok_or(VNODE_RING_ERR_NOT_FOUND));
        let Some((told, (name, value))) = told.where_ok(ended.is_some()).zip(ended) else { continue };
        assert_eq!(text(told.name, told.name_len), Some(name));
        assert_eq!(text(told.value, told.value_len), Some(value));
        let (mut call, mut place, mut length) = (Call::new(Twist::NoError), Told::new(), Told::new());
        let (name, name_len) = call.text(name, Handed::Fine);
        let (place_at, length_at) = (call.result(&mut place), call.result(&mut length));
        let status =
            unsafe { vnode_ring_attribute_of(held.object, slot, name, name_len, place_at, length_at) };
        assert!(call.ended(status, || Ok(())).is_some());
        let told = place.where_ok(true).zip(length.where_ok(true)).expect("they were told");
        assert_eq!(text(told.0, told.1), Some(value));
    }
}

fn stamps(held: &Held<vnode_ring, Ring>, others: Others, twist: Twist) {
    let membership = held.model.membership();
    let (mut call, mut stamp) = (Call::new(twist), Told::new());
    let object = call.object(held.object, others.delta);
    let status = unsafe { vnode_ring_stamp_of(object, call.result(&mut stamp)) };
    let ended = call.ended(status, || Ok(()));
    if let Some(told) = stamp.where_ok(ended.is_some()) {
        is_stamp(&told, membership.stamp());
    }
    let (mut call, mut fingerprint) = (Call::new(twist), Told::<vnode_ring_fingerprint>::new());
    let object = call.object(held.object, others.delta);
    let status = unsafe { vnode_ring_placement_fingerprint(object, call.result(&mut fingerprint)) };
    let ended = call.ended(status, || Ok(()));
    if let Some(told) = fingerprint.where_ok(ended.is_some()) {
        assert_eq!(told.bytes, membership.placement_fingerprint().to_le_bytes());
    }
}
