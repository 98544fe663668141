//! What C shows of nodes, compared with the library's own.

use std::ffi::c_char;
use std::slice;

use ::vnode_ring::{Config, HashTag, Node, NodeView, Side, Stamp};
use vnode_ring_c::node::*;
use vnode_ring_c::options::*;
use vnode_ring_c::stamp::vnode_ring_stamp;

use super::call::{Call, Handed, Told, Twist};
use super::options;

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

/// What is to be told of a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    id: &'a str,
    placement_id: &'a str,
    zone: Option<&'a str>,
    weight: u32,
    vnodes: Option<u32>,
    attributes: usize,
    positions: usize,
}

impl<'a> From<&'a Node> for Shown<'a> {
    fn from(node: &'a Node) -> Self {
        Self {
            id: node.id(),
            placement_id: node.placement_id(),
            zone: node.zone(),
            weight: node.weight(),
            vnodes: node.vnodes(),
            attributes: node.attributes().count(),
            positions: node.positions().map_or(0, |positions| positions.len()),
        }
    }
}

impl<'a> From<NodeView<'a>> for Shown<'a> {
    fn from(node: NodeView<'a>) -> Self {
        Self {
            id: node.id(),
            placement_id: node.placement_id(),
            zone: node.zone(),
            weight: node.weight(),
            vnodes: Some(node.vnode_count()),
            attributes: node.attributes().count(),
            positions: 0,
        }
    }
}

/// A node as a result.
pub(super) fn node<'a>(told: &vnode_ring_node, node: impl Into<Shown<'a>>, slot: u32) {
    let Shown { id, placement_id, zone, weight, vnodes, attributes, positions } = node.into();
    assert_eq!(text(told.id, told.id_len), Some(id));
    assert_eq!(text(told.placement_id, told.placement_id_len), Some(placement_id));
    assert_eq!(text(told.zone, told.zone_len), zone);
    assert!(told.attributes.is_null() && told.positions.is_null());
    assert_eq!((told.attribute_count, told.position_count), (attributes, positions));
    let mut fields = VNODE_RING_FIELD_WEIGHT | VNODE_RING_FIELD_PLACEMENT_ID;
    if zone.is_some() {
        fields |= VNODE_RING_FIELD_ZONE;
    }
    if vnodes.is_some() {
        fields |= VNODE_RING_FIELD_VNODES;
    }
    assert_eq!((told.fields, told.weight, told.vnodes), (fields, weight, vnodes.unwrap_or(0)));
    assert_eq!((told.slot, told.reserved), (slot, [0; 2]));
}

/// Where there is no node.
pub(super) fn nobody(told: &vnode_ring_node) {
    assert!(told.id.is_null() && told.id_len == 0 && told.fields == 0);
}

pub(super) fn is_stamp(told: &vnode_ring_stamp, stamp: Stamp) {
    assert_eq!((told.epoch, told.fingerprint.bytes), (stamp.epoch, stamp.fingerprint.to_le_bytes()));
}

const fn side_number(side: Side) -> u32 {
    match side {
        Side::Predecessor => VNODE_RING_SIDE_PREDECESSOR,
        _ => VNODE_RING_SIDE_SUCCESSOR,
    }
}

/// Options as a result.
pub(super) fn options(told: &vnode_ring_options, config: &Config) {
    assert_eq!((told.size, told.seed), (size_of_val(told), config.seed()));
    assert_eq!(told.hash_tag, config.hash_tag().map_or([0; 2], HashTag::bytes));
    assert_eq!(told.placement, options::placement_number(config.placement()));
    assert_eq!(told.key_hash, options::key_hash_number(config.key_hash()));
    assert_eq!(told.side, side_number(config.side()));
    assert_eq!((told.vnodes_per_weight, told.max_vnodes), (config.vnodes_per_weight(), 0));
    assert!(told.secret.is_null() && told.secret_len == 0);
}

/// The attributes of a node by number and by name, where `attribute_at` and `attribute_of` have them all but their last
/// arguments; `none` is what they answer where there is none.
pub(super) fn attributes<'a>(
    expected: impl Iterator<Item = (&'a str, &'a str)>,
    of: impl Fn(&str) -> Option<&'a str>,
    none: i32,
    attribute_at: impl Fn(usize, *mut vnode_ring_attribute) -> i32,
    attribute_of: impl Fn((*const c_char, usize), *mut *const c_char, *mut usize) -> i32,
) {
    for (number, expected) in expected.map(Some).chain([None]).enumerate() {
        let (mut call, mut told) = (Call::new(Twist::NoError), Told::new());
        let status = attribute_at(number, call.result(&mut told));
        let ended = call.ended(status, || expected.ok_or(none));
        if let Some((told, (name, value))) = told.where_ok(ended.is_some()).zip(ended) {
            assert_eq!(text(told.name, told.name_len), Some(name));
            assert_eq!(text(told.value, told.value_len), Some(value));
        }
        let name = expected.map_or("no such", |(name, _)| name);
        let (mut call, mut place, mut length) = (Call::new(Twist::NoError), Told::new(), Told::new());
        let handed = call.text(name, Handed::Fine);
        let status = attribute_of(handed, call.result(&mut place), call.result(&mut length));
        let value = call.ended(status, || of(name).ok_or(none));
        let told = place.where_ok(value.is_some()).zip(length.where_ok(value.is_some()));
        assert_eq!(told.and_then(|(place, length)| text(place, length)), value);
    }
}
