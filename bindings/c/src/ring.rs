//! A ring: made from nodes, asked what it holds, freed.

use core::ffi::c_char;

use core_ring::{Membership, NodeIndex, NodeRef, Ring};

use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, ask, boxed, guard, opaque, with};
use crate::held::{Held, free_unless_lent};
use crate::memory::{clear, out, tell, text};
use crate::node::{updates, vnode_ring_attribute, vnode_ring_node};
use crate::options::{Options, vnode_ring_options};
pub(crate) use crate::stamp::{vnode_ring_fingerprint, vnode_ring_stamp};
use crate::status::{Status, VNODE_RING_ERR_NOT_FOUND, VNODE_RING_ERR_NOT_MEMBER};

/// A ring. It is freed with vnode_ring_free(), unless it is lent by a reader.
pub struct vnode_ring(Object<Held<Ring>>);

opaque!(vnode_ring, Held<Ring>, 1);

impl Held<Ring> {
    /// The node in a slot.
    pub(crate) fn at(&self, slot: u32) -> Result<NodeRef<'_>, Status> {
        self.node(NodeIndex::from(slot)).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))
    }
}

/// A new ring object.
pub(crate) fn own(ring: Ring) -> *mut vnode_ring {
    boxed(Held::Own(ring))
}

/// Makes a ring of nodes, at epoch 0. O(vnodes).
///
/// `nodes` are `count` nodes in any order; with none the ring is empty, and nodes may join later. `options` may be NULL.
/// `*ring` is the caller's: vnode_ring_free().
///
/// VNODE_RING_ERR_NODE, _LIMIT, _ARGUMENT, _UTF8, _OUT_OF_MEMORY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_new(
    nodes: *const vnode_ring_node,
    count: usize,
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    ring: *mut *mut vnode_ring,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(ring);
        guard(error, || -> Result<(), Failure> {
            let ring = out(ring)?;
            let options = Options::read(options)?;
            let nodes = updates(nodes, count)?.into_iter().map(|update| update.apply_to(None));
            let membership = Membership::try_new(options.config.clone(), nodes)?;
            ring.set(own(options.compile(membership)?));
            Ok(())
        })
    }
}

/// Frees a ring. NULL is fine. A ring that is lent is left alone: free the reader.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_free(ring: *mut vnode_ring) {
    // SAFETY: the header's rules are the contract.
    unsafe { free_unless_lent(ring) };
}

/// A copy of a ring that changes on its own. `*copy` is the caller's: vnode_ring_free(). O(vnodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_clone(
    ring: *const vnode_ring,
    error: *mut vnode_ring_error,
    copy: *mut *mut vnode_ring,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(copy);
        with(ring, error, |ring| -> Result<(), Failure> {
            out(copy)?.set(own(Ring::clone(ring)));
            Ok(())
        })
    }
}

/// The number of nodes. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_node_count(ring: *const vnode_ring, count: *mut usize) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(ring, |ring| tell(count, ring.membership().len())) }
}

/// The number of vnodes. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_vnode_count(ring: *const vnode_ring, count: *mut usize) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(ring, |ring| tell(count, ring.vnode_count())) }
}

/// The number of slots: every slot is below it. Arrays that are indexed by slots have that many elements. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_slot_count(ring: *const vnode_ring, count: *mut usize) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(ring, |ring| tell(count, ring.membership().slots())) }
}

/// The node in a slot; VNODE_RING_ERR_NOT_FOUND where none is. To see all nodes, ask for all slots below
/// vnode_ring_slot_count(). O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_node_at(
    ring: *const vnode_ring,
    slot: u32,
    node: *mut vnode_ring_node,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let node = out(node)?;
            let found = ring.at(slot)?;
            node.set(vnode_ring_node::told(found.node(), Some(found.index())));
            Ok(())
        })
    }
}

/// The node of an id; VNODE_RING_ERR_NOT_MEMBER where there is none. O(log nodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_node_of(
    ring: *const vnode_ring,
    id: *const c_char,
    id_len: usize,
    node: *mut vnode_ring_node,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let node = out(node)?;
            let found = ring.membership().get(text(id, id_len)?).ok_or(Status(VNODE_RING_ERR_NOT_MEMBER))?;
            node.set(vnode_ring_node::told(found.node(), Some(found.index())));
            Ok(())
        })
    }
}

/// An attribute of the node in a slot, by number: 0 up to attribute_count, in the order of names. The texts are the ring's.
/// VNODE_RING_ERR_NOT_FOUND past the end. O(attributes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_attribute_at(
    ring: *const vnode_ring,
    slot: u32,
    number: usize,
    attribute: *mut vnode_ring_attribute,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let attribute = out(attribute)?;
            let found = ring.at(slot)?.node().attributes().nth(number);
            attribute.set(vnode_ring_attribute::told(found.ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?));
            Ok(())
        })
    }
}

/// An attribute of the node in a slot, by name. The value is the ring's. VNODE_RING_ERR_NOT_FOUND where the node has none
/// of that name. O(attributes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_attribute_of(
    ring: *const vnode_ring,
    slot: u32,
    name: *const c_char,
    name_len: usize,
    value: *mut *const c_char,
    value_len: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let (value, value_len) = (out(value)?, out(value_len)?);
            let found =
                ring.at(slot)?.attribute(text(name, name_len)?).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?;
            value.set(found.as_ptr().cast());
            value_len.set(found.len());
            Ok(())
        })
    }
}

/// The config, as the options that a ring with it is made with; the secret of a keyed ring is not among them. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_options_of(
    ring: *const vnode_ring,
    options: *mut vnode_ring_options,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(ring, |ring| tell(options, vnode_ring_options::told(ring.config()))) }
}

/// The epoch and fingerprint. Two processes that print the same have the same ring. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_stamp_of(ring: *const vnode_ring, stamp: *mut vnode_ring_stamp) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(ring, |ring| tell(stamp, ring.membership().stamp().into())) }
}

/// The fingerprint of what decides owners and lists alone: config, ids, placement ids, zones and vnode counts. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_placement_fingerprint(
    ring: *const vnode_ring,
    fingerprint: *mut vnode_ring_fingerprint,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(ring, |ring| tell(fingerprint, ring.membership().placement_fingerprint().into())) }
}
