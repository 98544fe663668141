//! Which node of an image owns a key: the answers of the ring that it was made of. No function here allocates.

use core::ffi::c_void;

use core_ring::{NodeIndex, NodeView, Position};

use crate::keys::{Excluded, Packed, Parallel, in_chunks};
use crate::memory::{bytes, out, slice, slice_mut, tell};
use crate::status::{Status, VNODE_RING_ERR_NOT_FOUND};
use crate::view::{ask, vnode_ring_view};

/// A slot as a result.
fn slot_of(node: Option<NodeView<'_>>) -> Result<u32, Status> {
    node.map(|node| node.index().into()).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))
}

/// As vnode_ring_lookup().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_lookup(
    view: *const vnode_ring_view,
    key: *const c_void,
    key_len: usize,
    slot: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let slot = out(slot)?;
            slot.set(slot_of(view.lookup(bytes(key, key_len)?))?);
            Ok(())
        })
    }
}

/// As vnode_ring_lookup_excluding().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_lookup_excluding(
    view: *const vnode_ring_view,
    key: *const c_void,
    key_len: usize,
    excluded: *const u64,
    excluded_words: usize,
    slot: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let slot = out(slot)?;
            let excluded = Excluded::read(excluded, excluded_words)?;
            let owner = view.lookup_where(bytes(key, key_len)?, |node| excluded.lets(node.index()));
            slot.set(slot_of(owner)?);
            Ok(())
        })
    }
}

/// As vnode_ring_lookup_batch().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_lookup_batch(
    view: *const vnode_ring_view,
    keys: *const *const c_void,
    key_lens: *const usize,
    count: usize,
    slots: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let keys = Parallel::read(keys, key_lens, count)?;
            in_chunks(&keys, slots, count, |keys, slots| view.lookup_batch(keys, slots))
        })
    }
}

/// As vnode_ring_lookup_packed().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_lookup_packed(
    view: *const vnode_ring_view,
    bytes: *const c_void,
    bytes_len: usize,
    offsets: *const usize,
    count: usize,
    slots: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let keys = Packed::read(bytes, bytes_len, offsets, count)?;
            in_chunks(&keys, slots, count, |keys, slots| view.lookup_batch(keys, slots))
        })
    }
}

/// As vnode_ring_key_position().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_key_position(
    view: *const vnode_ring_view,
    key: *const c_void,
    key_len: usize,
    position: *mut u64,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(view, |view| tell(position, view.key_position(bytes(key, key_len)?).0)) }
}

/// As vnode_ring_lookup_position().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_lookup_position(
    view: *const vnode_ring_view,
    position: u64,
    slot: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let slot = out(slot)?;
            slot.set(slot_of(view.lookup_position(Position(position)))?);
            Ok(())
        })
    }
}

/// The nodes that hold a key: distinct ones in ring order, the owner first. `capacity` is how many are wanted and `slots`
/// their place; `*count` is how many there are. `excluded` as for vnode_ring_lookup_excluding(); NULL and 0 for none.
/// Expected O(capacity) while few nodes are out.
///
/// As vnode_ring_replicas() with VNODE_RING_ZONES_ANY; other rules about zones need a ring.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_preference_list(
    view: *const vnode_ring_view,
    key: *const c_void,
    key_len: usize,
    excluded: *const u64,
    excluded_words: usize,
    slots: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let count = out(count)?;
            let (key, excluded) = (bytes(key, key_len)?, Excluded::read(excluded, excluded_words)?);
            let slots = slice_mut(slots.cast::<NodeIndex>(), capacity)?;
            count.set(view.preference_list_into_where(key, slots, |node| excluded.lets(node.index())));
            Ok(())
        })
    }
}

/// As vnode_ring_pick(); `slot_count` is vnode_ring_view_node_count().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_view_pick(
    view: *const vnode_ring_view,
    key: *const c_void,
    key_len: usize,
    loads: *const u64,
    caps: *const u64,
    slot_count: usize,
    slot: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(view, |view| {
            let slot = out(slot)?;
            let (loads, caps) = (slice(loads, slot_count)?, slice(caps, slot_count)?);
            slot.set(slot_of(view.pick(bytes(key, key_len)?, loads, caps))?);
            Ok(())
        })
    }
}
