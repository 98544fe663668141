//! Changes. A change is a delta: made once, applied by every process that holds its base, and refused by all others.

use core::ffi::c_char;

use core_ring::{Calibration, CalibrationRule, Changes, Delta, NodeUpdate, Outcome};

use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, boxed, opaque, value, with, with_mut};
use crate::memory::{clear, out, slice, text, wanted};
use crate::node::{one, updates, vnode_ring_node};
use crate::ring::vnode_ring;
use crate::rule::rule;
use crate::status::VNODE_RING_ERR_ARGUMENT;

/// A delta: which nodes change, from what to what, from which ring to which.
pub struct vnode_ring_delta(Object<Delta>);

opaque!(vnode_ring_delta, Delta, 2);

/// vnode_ring_change: `node` joins.
pub const VNODE_RING_CHANGE_ADD: i32 = 1;
/// vnode_ring_change: the node with the id of `node` leaves.
pub const VNODE_RING_CHANGE_REMOVE: i32 = 2;
/// vnode_ring_change: the node with the id of `node` gets its weight; the number of vnodes follows.
pub const VNODE_RING_CHANGE_REWEIGHT: i32 = 3;
/// vnode_ring_change: the node with the id of `node` gets its number of vnodes.
pub const VNODE_RING_CHANGE_SET_VNODES: i32 = 4;
/// vnode_ring_change: `node` joins, or what it states replaces that of the member.
pub const VNODE_RING_CHANGE_UPSERT: i32 = 5;
/// vnode_ring_change: `node` takes the place of the node `old_id`, with exactly its keys.
pub const VNODE_RING_CHANGE_REPLACE: i32 = 6;

/// One step of a change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_change {
    /// VNODE_RING_CHANGE_...
    pub kind: i32,
    /// The node; where a kind needs an id, a weight or a number of vnodes alone, the rest is ignored.
    pub node: vnode_ring_node,
    /// For VNODE_RING_CHANGE_REPLACE: the id of the node that leaves.
    pub old_id: *const c_char,
    /// The bytes of the old id.
    pub old_id_len: usize,
}

impl vnode_ring_change {
    /// # Safety
    /// Its texts can be read.
    unsafe fn make<'r>(&self, changes: Changes<'r>) -> Result<Changes<'r>, Failure> {
        // SAFETY: the caller vouches for all texts.
        unsafe {
            let id = || text(self.node.id, self.node.id_len);
            Ok(match self.kind {
                VNODE_RING_CHANGE_ADD => changes.add(self.node.node()?)?,
                VNODE_RING_CHANGE_REMOVE => changes.remove(id()?)?,
                VNODE_RING_CHANGE_REWEIGHT => changes.reweight(id()?, self.node.weight)?,
                VNODE_RING_CHANGE_SET_VNODES => changes.set_vnodes(id()?, self.node.vnodes)?,
                VNODE_RING_CHANGE_UPSERT => changes.upsert(&self.node.update()?)?,
                VNODE_RING_CHANGE_REPLACE => {
                    changes.replace(text(self.old_id, self.old_id_len)?, self.node.node()?)?
                }
                kind => {
                    let message = format!("change.kind is none of VNODE_RING_CHANGE_... (got {kind})");
                    return Err(Failure::new(VNODE_RING_ERR_ARGUMENT, message));
                }
            })
        }
    }
}

/// Lets a node join. `delta` may be NULL; else `*delta` is what the other processes apply, and the caller's:
/// vnode_ring_delta_free().
///
/// The ring is compiled anew beside the one that there is, which stays as it was where memory runs out: O(vnodes), or more
/// for VNODE_RING_PLACEMENT_HAPROXY_ID, and room for a second ring meanwhile.
///
/// VNODE_RING_ERR_ALREADY_MEMBER, _NODE, _LIMIT, _UTF8, _NO_EPOCH_LEFT, _OUT_OF_MEMORY, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_add(
    ring: *mut vnode_ring,
    node: *const vnode_ring_node,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { change(ring, error, delta, |changes| Ok(changes.add(one(node)?.node()?)?)) }
}

/// Lets a node leave. Otherwise as vnode_ring_add().
///
/// VNODE_RING_ERR_NOT_MEMBER, _UTF8, _NO_EPOCH_LEFT, _OUT_OF_MEMORY, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_remove(
    ring: *mut vnode_ring,
    id: *const c_char,
    id_len: usize,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { change(ring, error, delta, |changes| Ok(changes.remove(text(id, id_len)?)?)) }
}

/// Sets the weight of a node; 0 drains it. Otherwise as vnode_ring_add().
///
/// VNODE_RING_ERR_NOT_MEMBER, _LIMIT, _UTF8, _NO_EPOCH_LEFT, _OUT_OF_MEMORY, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_reweight(
    ring: *mut vnode_ring,
    id: *const c_char,
    id_len: usize,
    weight: u32,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { change(ring, error, delta, |changes| Ok(changes.reweight(text(id, id_len)?, weight)?)) }
}

/// Makes a change of the ring at once.
///
/// # Safety
/// As for the functions of the header.
unsafe fn change(
    ring: *mut vnode_ring,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
    step: impl FnOnce(Changes<'_>) -> Result<Changes<'_>, Failure>,
) -> i32 {
    // SAFETY: the caller vouches for all of them.
    unsafe {
        clear(delta);
        with_mut(ring, error, |ring| -> Result<(), Failure> {
            let (delta, ring) = (wanted(delta)?, ring.own()?);
            let made = step(ring.change())?.delta()?;
            ring.try_apply(&made)?;
            if let Some(delta) = delta {
                delta.set(boxed(made));
            }
            Ok(())
        })
    }
}

/// Works out a change of `count` steps, made in their order and applied as one; the ring stays as it is. `*delta` is the
/// caller's: vnode_ring_delta_free(). O(nodes that change).
///
/// VNODE_RING_ERR_NOT_MEMBER, _ALREADY_MEMBER, _NODE, _ARGUMENT, _UTF8, _NO_EPOCH_LEFT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_new(
    ring: *const vnode_ring,
    changes: *const vnode_ring_change,
    count: usize,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(delta);
        with(ring, error, |ring| -> Result<(), Failure> {
            let delta = out(delta)?;
            let steps = slice(changes, count)?.iter();
            let made = steps.clone().try_fold(ring.change(), |changes, step| step.make(changes))?;
            delta.set(boxed(made.delta()?));
            Ok(())
        })
    }
}

/// Works out what makes the ring hold exactly the nodes of a list, as a registry or a file states them: those that are
/// missing leave, new ones join, what others state replaces what they had. Otherwise as vnode_ring_delta_new(). O(nodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_reconcile(
    ring: *const vnode_ring,
    nodes: *const vnode_ring_node,
    count: usize,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        reconcile(ring, nodes, count, error, delta, |ring, list| Ok(ring.membership().reconcile(list)?))
    }
}

/// As vnode_ring_delta_reconcile(), for a list that comes with an epoch of its own (a revision, an index): the ring gets
/// that epoch. VNODE_RING_ERR_STALE where it is not later than the ring's and the nodes differ.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_reconcile_at(
    ring: *const vnode_ring,
    nodes: *const vnode_ring_node,
    count: usize,
    epoch: u64,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        reconcile(ring, nodes, count, error, delta, |ring, list| {
            Ok(ring.membership().reconcile_at(epoch, list)?)
        })
    }
}

/// # Safety
/// As for the functions of the header.
unsafe fn reconcile(
    ring: *const vnode_ring,
    nodes: *const vnode_ring_node,
    count: usize,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
    made: impl FnOnce(&core_ring::Ring, Vec<NodeUpdate>) -> Result<Delta, Failure>,
) -> i32 {
    // SAFETY: the caller vouches for all of them.
    unsafe {
        clear(delta);
        with(ring, error, |ring| -> Result<(), Failure> {
            let delta = out(delta)?;
            delta.set(boxed(made(ring, updates(nodes, count)?)?));
            Ok(())
        })
    }
}

/// Works out numbers of vnodes with which exact shares meet the weights, as the delta that states them. `replicas` and
/// `zones` as for vnode_ring_replicas(). Nodes whose share deviates by no more than `band` millionths stay as they are; 0
/// evens out all. Otherwise as vnode_ring_delta_new(). About 0.1 s for 1,000 nodes of 256 vnodes.
///
/// VNODE_RING_ERR_RULE, _LIMIT, _NO_EPOCH_LEFT; _ARGUMENT where the placement is not VNODE_RING_PLACEMENT_NATIVE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_delta_calibrate(
    ring: *const vnode_ring,
    replicas: usize,
    zones: u32,
    band: u32,
    error: *mut vnode_ring_error,
    delta: *mut *mut vnode_ring_delta,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(delta);
        with(ring, error, |ring| -> Result<(), Failure> {
            let delta = out(delta)?;
            let rule = CalibrationRule::new(rule(replicas, zones)).with_band(band);
            delta.set(boxed(Calibration::of(ring, rule)?.into_delta()));
            Ok(())
        })
    }
}

/// Applies a delta, all of it or nothing. `changed` may be NULL; else it tells whether the ring was changed, or was there
/// already. It costs what vnode_ring_add() does.
///
/// VNODE_RING_ERR_CONFIG_MISMATCH, _GAP, _STALE, _FORK, _CONFLICT, _LIMIT, _OUT_OF_MEMORY, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_apply(
    ring: *mut vnode_ring,
    delta: *const vnode_ring_delta,
    error: *mut vnode_ring_error,
    changed: *mut bool,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with_mut(ring, error, |ring| -> Result<(), Failure> {
            let changed = wanted(changed)?;
            let outcome = ring.own()?.try_apply(value(delta)?)?;
            if let Some(changed) = changed {
                changed.set(outcome != Outcome::NoChange);
            }
            Ok(())
        })
    }
}
