//! What a change of a directory did or does, event by event; and the same change for other copies of the directory.

use core::ffi::c_char;
use core::ptr;
use std::sync::OnceLock;

use core_ring::{DirectoryChange, Event, Node};

use crate::directory::vnode_ring_directory;
use crate::directory_member::status_number;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, ask, boxed, free, opaque, value, with_mut};
use crate::memory::{out, tell};
use crate::node::vnode_ring_node;
use crate::status::{Status, VNODE_RING_ERR_NOT_FOUND};

/// A change of a directory, of one or more steps: all of it is carried out, or nothing. It has no form as bytes: what
/// processes send each other are the nodes.
pub struct vnode_ring_directory_change(Object<Made>);

opaque!(vnode_ring_directory_change, Made, 21);

/// A change, and its events once they are asked for.
pub(crate) struct Made {
    pub(crate) change: DirectoryChange,
    /// Their texts are those of the change, which stays as it is.
    events: OnceLock<Box<[vnode_ring_event]>>,
}

// SAFETY: the pointers of the events lead into the change, which many threads may read.
unsafe impl Send for Made {}
// SAFETY: as above.
unsafe impl Sync for Made {}

impl Made {
    fn events(&self) -> &[vnode_ring_event] {
        self.events.get_or_init(|| self.change.events().filter_map(vnode_ring_event::told).collect())
    }
}

/// A new change object.
pub(crate) fn own_change(change: DirectoryChange) -> *mut vnode_ring_directory_change {
    boxed(Made { change, events: OnceLock::new() })
}

/// A group is there from now on.
pub const VNODE_RING_EVENT_GROUP_CREATED: i32 = 1;
/// A group is gone. Its members left before.
pub const VNODE_RING_EVENT_GROUP_REMOVED: i32 = 2;
/// A node is a member from now on: new_node.
pub const VNODE_RING_EVENT_JOINED: i32 = 3;
/// A node is no member any more: old_node.
pub const VNODE_RING_EVENT_LEFT: i32 = 4;
/// A member changed from old_node to new_node.
pub const VNODE_RING_EVENT_UPDATED: i32 = 5;
/// A member has another status: new_status after old_status, which is passing for one that joined.
pub const VNODE_RING_EVENT_STATUS_CHANGED: i32 = 6;
/// The directory knows all groups and members from now on.
pub const VNODE_RING_EVENT_SYNCED: i32 = 7;
/// The directory does not know all groups and members any more.
pub const VNODE_RING_EVENT_NOT_SYNCED: i32 = 8;

/// One thing that a change does. The texts are the change's. What a kind does not speak of is NULL and 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_event {
    /// VNODE_RING_EVENT_... Later versions may have others: pass over what you do not know.
    pub kind: i32,
    /// VNODE_RING_STATUS_..., before.
    pub old_status: i32,
    /// VNODE_RING_STATUS_..., after.
    pub new_status: i32,
    /// The name of the group.
    pub group: *const c_char,
    /// The bytes of the name.
    pub group_len: usize,
    /// The id of the member.
    pub id: *const c_char,
    /// The bytes of the id.
    pub id_len: usize,
    /// What the node was. Attributes are counted.
    pub old_node: vnode_ring_node,
    /// What the node is.
    pub new_node: vnode_ring_node,
}

impl vnode_ring_event {
    fn told(event: Event<'_>) -> Option<Self> {
        Some(match event {
            Event::GroupCreated { group } => Self::of(VNODE_RING_EVENT_GROUP_CREATED, group, ""),
            Event::GroupRemoved { group } => Self::of(VNODE_RING_EVENT_GROUP_REMOVED, group, ""),
            Event::Joined { group, node } => {
                Self::of(VNODE_RING_EVENT_JOINED, group, node.id()).with_nodes(None, Some(node))
            }
            Event::Left { group, node } => {
                Self::of(VNODE_RING_EVENT_LEFT, group, node.id()).with_nodes(Some(node), None)
            }
            Event::Updated { group, old, new } => {
                Self::of(VNODE_RING_EVENT_UPDATED, group, new.id()).with_nodes(Some(old), Some(new))
            }
            Event::StatusChanged { group, id, old, new } => Self {
                old_status: status_number(old),
                new_status: status_number(new),
                ..Self::of(VNODE_RING_EVENT_STATUS_CHANGED, group, id)
            },
            Event::SyncChanged { synced: true } => Self::of(VNODE_RING_EVENT_SYNCED, "", ""),
            Event::SyncChanged { synced: false } => Self::of(VNODE_RING_EVENT_NOT_SYNCED, "", ""),
            // None of those that there are.
            _ => return None,
        })
    }

    /// An event of a group and a member; neither has an empty name.
    const fn of(kind: i32, group: &str, id: &str) -> Self {
        Self {
            kind,
            old_status: 0,
            new_status: 0,
            group: start(group),
            group_len: group.len(),
            id: start(id),
            id_len: id.len(),
            old_node: vnode_ring_node::nobody(),
            new_node: vnode_ring_node::nobody(),
        }
    }

    fn with_nodes(self, old: Option<&Node>, new: Option<&Node>) -> Self {
        let told = |node| vnode_ring_node::told(node, None);
        let [old_node, new_node] = [old, new].map(|node| node.map_or_else(vnode_ring_node::nobody, told));
        Self { old_node, new_node, ..self }
    }
}

const fn start(text: &str) -> *const c_char {
    if text.is_empty() { ptr::null() } else { text.as_ptr().cast() }
}

/// The number of events; 0 where nothing changes. O(events) when first asked for, O(1) from then on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_change_event_count(
    change: *const vnode_ring_directory_change,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(change, |change| tell(count, change.events().len())) }
}

/// An event by number: by group, in each group nodes by id and then statuses by id; whether the directory is synced comes
/// last. A member that moves to another group is one that left and one that joined. VNODE_RING_ERR_NOT_FOUND past the
/// end. O(events) when first asked for, O(1) from then on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_change_event_at(
    change: *const vnode_ring_directory_change,
    number: usize,
    event: *mut vnode_ring_event,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(change, |change| {
            let event = out(event)?;
            event.set(*change.events().get(number).ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?);
            Ok(())
        })
    }
}

/// Whether nothing changes. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_change_is_empty(
    change: *const vnode_ring_directory_change,
    empty: *mut bool,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(change, |change| tell(empty, change.change.is_empty())) }
}

/// Carries a change out, all of it or nothing. On a directory that is as the one it was made on, it cannot fail but for a
/// limit; one in another state refuses it. O(log members) for each event, and O(vnodes of the nodes that change); but see
/// VNODE_RING_PLACEMENT_HAPROXY_ID.
///
/// VNODE_RING_ERR_GAP, _STALE, _FORK, _CONFLICT, _CONFIG_MISMATCH, _NO_GROUP, _GROUP_EXISTS, _LIMIT, _SECRET, _LENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_apply(
    directory: *mut vnode_ring_directory,
    change: *const vnode_ring_directory_change,
    error: *mut vnode_ring_error,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with_mut(directory, error, |directory| -> Result<(), Failure> {
            Ok(directory.own()?.apply(&value(change)?.change)?)
        })
    }
}

/// Frees a change. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_directory_change_free(change: *mut vnode_ring_directory_change) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(change) };
}
