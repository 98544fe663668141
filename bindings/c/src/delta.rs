//! Deltas as values: told, sent, put together, undone.

use core::ffi::c_void;

use core_ring::{Change, Delta};

use crate::bytes::written;
use crate::change::vnode_ring_delta;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{ask, boxed, free, guard, value, with};
use crate::memory::{bytes, clear, out, tell};
use crate::node::vnode_ring_node;
use crate::options::{Options, vnode_ring_options};
use crate::ring::vnode_ring;
use crate::stamp::vnode_ring_stamp;
use crate::status::{Status, VNODE_RING_ERR_NOT_FOUND};

/// What leads from one ring to another of the same config: `new` must have the later epoch or the same content. Otherwise
/// as vnode_ring_delta_new(). O(nodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_diff(
    old: *const vnode_ring,
    new: *const vnode_ring,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(delta);
        with(old, error, |old| -> Result<(), Failure> {
            let (delta, new) = (out(delta)?, value(new)?);
            delta.set(boxed(old.membership().diff(new.membership())?));
            Ok(())
        })
    }
}

/// Frees a delta. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_free(delta: *mut vnode_ring_delta) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(delta) };
}

/// The delta that undoes this one. `*inverse` is the caller's: vnode_ring_delta_free(). It leads to a later epoch, too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_invert(
    delta: *const vnode_ring_delta,
    error: *mut vnode_ring_error,
    inverse: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(inverse);
        with(delta, error, |delta| -> Result<(), Failure> {
            out(inverse)?.set(boxed(delta.invert()?));
            Ok(())
        })
    }
}

/// One delta that does what two do, of which `next` starts where `delta` ends. `*both` is the caller's:
/// vnode_ring_delta_free().
///
/// VNODE_RING_ERR_CONFIG_MISMATCH, _GAP, _STALE, _FORK, _CONFLICT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_compose(
    delta: *const vnode_ring_delta,
    next: *const vnode_ring_delta,
    error: *mut vnode_ring_error,
    both: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(both);
        with(delta, error, |delta| -> Result<(), Failure> {
            out(both)?.set(boxed(delta.compose(value(next)?)?));
            Ok(())
        })
    }
}

/// The number of nodes that change. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_change_count(
    delta: *const vnode_ring_delta,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(delta, |delta| tell(count, delta.changes().len())) }
}

/// A change by number, in the order of ids: what the node was and what it becomes. Each has an id of NULL where the node
/// is no member. The texts are the delta's; attributes and positions are counted. VNODE_RING_ERR_NOT_FOUND past the end.
/// O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_change_at(
    delta: *const vnode_ring_delta,
    number: usize,
    old_node: *mut vnode_ring_node,
    new_node: *mut vnode_ring_node,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(delta, |delta| {
            let (old_node, new_node) = (out(old_node)?, out(new_node)?);
            let change = delta.changes().nth(number).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?;
            let [old, new] = [Change::old_node, Change::new_node].map(|node| node(change));
            old_node.set(old.map_or_else(vnode_ring_node::nobody, |node| vnode_ring_node::told(node, None)));
            new_node.set(new.map_or_else(vnode_ring_node::nobody, |node| vnode_ring_node::told(node, None)));
            Ok(())
        })
    }
}

/// Where a delta starts and where it leads. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_stamps(
    delta: *const vnode_ring_delta,
    base: *mut vnode_ring_stamp,
    target: *mut vnode_ring_stamp,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(delta, |delta| {
            let (base, target) = (out(base)?, out(target)?);
            base.set(delta.base().into());
            target.set(delta.target().into());
            Ok(())
        })
    }
}

/// A delta as bytes, to be sent. `*bytes` are the caller's: vnode_ring_bytes_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_to_bytes(
    delta: *const vnode_ring_delta,
    error: *mut vnode_ring_error,
    bytes: *mut *mut u8,
    length: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { written(delta, error, bytes, length, Delta::to_bytes) }
}

/// The delta of bytes that may come from anywhere. Of the options only `max_vnodes` counts. `*delta` is the caller's:
/// vnode_ring_delta_free().
///
/// VNODE_RING_ERR_DECODE, _LIMIT, _OUT_OF_MEMORY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_from_bytes(
    bytes: *const c_void,
    length: usize,
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(delta);
        guard(error, || -> Result<(), Failure> {
            let delta = out(delta)?;
            let limits = Options::read(options)?.limits;
            delta.set(boxed(Delta::from_bytes(self::bytes(bytes, length)?, limits)?));
            Ok(())
        })
    }
}
