//! Many groups in one directory: named rings that know nothing of each other, one for each service or tenant, whose members
//! have a status.
//!
//! A member is identified by its group and its id; the same id in several groups is normal. The name of a group does not
//! enter placement: groups with equal configs and nodes give equal answers. It follows the rules of ids. A group costs no
//! table until its first match.

use core::ffi::{c_char, c_void};

use core_ring::{Directory, GroupRef, NodeIndex, NodeRef, Status as Observed};

use crate::bytes::bytes_out;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, ask, boxed, free, guard, opaque, with};
use crate::held::Held;
use crate::memory::{bytes, clear, copy_out, out, tell, text};
use crate::node::{vnode_ring_attribute, vnode_ring_node};
use crate::options::{Options, vnode_ring_options};
use crate::ring::{own, vnode_ring, vnode_ring_stamp};
use crate::status::{
    Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NO_GROUP, VNODE_RING_ERR_NOT_FOUND,
    VNODE_RING_ERR_NOT_MEMBER,
};

/// Nothing is known against the member.
pub const VNODE_RING_STATUS_PASSING: i32 = 1;
/// Something is wrong with the member, but it serves.
pub const VNODE_RING_STATUS_WARNING: i32 = 2;
/// The member does not serve: keys go to the next node of their list.
pub const VNODE_RING_STATUS_CRITICAL: i32 = 3;

/// A directory. It is freed with vnode_ring_directory_free(), unless it is lent by a reader.
pub struct vnode_ring_directory(Object<Held<Directory>>);

opaque!(vnode_ring_directory, Held<Directory>, 20);

impl vnode_ring_directory {
    /// Lends another directory from now on.
    pub(crate) fn lend(&mut self, directory: &Directory) {
        *self.0.value_mut() = Held::Lent(directory);
    }
}

/// A group of a directory.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_group {
    /// Its name, which is the directory's.
    pub name: *const c_char,
    /// The bytes of the name.
    pub name_len: usize,
    /// How many members it has.
    pub member_count: usize,
    /// Every slot of its members is below this number.
    pub slot_count: usize,
    /// Its own epoch, which grows with each change of its members, and the fingerprint of its config and members. Statuses
    /// are in neither.
    pub stamp: vnode_ring_stamp,
}

impl From<GroupRef<'_>> for vnode_ring_group {
    fn from(group: GroupRef<'_>) -> Self {
        let (name, membership) = (group.name(), group.membership());
        Self {
            name: name.as_ptr().cast(),
            name_len: name.len(),
            member_count: membership.len(),
            slot_count: membership.slots(),
            stamp: membership.stamp().into(),
        }
    }
}

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

/// A group of the caller's naming.
///
/// # Safety
/// Unless it is refused, the name can be read.
#[inline]
pub(crate) unsafe fn group_of(
    directory: &Directory,
    group: *const c_char,
    group_len: usize,
) -> Result<GroupRef<'_>, Status> {
    // SAFETY: the caller vouches for it.
    directory.group(unsafe { text(group, group_len) }?).ok_or(Status(VNODE_RING_ERR_NO_GROUP))
}

/// The member in a slot.
fn node_at(group: GroupRef<'_>, slot: u32) -> Result<NodeRef<'_>, Status> {
    group.membership().node(NodeIndex::from(slot)).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))
}

/// A new directory object.
pub(crate) fn own_directory(directory: Directory) -> *mut vnode_ring_directory {
    boxed(Held::Own(directory))
}

/// Makes a directory without groups. `options` may be NULL; their config is that of groups that come into being by their
/// first member, their `max_vnodes` holds for each group, and groups can be keyed by their secret alone. `*directory` is
/// the caller's: vnode_ring_directory_free(). O(1).
///
/// VNODE_RING_ERR_ARGUMENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_new(
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    directory: *mut *mut vnode_ring_directory,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(directory);
        guard(error, || -> Result<(), Failure> {
            let directory = out(directory)?;
            let Options { config, limits, secret } = Options::read(options)?;
            let made = match secret {
                Some(secret) => Directory::with_secret(config, secret),
                None => Directory::new(config),
            };
            directory.set(own_directory(made.with_limits(limits)));
            Ok(())
        })
    }
}

/// Frees a directory. NULL is fine. Not for a directory that a reader lent: free the reader.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_free(directory: *mut vnode_ring_directory) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(directory) };
}

/// A copy of a directory that changes on its own. `*copy` is the caller's: vnode_ring_directory_free(). O(groups); both
/// share the tables of their groups until one of them changes the group.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_clone(
    directory: *const vnode_ring_directory,
    error: *mut vnode_ring_error,
    copy: *mut *mut vnode_ring_directory,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(copy);
        with(directory, error, |directory| -> Result<(), Failure> {
            out(copy)?.set(own_directory(Directory::clone(directory)));
            Ok(())
        })
    }
}

/// Whether the directory knows all groups and members, as it does unless vnode_ring_directory_set_synced() says
/// otherwise. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_is_synced(
    directory: *const vnode_ring_directory,
    synced: *mut bool,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(directory, |directory| tell(synced, directory.is_synced())) }
}

/// The number of groups, also those without members. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_group_count(
    directory: *const vnode_ring_directory,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(directory, |directory| tell(count, directory.groups().len())) }
}

/// All groups in the order of their names, also while the directory is not synced. `*count` becomes
/// vnode_ring_directory_group_count(); VNODE_RING_ERR_BUFFER where `capacity` is less. O(groups).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_groups(
    directory: *const vnode_ring_directory,
    groups: *mut vnode_ring_group,
    capacity: usize,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(directory, |directory| {
            copy_out(directory.groups().map(vnode_ring_group::from), groups, capacity, count)
        })
    }
}

/// A group by its name, also while the directory is not synced; VNODE_RING_ERR_NO_GROUP where there is none.
/// O(log groups).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_group(
    directory: *const vnode_ring_directory,
    name: *const c_char,
    name_len: usize,
    group: *mut vnode_ring_group,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(directory, |directory| tell(group, group_of(directory, name, name_len)?.into())) }
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

/// A copy of a group's ring, critical members included, for all that rings can be asked; its slots are the group's.
/// `*ring` is the caller's: vnode_ring_free(). O(vnodes).
///
/// VNODE_RING_ERR_NO_GROUP.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_ring(
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    error: *mut vnode_ring_error,
    ring: *mut *mut vnode_ring,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(ring);
        with(directory, error, |directory| -> Result<(), Failure> {
            let ring = out(ring)?;
            ring.set(own(group_of(directory, group, group_len)?.ring().clone()));
            Ok(())
        })
    }
}

/// A directory as a snapshot: all groups with their configs and members; no statuses, no limits, no secret, nor whether it
/// is synced. `*bytes` are the caller's: vnode_ring_bytes_free(). O(groups + members).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_to_snapshot(
    directory: *const vnode_ring_directory,
    error: *mut vnode_ring_error,
    bytes: *mut *mut u8,
    length: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(bytes);
        with(directory, error, |directory| -> Result<(), Failure> {
            bytes_out(bytes, length)?.set(directory.to_snapshot());
            Ok(())
        })
    }
}

/// The directory of a snapshot, synced, with all members passing. The bytes may come from anywhere: what is damaged or not
/// canonical is refused. Of the options only `secret` and `max_vnodes` count. `*directory` is the caller's:
/// vnode_ring_directory_free(). O(length).
///
/// VNODE_RING_ERR_DECODE, _SECRET, _LIMIT, _OUT_OF_MEMORY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_from_snapshot(
    bytes: *const c_void,
    length: usize,
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    directory: *mut *mut vnode_ring_directory,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(directory);
        guard(error, || -> Result<(), Failure> {
            let directory = out(directory)?;
            let Options { limits, secret, .. } = Options::read(options)?;
            let read = Directory::from_snapshot(self::bytes(bytes, length)?, limits, secret)?;
            directory.set(own_directory(read));
            Ok(())
        })
    }
}
