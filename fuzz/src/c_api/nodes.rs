//! Nodes and changes as C hands them in, and what can be wrong with them.

use std::ffi::c_char;
use std::ptr;

use arbitrary::{Arbitrary, Result, Unstructured};
use vnode_ring_c::change::*;
use vnode_ring_c::node::*;
use vnode_ring_c::status::{
    VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NODE, VNODE_RING_ERR_NULL, VNODE_RING_ERR_UTF8,
};

use super::call::Call;
use crate::ops::{Stated, Step};

/// What is wrong with a node.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spoilt {
    Not,
    NullId,
    HugeId,
    IdNotUtf8,
    ZoneNotUtf8,
    UnknownField,
    Reserved,
    NullAttributes,
    HugeAttributes,
    AttributeTwice,
    NullPositions,
    HugePositions,
    CrookedPositions,
    /// Of a step.
    Kind(i32),
}

impl<'a> Arbitrary<'a> for Spoilt {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let byte = u8::arbitrary(u)?;
        Ok(match byte % 64 {
            51 => Self::NullPositions,
            52 => Self::HugePositions,
            53 => Self::CrookedPositions,
            54 => Self::NullId,
            55 => Self::HugeId,
            56 => Self::IdNotUtf8,
            57 => Self::ZoneNotUtf8,
            58 => Self::UnknownField,
            59 => Self::Reserved,
            60 => Self::NullAttributes,
            61 => Self::HugeAttributes,
            62 => Self::AttributeTwice,
            63 => Self::Kind([0, -1, 10, i32::MAX][usize::from(byte / 64)]),
            _ => Self::Not,
        })
    }
}

/// Nodes or changes, and the attributes and positions that they point to.
pub(super) struct Handed<T> {
    pub(super) all: Vec<T>,
    attributes: Vec<Box<[vnode_ring_attribute; 2]>>,
    positions: Vec<Vec<u64>>,
}

pub(super) fn text(text: &str) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

const NOT_UTF8: (*const c_char, usize) = (c"b\xc3".as_ptr(), 2);

const NO_NODE: vnode_ring_node = vnode_ring_node {
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
    slot: 0,
    reserved: [0; 2],
};

impl<T> Handed<T> {
    const fn new() -> Self {
        Self { all: Vec::new(), attributes: Vec::new(), positions: Vec::new() }
    }

    fn node(&mut self, stated: &Stated) -> vnode_ring_node {
        let mut node = NO_NODE;
        // What is not stated is not read.
        node.slot = u32::MAX / 3;
        node.position_count = usize::MAX;
        (node.id, node.id_len) = text(stated.id.0);
        if let Some(weight) = stated.weight {
            node.fields |= VNODE_RING_FIELD_WEIGHT;
            node.weight = weight.0;
        }
        if let Some(vnodes) = stated.vnodes {
            node.fields |= VNODE_RING_FIELD_VNODES;
            node.vnodes = vnodes.into();
        }
        if let Some(placement_id) = stated.placement_id {
            node.fields |= VNODE_RING_FIELD_PLACEMENT_ID;
            (node.placement_id, node.placement_id_len) = text(placement_id.0);
        }
        if let Some(zone) = stated.zone {
            node.fields |= VNODE_RING_FIELD_ZONE;
            (node.zone, node.zone_len) = text(zone.0);
        }
        if let Some(attributes) = stated.attributes {
            node.fields |= VNODE_RING_FIELD_ATTRIBUTES;
            if let Some((name, value)) = attributes {
                self.attribute(&mut node, name.0, value.0, 1);
            }
        }
        if let Some(positions) = stated.positions() {
            self.positions(&mut node, positions);
        }
        node
    }

    fn positions(&mut self, node: &mut vnode_ring_node, positions: Vec<u64>) {
        node.fields |= VNODE_RING_FIELD_POSITIONS;
        (node.positions, node.position_count) = (positions.as_ptr(), positions.len());
        self.positions.push(positions);
    }

    fn attribute(&mut self, node: &mut vnode_ring_node, name: &str, value: &str, count: usize) {
        let ((name, name_len), (value, value_len)) = (text(name), text(value));
        let pair = Box::new([vnode_ring_attribute { name, name_len, value, value_len }; 2]);
        (node.attributes, node.attribute_count) = (pair.as_ptr(), count);
        self.attributes.push(pair);
    }

    fn spoil(&mut self, node: &mut vnode_ring_node, spoilt: Spoilt, call: &mut Call) {
        call.wrong(match spoilt {
            Spoilt::Not | Spoilt::Kind(_) => return,
            Spoilt::NullId => {
                (node.id, node.id_len) = (ptr::null(), 1);
                VNODE_RING_ERR_NULL
            }
            Spoilt::HugeId => {
                node.id_len = usize::MAX;
                VNODE_RING_ERR_ARGUMENT
            }
            Spoilt::IdNotUtf8 => {
                (node.id, node.id_len) = NOT_UTF8;
                VNODE_RING_ERR_UTF8
            }
            Spoilt::ZoneNotUtf8 => {
                node.fields |= VNODE_RING_FIELD_ZONE;
                (node.zone, node.zone_len) = NOT_UTF8;
                VNODE_RING_ERR_UTF8
            }
            Spoilt::UnknownField => {
                node.fields |= 1 << 31;
                VNODE_RING_ERR_ARGUMENT
            }
            Spoilt::Reserved => {
                node.reserved[1] = 1;
                VNODE_RING_ERR_ARGUMENT
            }
            Spoilt::NullAttributes => {
                node.fields |= VNODE_RING_FIELD_ATTRIBUTES;
                (node.attributes, node.attribute_count) = (ptr::null(), 1);
                VNODE_RING_ERR_NULL
            }
            Spoilt::HugeAttributes => {
                self.attribute(node, "x", "", usize::MAX / 16);
                node.fields |= VNODE_RING_FIELD_ATTRIBUTES;
                VNODE_RING_ERR_ARGUMENT
            }
            Spoilt::NullPositions => {
                self.positions(node, vec![1, 2]);
                node.positions = ptr::null();
                VNODE_RING_ERR_NULL
            }
            Spoilt::HugePositions => {
                self.positions(node, vec![1, 2]);
                node.position_count = usize::MAX / 8;
                VNODE_RING_ERR_ARGUMENT
            }
            Spoilt::CrookedPositions => {
                self.positions(node, vec![1, 2]);
                node.positions = node.positions.wrapping_byte_add(1);
                VNODE_RING_ERR_ARGUMENT
            }
            Spoilt::AttributeTwice => {
                self.attribute(node, "x", "", 2);
                node.fields |= VNODE_RING_FIELD_ATTRIBUTES;
                VNODE_RING_ERR_NODE
            }
        });
    }
}

/// Nodes, the last one spoilt.
pub(super) fn nodes(list: &[Stated], spoilt: Spoilt, call: &mut Call) -> Handed<vnode_ring_node> {
    let mut handed = Handed::new();
    for (number, stated) in list.iter().enumerate() {
        let mut node = handed.node(stated);
        if number + 1 == list.len() {
            handed.spoil(&mut node, spoilt, call);
        }
        handed.all.push(node);
    }
    handed
}

/// Changes, the first one spoilt: those before one that is wrong might be refused first.
pub(super) fn changes(steps: &[Step], spoilt: Spoilt, call: &mut Call) -> Handed<vnode_ring_change> {
    let mut handed = Handed::new();
    for (number, step) in steps.iter().enumerate() {
        let mut change = vnode_ring_change { kind: 0, node: NO_NODE, old_id: ptr::null(), old_id_len: 0 };
        let mut whole = None;
        let id = match step {
            Step::Add(stated) => {
                (change.kind, whole) = (VNODE_RING_CHANGE_ADD, Some(stated));
                stated.id
            }
            Step::Remove(id) => {
                change.kind = VNODE_RING_CHANGE_REMOVE;
                *id
            }
            Step::Reweight(id, weight) => {
                (change.kind, change.node.weight) = (VNODE_RING_CHANGE_REWEIGHT, weight.0);
                *id
            }
            Step::SetVnodes(id, vnodes) => {
                (change.kind, change.node.vnodes) = (VNODE_RING_CHANGE_SET_VNODES, (*vnodes).into());
                *id
            }
            Step::Replace(old, stated) => {
                (change.kind, whole) = (VNODE_RING_CHANGE_REPLACE, Some(stated));
                (change.old_id, change.old_id_len) = text(old.0);
                stated.id
            }
            Step::Upsert(stated) => {
                (change.kind, whole) = (VNODE_RING_CHANGE_UPSERT, Some(stated));
                stated.id
            }
        };
        (change.node.id, change.node.id_len) = text(id.0);
        if let Some(stated) = whole {
            change.node = handed.node(stated);
        }
        match spoilt {
            Spoilt::Kind(kind) if number == 0 => {
                change.kind = kind;
                call.wrong(VNODE_RING_ERR_ARGUMENT);
            }
            // What a kind does not need is not read.
            _ if number == 0 && whole.is_some() => handed.spoil(&mut change.node, spoilt, call),
            _ => {}
        }
        handed.all.push(change);
    }
    handed
}
