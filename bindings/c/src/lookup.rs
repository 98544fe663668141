//! Which node owns a key. No function here allocates; all may be called by many threads at once.

use core::ffi::c_void;

use core_ring::Position;

use crate::guard::ask;
use crate::keys::{Excluded, Packed, Parallel, in_chunks};
use crate::memory::{bytes, out, tell};
use crate::ring::vnode_ring;
use crate::status::{Status, VNODE_RING_ERR_NOT_FOUND};

/// The slot of the node that owns a key. VNODE_RING_ERR_NOT_FOUND where no node owns keys. Expected O(1).
///
/// A key is any bytes; it may be NULL where key_len is 0. vnode_ring_node_at() tells the node's id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_lookup(
    ring: *const vnode_ring,
    key: *const c_void,
    key_len: usize,
    slot: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let slot = out(slot)?;
            let owner = ring.lookup(bytes(key, key_len)?).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?;
            slot.set(owner.index().into());
            Ok(())
        })
    }
}

/// The slot of the node that a key goes to while some nodes are out: the first one left in its list, which is its owner on
/// the ring without them (but see VNODE_RING_PLACEMENT_HAPROXY_ID). `excluded` is a bitmap of `excluded_words` words: slot
/// s is out if bit s % 64 of word s / 64 is 1; slots past its end are not. Expected O(1) while few nodes are out, O(vnodes)
/// at most. VNODE_RING_ERR_NOT_FOUND where no node is left that owns keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_lookup_excluding(
    ring: *const vnode_ring,
    key: *const c_void,
    key_len: usize,
    excluded: *const u64,
    excluded_words: usize,
    slot: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let slot = out(slot)?;
            let excluded = Excluded::read(excluded, excluded_words)?;
            let owner = ring.lookup_where(bytes(key, key_len)?, |node| excluded.lets(node.index()));
            slot.set(owner.ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?.index().into());
            Ok(())
        })
    }
}

/// The slots of the nodes that own `count` keys: `slots[i]` is that of `keys[i]`, which has `key_lens[i]` bytes. Faster than
/// as many lookups where the ring is larger than the cache. VNODE_RING_ERR_NOT_FOUND where no node owns keys; an error may
/// leave slots written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_lookup_batch(
    ring: *const vnode_ring,
    keys: *const *const c_void,
    key_lens: *const usize,
    count: usize,
    slots: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let keys = Parallel::read(keys, key_lens, count)?;
            in_chunks(&keys, slots, count, |keys, slots| ring.lookup_batch(keys, slots))
        })
    }
}

/// As vnode_ring_lookup_batch() for keys that lie in one buffer: key i is the bytes from offsets[i] up to offsets[i + 1],
/// so that there are `count` + 1 offsets, none smaller than the one before it and none above `bytes_len`; else
/// VNODE_RING_ERR_ARGUMENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_lookup_packed(
    ring: *const vnode_ring,
    bytes: *const c_void,
    bytes_len: usize,
    offsets: *const usize,
    count: usize,
    slots: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let keys = Packed::read(bytes, bytes_len, offsets, count)?;
            in_chunks(&keys, slots, count, |keys, slots| ring.lookup_batch(keys, slots))
        })
    }
}

/// The position of a key on the circle 0..2^64. O(length of the key).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_key_position(
    ring: *const vnode_ring,
    key: *const c_void,
    key_len: usize,
    position: *mut u64,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(ring, |ring| tell(position, ring.key_position(bytes(key, key_len)?).0)) }
}

/// The slot of the node that owns a position: the first vnode there or after it, and round the circle. Otherwise as
/// vnode_ring_lookup().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_lookup_position(
    ring: *const vnode_ring,
    position: u64,
    slot: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let slot = out(slot)?;
            let owner = ring.lookup_position(Position(position)).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?;
            slot.set(owner.index().into());
            Ok(())
        })
    }
}
