//! Members of a group: the node, and how an observer sees it.

use core::ffi::c_char;

use core_ring::{GroupRef, NodeIndex, NodeRef, Status as Observed};

use crate::directory::{group_of, vnode_ring_directory};
use crate::failure::Failure;
use crate::guard::ask;
use crate::memory::{copy_out, out, text};
use crate::node::{vnode_ring_attribute, vnode_ring_node};
use crate::positions;
use crate::status::{Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NOT_FOUND, VNODE_RING_ERR_NOT_MEMBER};

/// Nothing is known against the member.
pub const VNODE_RING_STATUS_PASSING: i32 = 1;
/// Something is wrong with the member, but it serves.
pub const VNODE_RING_STATUS_WARNING: i32 = 2;
/// The member does not serve: keys go to the next node of their list.
pub const VNODE_RING_STATUS_CRITICAL: i32 = 3;

/// A member of a group.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_member {
    /// The node; its texts are the directory's. Its slot is its own in the group until the group changes.
    pub node: vnode_ring_node,
    /// VNODE_RING_STATUS_...: what an observer says about it. It moves no vnode and is in no file.
    pub status: i32,
}

impl vnode_ring_member {
    fn told(node: NodeRef<'_>, status: Observed) -> Self {
        Self { node: vnode_ring_node::told(node.node(), Some(node.index())), status: status_number(status) }
    }
}

pub(crate) const fn status_number(status: Observed) -> i32 {
    match status {
        Observed::Passing => VNODE_RING_STATUS_PASSING,
        Observed::Warning => VNODE_RING_STATUS_WARNING,
        Observed::Critical => VNODE_RING_STATUS_CRITICAL,
    }
}

pub(crate) fn status_of(number: i32) -> Result<Observed, Failure> {
    match number {
        VNODE_RING_STATUS_PASSING => Ok(Observed::Passing),
        VNODE_RING_STATUS_WARNING => Ok(Observed::Warning),
        VNODE_RING_STATUS_CRITICAL => Ok(Observed::Critical),
        _ => {
            let message = format!("a member's status is none of VNODE_RING_STATUS_... (got {number})");
            Err(Failure::new(VNODE_RING_ERR_ARGUMENT, message))
        }
    }
}

/// The member in a slot.
fn node_at(group: GroupRef<'_>, slot: u32) -> Result<NodeRef<'_>, Status> {
    group.membership().node(NodeIndex::from(slot)).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))
}

/// The members of a group in the order of their ids, also those that are critical or drained, and also while the directory
/// is not synced. `*count` becomes the group's member_count; VNODE_RING_ERR_BUFFER where `capacity` is less.
/// VNODE_RING_ERR_NO_GROUP. O(members).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_members(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    members: *mut vnode_ring_member,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            let found = group_of(directory, group, group_len)?;
            let told = found.members().map(|member| vnode_ring_member::told(member.node(), member.status()));
            copy_out(told, members, capacity, count)
        })
    }
}

/// The member of a group with an id, and its status; VNODE_RING_ERR_NO_GROUP, _NOT_MEMBER. O(log groups + log members).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_member_of(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    id: *const c_char,
    id_len: usize,
    member: *mut vnode_ring_member,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            let member = out(member)?;
            let (group, id) = (group_of(directory, group, group_len)?, text(id, id_len)?);
            let node = group.membership().get(id).ok_or(Status(VNODE_RING_ERR_NOT_MEMBER))?;
            member.set(vnode_ring_member::told(node, group.status(id).unwrap_or_default()));
            Ok(())
        })
    }
}

/// The member in a slot of a group, and its status; VNODE_RING_ERR_NO_GROUP, and _NOT_FOUND where nobody is in it.
/// O(log groups + log members).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_member_at(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    slot: u32,
    member: *mut vnode_ring_member,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            let member = out(member)?;
            let group = group_of(directory, group, group_len)?;
            let node = node_at(group, slot)?;
            member.set(vnode_ring_member::told(node, group.status(node.id()).unwrap_or_default()));
            Ok(())
        })
    }
}

/// An attribute of the member in a slot, by name: its address, say. The value is the directory's. VNODE_RING_ERR_NO_GROUP;
/// _NOT_FOUND where nobody is in the slot or has no such attribute. O(log groups + attributes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_attribute_of(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    slot: u32,
    name: *const c_char,
    name_len: usize,
    value: *mut *const c_char,
    value_len: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            let (value, value_len) = (out(value)?, out(value_len)?);
            let (group, name) = (group_of(directory, group, group_len)?, text(name, name_len)?);
            let found = node_at(group, slot)?.attribute(name).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?;
            value.set(found.as_ptr().cast());
            value_len.set(found.len());
            Ok(())
        })
    }
}

/// An attribute of the member in a slot, by number: 0 up to attribute_count, in the order of names. Otherwise as
/// vnode_ring_directory_attribute_of().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_attribute_at(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    slot: u32,
    number: usize,
    attribute: *mut vnode_ring_attribute,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            let attribute = out(attribute)?;
            let node = node_at(group_of(directory, group, group_len)?, slot)?.node();
            let found = node.attributes().nth(number);
            attribute.set(vnode_ring_attribute::told(found.ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?));
            Ok(())
        })
    }
}

/// The positions that the member in a slot states. As vnode_ring_positions_at(); VNODE_RING_ERR_NO_GROUP.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_positions_at(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    slot: u32,
    positions: *mut u64,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            let node = node_at(group_of(directory, group, group_len)?, slot)?.node();
            positions::copy_out(node, positions, capacity, count)
        })
    }
}
