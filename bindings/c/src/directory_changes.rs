//! Changes of a directory worked out as a value, of as many steps as wanted.

use core::ffi::c_char;

use core_ring::DirectoryChanges;

use crate::directory::vnode_ring_directory;
use crate::directory_change::{own_change, vnode_ring_directory_change};
use crate::directory_member::status_of;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::with;
use crate::memory::{clear, out, slice, text};
use crate::node::{updates, vnode_ring_node};
use crate::options::{Options, vnode_ring_options};
use crate::status::VNODE_RING_ERR_ARGUMENT;

/// vnode_ring_directory_step: as vnode_ring_directory_create_group().
pub const VNODE_RING_STEP_CREATE_GROUP: i32 = 1;
/// vnode_ring_directory_step: as vnode_ring_directory_remove_group().
pub const VNODE_RING_STEP_REMOVE_GROUP: i32 = 2;
/// vnode_ring_directory_step: as vnode_ring_directory_upsert() for each of `nodes`.
pub const VNODE_RING_STEP_UPSERT: i32 = 3;
/// vnode_ring_directory_step: as vnode_ring_directory_remove().
pub const VNODE_RING_STEP_REMOVE: i32 = 4;
/// vnode_ring_directory_step: as vnode_ring_directory_move().
pub const VNODE_RING_STEP_MOVE: i32 = 5;
/// vnode_ring_directory_step: as vnode_ring_directory_set_status().
pub const VNODE_RING_STEP_SET_STATUS: i32 = 6;
/// vnode_ring_directory_step: as vnode_ring_directory_reconcile().
pub const VNODE_RING_STEP_RECONCILE: i32 = 7;
/// vnode_ring_directory_step: the directory knows all groups and members from now on. The group is ignored.
pub const VNODE_RING_STEP_SYNCED: i32 = 8;
/// vnode_ring_directory_step: it does not. The group is ignored.
pub const VNODE_RING_STEP_NOT_SYNCED: i32 = 9;

/// One step of a change of a directory. Zero it, set the kind, the group and what the function of that kind takes; the rest
/// is ignored.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_directory_step {
    /// VNODE_RING_STEP_...
    pub kind: i32,
    /// VNODE_RING_STATUS_...
    pub status: i32,
    /// The name of the group.
    pub group: *const c_char,
    /// The bytes of the name.
    pub group_len: usize,
    /// For VNODE_RING_STEP_MOVE: the group that the member joins.
    pub new_group: *const c_char,
    /// The bytes of that name.
    pub new_group_len: usize,
    /// The id of the member.
    pub id: *const c_char,
    /// The bytes of the id.
    pub id_len: usize,
    /// The nodes, for VNODE_RING_STEP_UPSERT and _RECONCILE.
    pub nodes: *const vnode_ring_node,
    /// How many nodes there are.
    pub node_count: usize,
    /// For VNODE_RING_STEP_CREATE_GROUP.
    pub options: *const vnode_ring_options,
}

impl vnode_ring_directory_step {
    /// # Safety
    /// Its texts, nodes and options can be read.
    unsafe fn make<'d>(&self, changes: DirectoryChanges<'d>) -> Result<DirectoryChanges<'d>, Failure> {
        // SAFETY: the caller vouches for all of them.
        unsafe {
            let group = || text(self.group, self.group_len);
            let id = || text(self.id, self.id_len);
            let nodes = || updates(self.nodes, self.node_count);
            Ok(match self.kind {
                VNODE_RING_STEP_CREATE_GROUP => {
                    changes.create_group(group()?, Options::read(self.options)?.config)?
                }
                VNODE_RING_STEP_REMOVE_GROUP => changes.remove_group(group()?)?,
                VNODE_RING_STEP_UPSERT => {
                    let group = group()?;
                    nodes()?.into_iter().try_fold(changes, |changes, node| changes.upsert(group, node))?
                }
                VNODE_RING_STEP_REMOVE => changes.remove(group()?, id()?)?,
                VNODE_RING_STEP_MOVE => {
                    changes.move_member(id()?, group()?, text(self.new_group, self.new_group_len)?)?
                }
                VNODE_RING_STEP_SET_STATUS => changes.set_status(group()?, id()?, status_of(self.status)?)?,
                VNODE_RING_STEP_RECONCILE => changes.reconcile(group()?, nodes()?)?,
                VNODE_RING_STEP_SYNCED => changes.set_synced(true),
                VNODE_RING_STEP_NOT_SYNCED => changes.set_synced(false),
                kind => {
                    let message = format!("step.kind is none of VNODE_RING_STEP_... (got {kind})");
                    return Err(Failure::new(VNODE_RING_ERR_ARGUMENT, message));
                }
            })
        }
    }
}

/// Works out a change of `count` steps, made in their order and carried out as one by vnode_ring_directory_apply(); the
/// directory stays as it is. Steps that cancel out leave nothing. `*change` is the caller's:
/// vnode_ring_directory_change_free().
///
/// As the functions of the steps, but for VNODE_RING_ERR_LENT: a lent directory will do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_change_new(
    directory: *const vnode_ring_directory,
    steps: *const vnode_ring_directory_step,
    count: usize,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(change);
        with(directory, error, |directory| -> Result<(), Failure> {
            let change = out(change)?;
            let changes = directory.change();
            let made = slice(steps, count)?.iter().try_fold(changes, |changes, step| step.make(changes))?;
            change.set(own_change(made.done()?));
            Ok(())
        })
    }
}
