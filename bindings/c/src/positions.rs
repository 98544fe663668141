//! Positions that nodes state, and rings of other programs that are kept as they are.

use core::iter;

use core_ring::Node;

use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{ask, with};
use crate::memory::{self, clear, out};
use crate::options::{Options, vnode_ring_options};
use crate::ring::{own, vnode_ring};
use crate::status::Status;

/// Copies the positions that a node states.
///
/// # Safety
/// As for [`memory::copy_out`].
pub(crate) unsafe fn copy_out(
    node: &Node,
    positions: *mut u64,
    capacity: usize,
    count: *mut usize,
) -> Result<(), Status> {
    // SAFETY: the caller vouches for them.
    unsafe {
        match node.positions() {
            Some(stated) => memory::copy_out(stated.map(|position| position.0), positions, capacity, count),
            None => memory::copy_out(iter::empty(), positions, capacity, count),
        }
    }
}

/// The positions that the node in a slot states, in order; none unless the placement is VNODE_RING_PLACEMENT_EXPLICIT.
/// `*count` becomes the node's position_count; VNODE_RING_ERR_BUFFER where `capacity` is less, and _NOT_FOUND where nobody
/// is in the slot. O(positions).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_positions_at(
    ring: *const vnode_ring,
    slot: u32,
    positions: *mut u64,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(ring, |ring| copy_out(ring.at(slot)?.node(), positions, capacity, count)) }
}

/// Keeps a ring as it is today, whatever its placement: a ring of VNODE_RING_PLACEMENT_EXPLICIT, in which every node
/// states the positions that its vnodes have. Owners and lists are the same at all positions, so that no key moves on that
/// day; from then on each change moves the least.
///
/// Key hash, seed, secret, hash tag, side and epoch stay, and what is known of each node but its slot. A node that has no
/// vnodes is drained. Where two vnodes of a node stand at one position, one of them is left. A node that joins states
/// positions of its own: those that the ring of the other program gives it when it joins there, for example, or any
/// others.
///
/// Of the options only `secret` and `max_vnodes` count. `*kept` is the caller's: vnode_ring_free(). O(vnodes log vnodes).
///
/// VNODE_RING_ERR_SECRET, _LIMIT, _ARGUMENT, _OUT_OF_MEMORY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_to_explicit(
    ring: *const vnode_ring,
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    kept: *mut *mut vnode_ring,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(kept);
        with(ring, error, |ring| -> Result<(), Failure> {
            let kept = out(kept)?;
            let options = Options::read(options)?;
            let explicit = ring.membership().try_to_explicit(options.limits)?;
            kept.set(own(options.compile(explicit)?));
            Ok(())
        })
    }
}
