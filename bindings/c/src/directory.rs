//! Many groups in one directory: named rings that know nothing of each other, one for each service or tenant, whose members
//! have a status.
//!
//! A member is identified by its group and its id; the same id in several groups is normal. The name of a group does not
//! enter placement: groups with equal configs and nodes give equal answers. It follows the rules of ids. A group costs no
//! table until its first match.

use core::ffi::{c_char, c_void};

use core_ring::{Directory, GroupRef};

use crate::bytes::written;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, ask, boxed, guard, opaque, with};
use crate::held::{Held, free_unless_lent};
use crate::memory::{bytes, clear, copy_out, out, tell, text};
use crate::options::{Options, vnode_ring_options};
use crate::ring::{own, vnode_ring, vnode_ring_stamp};
use crate::status::{Status, VNODE_RING_ERR_NO_GROUP};

/// A directory. It is freed with vnode_ring_directory_free(), unless it is lent by a reader.
pub struct vnode_ring_directory(Object<Held<Directory>>);

opaque!(vnode_ring_directory, Held<Directory>, 20);

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

/// Frees a directory. NULL is fine. A directory that is lent is left alone: free the reader.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_free(directory: *mut vnode_ring_directory) {
    // SAFETY: the header's rules are the contract.
    unsafe { free_unless_lent(directory) };
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
    unsafe { written(directory, error, bytes, length, |directory| directory.to_snapshot()) }
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
