//! Changes of a directory, made at once.
//!
//! In all of them `change` may be NULL; else `*change` is what was done, for its events and for other copies of the
//! directory, and the caller's: vnode_ring_directory_change_free().

use core::ffi::c_char;

use core_ring::{Directory, DirectoryChange, DirectoryChanges};

use crate::directory::vnode_ring_directory;
use crate::directory_change::{own_change, vnode_ring_directory_change};
use crate::directory_member::status_of;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::with_mut;
use crate::memory::{clear, text, wanted};
use crate::node::{one, updates, vnode_ring_node};
use crate::options::{Options, vnode_ring_options};
use crate::status::VNODE_RING_ERR_ARGUMENT;

/// Creates a group with the config of `options`; NULL is all defaults. Without it, a group comes into being with the config
/// of the directory by its first member. O(log groups).
///
/// VNODE_RING_ERR_GROUP_EXISTS, _GROUP_NAME, _SECRET, _ARGUMENT, _UTF8, _LIMIT, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_create_group(
    directory: *mut vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        step(directory, error, change, |changes| {
            Ok(changes.create_group(text(group, group_len)?, Options::read(options)?.config)?)
        })
    }
}

/// Removes a group; its members leave. O(members).
///
/// VNODE_RING_ERR_NO_GROUP, _UTF8, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_remove_group(
    directory: *mut vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { step(directory, error, change, |changes| Ok(changes.remove_group(text(group, group_len)?)?)) }
}

/// Lets a node join a group, passing; or what it states replaces that of the member, and its status stays. A group that is
/// not there is created. O(log members), and O(vnodes of the nodes that change) where the group has its table; but see
/// VNODE_RING_PLACEMENT_HAPROXY_ID.
///
/// VNODE_RING_ERR_NODE, _GROUP_NAME, _LIMIT, _UTF8, _ARGUMENT, _NO_EPOCH_LEFT, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_upsert(
    directory: *mut vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    node: *const vnode_ring_node,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        step(directory, error, change, |changes| {
            Ok(changes.upsert(text(group, group_len)?, one(node)?.update()?)?)
        })
    }
}

/// Lets a member leave. Its group stays, also without members. Otherwise as vnode_ring_directory_upsert().
///
/// VNODE_RING_ERR_NO_GROUP, _NOT_MEMBER, _UTF8, _NO_EPOCH_LEFT, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_remove(
    directory: *mut vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    id: *const c_char,
    id_len: usize,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        step(directory, error, change, |changes| {
            Ok(changes.remove(text(group, group_len)?, text(id, id_len)?)?)
        })
    }
}

/// Lets a member leave `group` and join `new_group`, as it is and with its status. A new group that is not there is
/// created; nothing happens where both are the same. Otherwise as vnode_ring_directory_upsert().
///
/// VNODE_RING_ERR_NO_GROUP, _NOT_MEMBER, _ALREADY_MEMBER, _GROUP_NAME, _LIMIT, _UTF8, _NO_EPOCH_LEFT, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_move(
    directory: *mut vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    id: *const c_char,
    id_len: usize,
    new_group: *const c_char,
    new_group_len: usize,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        step(directory, error, change, |changes| {
            let (from, to) = (text(group, group_len)?, text(new_group, new_group_len)?);
            Ok(changes.move_member(text(id, id_len)?, from, to)?)
        })
    }
}

/// Sets the status of a member, VNODE_RING_STATUS_..., which it keeps until it leaves. O(log members).
///
/// VNODE_RING_ERR_NO_GROUP, _NOT_MEMBER, _ARGUMENT, _UTF8, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_set_status(
    directory: *mut vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    id: *const c_char,
    id_len: usize,
    status: i32,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        step(directory, error, change, |changes| {
            let (group, id) = (text(group, group_len)?, text(id, id_len)?);
            Ok(changes.set_status(group, id, status_of(status)?)?)
        })
    }
}

/// Makes the `count` nodes of a full list the members of a group: they join or are updated, all others leave. Otherwise as
/// vnode_ring_directory_upsert(). O((members + count) * log members).
///
/// VNODE_RING_ERR_NODE, _GROUP_NAME, _LIMIT, _UTF8, _ARGUMENT, _NO_EPOCH_LEFT, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_reconcile(
    directory: *mut vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    nodes: *const vnode_ring_node,
    count: usize,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        step(directory, error, change, |changes| {
            Ok(changes.reconcile(text(group, group_len)?, updates(nodes, count)?)?)
        })
    }
}

/// Says whether the directory knows all groups and members from now on; a new one does. While it does not, matches answer
/// VNODE_RING_ERR_NOT_SYNCED. A process that starts says false before the first member comes and true when it has heard of
/// all: else it would take the first ones for all there are. `synced` is 0 or 1. O(1).
///
/// VNODE_RING_ERR_ARGUMENT, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_set_synced(
    directory: *mut vnode_ring_directory,
    synced: u32,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        step(directory, error, change, |changes| match synced {
            0 | 1 => Ok(changes.set_synced(synced == 1)),
            _ => {
                let message = format!("synced is 0 or 1 (got {synced})");
                Err(Failure::new(VNODE_RING_ERR_ARGUMENT, message))
            }
        })
    }
}

/// Makes a change of the directory at once.
///
/// # Safety
/// As for the functions of the header.
unsafe fn step(
    directory: *mut vnode_ring_directory,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
    step: impl FnOnce(DirectoryChanges<'_>) -> Result<DirectoryChanges<'_>, Failure>,
) -> i32 {
    // SAFETY: the caller vouches for all of them.
    unsafe {
        clear(change);
        with_mut(directory, error, |directory| -> Result<(), Failure> {
            let (place, directory): (_, &mut Directory) = (wanted(change)?, directory.own()?);
            let made: DirectoryChange = step(directory.change())?.done()?;
            directory.apply(&made)?;
            if let Some(place) = place {
                place.set(own_change(made));
            }
            Ok(())
        })
    }
}
