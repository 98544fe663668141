//! Nodes of the caller's.

use core_ring::{Node, NodeUpdate, Position};

use super::{
    VNODE_RING_FIELD_ATTRIBUTES, VNODE_RING_FIELD_PLACEMENT_ID, VNODE_RING_FIELD_POSITIONS,
    VNODE_RING_FIELD_VNODES, VNODE_RING_FIELD_WEIGHT, VNODE_RING_FIELD_ZONE, vnode_ring_node,
};
use crate::failure::Failure;
use crate::memory;
use crate::status::{Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NODE};

/// All fields that are in use.
const FIELDS: u32 = VNODE_RING_FIELD_WEIGHT
    | VNODE_RING_FIELD_VNODES
    | VNODE_RING_FIELD_PLACEMENT_ID
    | VNODE_RING_FIELD_ZONE
    | VNODE_RING_FIELD_ATTRIBUTES
    | VNODE_RING_FIELD_POSITIONS;

impl vnode_ring_node {
    /// # Safety
    /// Its texts, attributes and positions can be read.
    pub(crate) unsafe fn update(&self) -> Result<NodeUpdate, Failure> {
        if self.fields & !FIELDS != 0 || self.reserved != [0; 2] {
            let message =
                format!("a node states what is not known: fields {:#x}, or reserved is not 0", self.fields);
            return Err(Failure::new(VNODE_RING_ERR_ARGUMENT, message));
        }
        // SAFETY: the caller vouches for all texts.
        unsafe {
            let mut update = NodeUpdate::new(memory::text(self.id, self.id_len)?);
            let states = |field| self.fields & field != 0;
            if states(VNODE_RING_FIELD_WEIGHT) {
                update = update.with_weight(self.weight);
            }
            if states(VNODE_RING_FIELD_VNODES) {
                update = update.with_vnodes(self.vnodes);
            }
            if states(VNODE_RING_FIELD_PLACEMENT_ID) {
                update = update.with_placement_id(memory::text(self.placement_id, self.placement_id_len)?);
            }
            if states(VNODE_RING_FIELD_ZONE) {
                update = update.with_zone(memory::text(self.zone, self.zone_len)?);
            }
            if states(VNODE_RING_FIELD_ATTRIBUTES) {
                let attributes = memory::slice(self.attributes, self.attribute_count)?;
                let mut pairs = Vec::new();
                for attribute in attributes {
                    let name = memory::text(attribute.name, attribute.name_len)?;
                    pairs.push((name, memory::text(attribute.value, attribute.value_len)?));
                }
                let count = pairs.len();
                update = update.with_attributes(pairs);
                if update.attributes().is_some_and(|attributes| attributes.len() < count) {
                    return Err(Failure::new(VNODE_RING_ERR_NODE, "a node states an attribute twice"));
                }
            }
            if states(VNODE_RING_FIELD_POSITIONS) {
                let positions = memory::slice(self.positions, self.position_count)?;
                update = update.with_positions(positions.iter().copied().map(Position));
            }
            Ok(update)
        }
    }

    /// # Safety
    /// As for [`update`](Self::update).
    pub(crate) unsafe fn node(&self) -> Result<Node, Failure> {
        // SAFETY: the caller vouches for all texts.
        unsafe { self.update() }.map(|update| update.apply_to(None))
    }
}

/// Several nodes of the caller's.
///
/// # Safety
/// There are `count` nodes whose texts can be read.
pub(crate) unsafe fn updates(
    nodes: *const vnode_ring_node,
    count: usize,
) -> Result<Vec<NodeUpdate>, Failure> {
    // SAFETY: the caller vouches for all of them.
    unsafe { memory::slice(nodes, count)?.iter().map(|node| node.update()).collect() }
}

/// One node of the caller's.
///
/// # Safety
/// `node` is NULL or a node whose texts can be read.
pub(crate) unsafe fn one<'a>(node: *const vnode_ring_node) -> Result<&'a vnode_ring_node, Status> {
    // SAFETY: the caller vouches for it.
    unsafe { memory::slice(node, 1).map(|nodes| &nodes[0]) }
}
