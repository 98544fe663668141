//! Which member of a group a key belongs to. Nothing here allocates where there is an answer, but for the first question
//! about a group, which makes its table in O(vnodes) and lets other threads that ask about the group wait for it.

use core::ffi::{c_char, c_void};

use core_ring::{Directory, GroupRef, NodeIndex, NodeRef, Status as Observed};

use crate::directory::{group_of, vnode_ring_directory};
use crate::guard::ask;
use crate::list::shortage_number;
use crate::memory::{bytes, out, slice_mut, wanted};
use crate::node::vnode_ring_node;
use crate::rule::zone_rule;
use crate::status::{Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NOT_SYNCED};

/// Flag of a match: whatever the status of the member.
pub const VNODE_RING_MATCH_ANY_STATUS: u32 = 1;

/// The member of a group that a key belongs to. Critical members are passed over: the answer is that of the ring without
/// them (but see VNODE_RING_PLACEMENT_HAPROXY_ID). `flags` is 0 or VNODE_RING_MATCH_ANY_STATUS. The texts are the
/// directory's. Expected O(log groups) while few members are critical, O(vnodes) at most.
///
/// VNODE_RING_ERR_NOT_SYNCED, _NO_GROUP, _EMPTY_GROUP, _ALL_CRITICAL, _ARGUMENT, _UTF8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_match(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    key: *const c_void,
    key_len: usize,
    flags: u32,
    node: *mut vnode_ring_node,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            let node = out(node)?;
            let (group, key) = (synced_group(directory, group, group_len)?, bytes(key, key_len)?);
            let found = match flags {
                0 => group.match_key(key)?,
                VNODE_RING_MATCH_ANY_STATUS => group.match_key_any_status(key)?,
                _ => return Err(Status(VNODE_RING_ERR_ARGUMENT)),
            };
            node.set(vnode_ring_node::told(found.node(), Some(found.index())));
            Ok(())
        })
    }
}

/// The members of a group that hold a key: distinct ones in ring order without critical ones, the one that it belongs to
/// first, then where it goes when that one fails, and so on. `capacity` is how many are wanted and `slots` their place;
/// `*count` is how many there are, 0 where no member serves. vnode_ring_directory_member_at() tells who is in a slot.
///
/// `zones` and `shortage` as for vnode_ring_replicas(). Expected O(log groups + capacity * log members) while few members
/// are critical.
///
/// VNODE_RING_ERR_NOT_SYNCED, _NO_GROUP, _UTF8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_replicas(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    key: *const c_void,
    key_len: usize,
    zones: u32,
    slots: *mut u32,
    capacity: usize,
    count: *mut usize,
    shortage: *mut i32,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            let (count, shortage) = (out(count)?, wanted(shortage)?);
            let (group, key) = (synced_group(directory, group, group_len)?, bytes(key, key_len)?);
            let slots = slice_mut(slots.cast::<NodeIndex>(), capacity)?;
            let serves = |node: NodeRef<'_>| group.status(node.id()) != Some(Observed::Critical);
            let placed = group.ring().replicas_into_where(key, zone_rule(zones), slots, serves);
            count.set(placed.nodes);
            if let Some(shortage) = shortage {
                shortage.set(shortage_number(placed.shortage));
            }
            Ok(())
        })
    }
}

/// A group of a directory that knows all of them.
///
/// # Safety
/// As for [`group_of`].
#[inline]
unsafe fn synced_group(
    directory: &Directory,
    group: *const c_char,
    group_len: usize,
) -> Result<GroupRef<'_>, Status> {
    if !directory.is_synced() {
        return Err(Status(VNODE_RING_ERR_NOT_SYNCED));
    }
    // SAFETY: the caller vouches for it.
    unsafe { group_of(directory, group, group_len) }
}
