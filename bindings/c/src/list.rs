//! Where a key's replicas are, where it goes when nodes fail, and which node takes it when others are full. Only
//! vnode_ring_fair_caps() allocates; all may be called by many threads at once.

use core::ffi::c_void;

use core_ring::{Headroom, NodeIndex, Shortage};

use crate::guard::ask;
use crate::keys::Excluded;
use crate::memory::{bytes, copy_out, out, slice, slice_mut, wanted};
use crate::ring::vnode_ring;
use crate::rule::zone_rule;
use crate::status::{Status, VNODE_RING_ERR_NOT_FOUND};

/// Nothing is short.
pub const VNODE_RING_SHORTAGE_NONE: i32 = 0;
/// There are fewer nodes than replicas.
pub const VNODE_RING_SHORTAGE_NODES: i32 = 1;
/// There are too few zones for what the rule wants.
pub const VNODE_RING_SHORTAGE_ZONES: i32 = 2;

pub(crate) const fn shortage_number(shortage: Option<Shortage>) -> i32 {
    match shortage {
        None => VNODE_RING_SHORTAGE_NONE,
        Some(Shortage::Nodes) => VNODE_RING_SHORTAGE_NODES,
        Some(_) => VNODE_RING_SHORTAGE_ZONES,
    }
}

/// The nodes that hold a key: distinct ones in ring order, the owner first. `capacity` is how many are wanted and `slots`
/// their place; `*count` is how many there are.
///
/// `zones` is VNODE_RING_ZONES_... or the most nodes in each zone; all nodes without a zone count as one. `excluded` as for
/// vnode_ring_lookup_excluding(); NULL and 0 for none. `shortage` may be NULL; else it is VNODE_RING_SHORTAGE_..., where a
/// list that is shorter, or in fewer zones, than wanted is no error. Expected O(capacity) while few nodes are out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_replicas(
    ring: *const vnode_ring,
    key: *const c_void,
    key_len: usize,
    zones: u32,
    excluded: *const u64,
    excluded_words: usize,
    slots: *mut u32,
    capacity: usize,
    count: *mut usize,
    shortage: *mut i32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let (count, shortage) = (out(count)?, wanted(shortage)?);
            let (key, excluded) = (bytes(key, key_len)?, Excluded::read(excluded, excluded_words)?);
            let slots = slice_mut(slots.cast::<NodeIndex>(), capacity)?;
            let lets = |node: core_ring::NodeRef<'_>| excluded.lets(node.index());
            let placed = if excluded.0.is_empty() {
                ring.replicas_into(key, zone_rule(zones), slots)
            } else {
                ring.replicas_into_where(key, zone_rule(zones), slots, lets)
            };
            count.set(placed.nodes);
            if let Some(shortage) = shortage {
                shortage.set(shortage_number(placed.shortage));
            }
            Ok(())
        })
    }
}

/// The slot of the first node of a key's list that has room: whose load is below its cap. `loads` and `caps` have
/// `slot_count` elements, one for each slot; the caller counts the loads. No node is ever above its cap, and with the same
/// loads the answer is the same everywhere. VNODE_RING_ERR_NOT_FOUND where all nodes are full.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_pick(
    ring: *const vnode_ring,
    key: *const c_void,
    key_len: usize,
    loads: *const u64,
    caps: *const u64,
    slot_count: usize,
    slot: *mut u32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let slot = out(slot)?;
            let (loads, caps) = (slice(loads, slot_count)?, slice(caps, slot_count)?);
            let found = ring.pick(bytes(key, key_len)?, loads, caps);
            slot.set(found.ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?.index().into());
            Ok(())
        })
    }
}

/// Caps for vnode_ring_pick(): each node's fair share by weight of a load, `percent` more, rounded up. `*count` becomes
/// vnode_ring_slot_count(); VNODE_RING_ERR_BUFFER where `capacity` is less. O(nodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_fair_caps(
    ring: *const vnode_ring,
    load: u64,
    percent: u32,
    caps: *mut u64,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(ring, |ring| {
            let fair = ring.membership().fair_caps(load, Headroom::percent(percent));
            copy_out(fair.into_iter(), caps, capacity, count)
        })
    }
}
