//! Positions that nodes state, and rings that are kept as they are.

use ::vnode_ring::{Config, NodeIndex, NodeRef};
use vnode_ring_c::positions::*;
use vnode_ring_c::ring::vnode_ring_free;
use vnode_ring_c::status::VNODE_RING_ERR_NOT_FOUND;

use super::call::{Call, Handed, Told, Twist, listed};
use super::changes::HeldRing;
use super::held::{Held, Others};
use super::options;
use super::status::coded;
use crate::ops;

/// Nodes as a ring of that config takes them.
pub(super) fn placed(list: &[ops::Stated], config: &Config) -> Vec<ops::Stated> {
    list.iter().map(|stated| stated.placed(config.placement())).collect()
}

/// A ring as it is, in which every node states its positions.
pub(super) fn to_explicit(
    ring: &HeldRing,
    options: &options::Stated,
    others: Others,
    twist: Twist,
) -> Option<HeldRing> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = ring.hand(&mut call, others);
    let (_kept, options, meant) = options.handed(&mut call);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_to_explicit(object, options, error, place) };
    let ended = call.ended(status, || {
        let explicit = coded(ring.model.membership().to_explicit(meant.limits))?;
        coded(meant.compile(explicit))
    });
    Held::made(&told, ended, vnode_ring_free)
}

/// The positions that a node states.
pub(super) fn stated(node: NodeRef<'_>) -> Vec<u64> {
    node.node().positions().map(|positions| positions.map(|at| at.0).collect()).unwrap_or_default()
}

/// The positions that the node in a slot states, into a buffer that has room for so many.
pub(super) fn check(held: &HeldRing, others: Others, slot: u32, room: (usize, Handed), twist: Twist) {
    let mut call = Call::new(twist);
    let object = held.hand(&mut call, others);
    let expected = held.model.node(NodeIndex::from(slot)).map(stated).ok_or(VNODE_RING_ERR_NOT_FOUND);
    let length = expected.as_ref().map(Vec::len).map_err(|&status| status);
    let told = listed(call, room, length, |place, capacity, count| unsafe {
        vnode_ring_positions_at(object, slot, place, capacity, count)
    });
    assert!(told.is_none_or(|told| Ok(told) == expected));
}
