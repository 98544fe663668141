//! Nodes, as they are given and as they are told.

use core::ffi::c_char;
use core::ptr;

use core_ring::NodeView;
#[cfg(feature = "std")]
use core_ring::{Node, NodeIndex};

use crate::memory::Out;

#[cfg(feature = "std")]
mod given;

#[cfg(feature = "std")]
pub(crate) use given::{one, updates};

/// vnode_ring_node.weight is stated.
pub const VNODE_RING_FIELD_WEIGHT: u32 = 1;
/// vnode_ring_node.vnodes is stated.
pub const VNODE_RING_FIELD_VNODES: u32 = 2;
/// vnode_ring_node.placement_id is stated.
pub const VNODE_RING_FIELD_PLACEMENT_ID: u32 = 4;
/// vnode_ring_node.zone is stated.
pub const VNODE_RING_FIELD_ZONE: u32 = 8;
/// vnode_ring_node.attributes are stated.
pub const VNODE_RING_FIELD_ATTRIBUTES: u32 = 16;
/// vnode_ring_node.positions are stated.
pub const VNODE_RING_FIELD_POSITIONS: u32 = 32;
/// No slot: where a node could be and is none.
pub const VNODE_RING_NO_SLOT: u32 = u32::MAX;

/// A name and its value, both UTF-8.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_attribute {
    /// Not empty.
    pub name: *const c_char,
    /// The bytes of the name.
    pub name_len: usize,
    /// May be empty.
    pub value: *const c_char,
    /// The bytes of the value.
    pub value_len: usize,
}

/// A node. Texts are UTF-8 with a length and need no 0 at the end.
///
/// As an argument: zero it, set the id, and for each other field that you state set its flag in `fields`. What is not
/// stated is the default where a node joins, and stays as it is where one is upserted. All is copied.
///
///     vnode_ring_node node = {0};
///     node.id = "cache-a";
///     node.id_len = 7;
///     node.fields = VNODE_RING_FIELD_WEIGHT;
///     node.weight = 2;
///
/// As a result: the texts belong to the object that was asked, and are valid until it changes or is freed. Attributes and
/// positions are only counted; vnode_ring_attribute_at() and vnode_ring_positions_at() tell them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_node {
    /// What the node is called: 1 to 1,024 bytes without control characters, unique in a ring. Choose what survives a
    /// restart.
    pub id: *const c_char,
    /// The bytes of the id.
    pub id_len: usize,
    /// The bytes that its vnodes derive from, by default the id; unique in a ring. A replacement keeps the old one.
    pub placement_id: *const c_char,
    /// The bytes of the placement id.
    pub placement_id_len: usize,
    /// The failure domain, at most 255 bytes; by default none. An empty one is none.
    pub zone: *const c_char,
    /// The bytes of the zone.
    pub zone_len: usize,
    /// Any number of them in any order, each name once, at most 64 KiB in all; "addr" is the address by convention.
    pub attributes: *const vnode_ring_attribute,
    /// How many attributes there are.
    pub attribute_count: usize,
    /// Where its vnodes stand, in any order, none of them twice: only with VNODE_RING_PLACEMENT_EXPLICIT, where every node
    /// of weight above 0 states some, and no number of vnodes.
    pub positions: *const u64,
    /// How many positions there are; 0 states that there are none.
    pub position_count: usize,
    /// Which fields are stated: VNODE_RING_FIELD_... added up.
    pub fields: u32,
    /// The absolute share, by default 1. 0 drains the node: it stays a member and owns nothing.
    pub weight: u32,
    /// The number of vnodes, instead of what the weight gives; by default that.
    pub vnodes: u32,
    /// As a result, the node's slot: a small number that is its own until the ring changes or, if it is not told,
    /// VNODE_RING_NO_SLOT. Ignored in arguments.
    pub slot: u32,
    /// 0.
    pub reserved: [u64; 2],
}

impl vnode_ring_attribute {
    /// An attribute as a result.
    pub(crate) const fn told((name, value): (&str, &str)) -> Self {
        Self {
            name: name.as_ptr().cast(),
            name_len: name.len(),
            value: value.as_ptr().cast(),
            value_len: value.len(),
        }
    }
}

impl vnode_ring_node {
    /// As a result where there is no node.
    pub(crate) const fn nobody() -> Self {
        Self {
            id: ptr::null(),
            id_len: 0,
            placement_id: ptr::null(),
            placement_id_len: 0,
            zone: ptr::null(),
            zone_len: 0,
            attributes: ptr::null(),
            attribute_count: 0,
            positions: ptr::null(),
            position_count: 0,
            fields: 0,
            weight: 0,
            vnodes: 0,
            slot: VNODE_RING_NO_SLOT,
            reserved: [0; 2],
        }
    }

    /// A node as a result.
    #[cfg(feature = "std")]
    pub(crate) fn told(node: &Node, index: Option<NodeIndex>) -> Self {
        Self {
            attribute_count: node.attributes().count(),
            position_count: node.positions().map_or(0, |positions| positions.len()),
            weight: node.weight(),
            slot: index.map_or(VNODE_RING_NO_SLOT, u32::from),
            ..Self::of_texts([node.id(), node.placement_id()], node.zone(), node.vnodes())
        }
    }

    /// Tells a node of an image, where it goes: where code is to be small, it is not moved there.
    pub(crate) fn see(node: NodeView<'_>, place: Out<Self>) {
        place.set(Self {
            attribute_count: node.attributes().count(),
            weight: node.weight(),
            slot: node.index().into(),
            ..Self::of_texts([node.id(), node.placement_id()], node.zone(), Some(node.vnode_count()))
        });
    }

    /// What may be stated or not, with its flags.
    fn of_texts([id, placement_id]: [&str; 2], zone: Option<&str>, vnodes: Option<u32>) -> Self {
        let states = |field, stated| if stated { field } else { 0 };
        Self {
            id: id.as_ptr().cast(),
            id_len: id.len(),
            placement_id: placement_id.as_ptr().cast(),
            placement_id_len: placement_id.len(),
            zone: zone.map_or(ptr::null(), |zone| zone.as_ptr().cast()),
            zone_len: zone.map_or(0, str::len),
            fields: VNODE_RING_FIELD_WEIGHT
                | VNODE_RING_FIELD_PLACEMENT_ID
                | states(VNODE_RING_FIELD_ZONE, zone.is_some())
                | states(VNODE_RING_FIELD_VNODES, vnodes.is_some()),
            vnodes: vnodes.unwrap_or(0),
            ..Self::nobody()
        }
    }
}
