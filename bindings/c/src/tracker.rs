//! For sources that speak in versions or leases: a tracker knows what a source said last about each member, so that late
//! and repeated events do no harm, and until when it vouches for the member.
//!
//! A tracker stands beside a directory. It turns events into changes of the directory and takes note of an event when it
//! makes the change: carry each change out before the next event.
//!
//! - An event of an older version than the one recorded is ignored, one of a newer version is taken.
//! - Of two events of the same version, a removal wins over an update, and of two updates the one whose bytes are greater:
//!   an arbitrary choice that everybody makes alike.
//! - An event without a version is taken when it comes; the version that is recorded stays.
//! - A removal leaves a tombstone: its version, so that late updates are known to be late.

use core::ffi::{c_char, c_void};

use core_ring::{Directory, Mark, Tracked, Tracker, Version};

use crate::bytes::written;
use crate::directory::vnode_ring_directory;
use crate::directory_change::{own_change, vnode_ring_directory_change};
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, ask, boxed, free, guard, opaque, value, with_mut};
use crate::memory::{bytes, clear, out, slice, tell, text, wanted};
use crate::node::{one, vnode_ring_node};
use crate::status::{Status, VNODE_RING_ERR_NOT_FOUND};

/// A tracker.
pub struct vnode_ring_tracker(Object<Tracker>);

opaque!(vnode_ring_tracker, Tracker, 24);

/// The event changes the directory.
pub const VNODE_RING_TRACKED_CHANGE: i32 = 1;
/// The event is taken and says what is known. The change is empty.
pub const VNODE_RING_TRACKED_NO_CHANGE: i32 = 2;
/// The event is out of date, or loses against another one of the same version. The change is empty.
pub const VNODE_RING_TRACKED_IGNORED: i32 = 3;
/// Which of two events of a member is newer: the greater one, incarnations first. A source with one counter for all (a
/// revision, a Lamport time) leaves the incarnation at 0. One whose counters start anew when the member restarts counts the
/// restarts in it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_event_version {
    /// Grows when the counter starts anew.
    pub incarnation: u64,
    /// Grows with each event.
    pub counter: u64,
}

/// # Safety
/// `version` is NULL or can be read.
unsafe fn version_of(version: *const vnode_ring_event_version) -> Result<Option<Version>, Status> {
    if version.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller vouches for it.
    let &vnode_ring_event_version { incarnation, counter } = unsafe { &slice(version, 1)?[0] };
    Ok(Some(Version { incarnation, counter }))
}

/// Makes a tracker that knows of no member. `*tracker` is the caller's: vnode_ring_tracker_free(). O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_new(
    error: *mut vnode_ring_error,
    tracker: *mut *mut vnode_ring_tracker,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(tracker);
        guard(error, || -> Result<(), Failure> {
            out(tracker)?.set(boxed(Tracker::default()));
            Ok(())
        })
    }
}

/// Frees a tracker. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_free(tracker: *mut vnode_ring_tracker) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(tracker) };
}

/// A node joins a group or changes, unless the event is out of date. `version` is that of the event, or NULL where it has
/// none. `outcome` may be NULL; else it is VNODE_RING_TRACKED_... `*change` is what the directory is to apply, maybe
/// nothing, and the caller's: vnode_ring_directory_change_free(). O(log members).
///
/// As vnode_ring_directory_upsert(), and VNODE_RING_ERR_NO_EPOCH_LEFT where the tracker can count no more events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_upsert(
    tracker: *mut vnode_ring_tracker,
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    node: *const vnode_ring_node,
    version: *const vnode_ring_event_version,
    error: *mut vnode_ring_error,
    outcome: *mut i32,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        track(tracker, directory, error, outcome, change, |tracker, directory| {
            let (group, update) = (text(group, group_len)?, one(node)?.update()?);
            Ok(tracker.upsert(directory, group, update, version_of(version)?)?)
        })
    }
}

/// A member leaves, unless the event is out of date. It need not be there: its removal may come before its update.
/// Otherwise as vnode_ring_tracker_upsert().
///
/// VNODE_RING_ERR_UTF8, _NO_EPOCH_LEFT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_remove(
    tracker: *mut vnode_ring_tracker,
    directory: *const vnode_ring_directory,
    group: *const c_char,
    group_len: usize,
    id: *const c_char,
    id_len: usize,
    version: *const vnode_ring_event_version,
    error: *mut vnode_ring_error,
    outcome: *mut i32,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        track(tracker, directory, error, outcome, change, |tracker, directory| {
            let (group, id) = (text(group, group_len)?, text(id, id_len)?);
            Ok(tracker.remove(directory, group, id, version_of(version)?)?)
        })
    }
}

/// Takes note of an event.
///
/// # Safety
/// As for the functions of the header.
unsafe fn track(
    tracker: *mut vnode_ring_tracker,
    directory: *const vnode_ring_directory,
    error: *mut vnode_ring_error,
    outcome: *mut i32,
    change: *mut *mut vnode_ring_directory_change,
    event: impl FnOnce(&mut Tracker, &Directory) -> Result<Tracked, Failure>,
) -> i32 {
    // SAFETY: the caller vouches for all of them.
    unsafe {
        clear(change);
        with_mut(tracker, error, |tracker| -> Result<(), Failure> {
            let (change, outcome) = (out(change)?, wanted(outcome)?);
            let made = event(tracker, value(directory)?)?;
            if let Some(outcome) = outcome {
                outcome.set(match made {
                    Tracked::Change(_) => VNODE_RING_TRACKED_CHANGE,
                    Tracked::NoChange => VNODE_RING_TRACKED_NO_CHANGE,
                    Tracked::Ignored { .. } => VNODE_RING_TRACKED_IGNORED,
                });
            }
            change.set(own_change(made.into_change()));
            Ok(())
        })
    }
}

/// The version of the last event of a member that had one, also of one that is gone; VNODE_RING_ERR_NOT_FOUND where there is
/// none. O(log members).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_version(
    tracker: *const vnode_ring_tracker,
    group: *const c_char,
    group_len: usize,
    id: *const c_char,
    id_len: usize,
    version: *mut vnode_ring_event_version,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(tracker, |tracker| {
            let version = out(version)?;
            let found = tracker.version(text(group, group_len)?, text(id, id_len)?);
            let Version { incarnation, counter } = found.ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?;
            version.set(vnode_ring_event_version { incarnation, counter });
            Ok(())
        })
    }
}

/// How far the tracker is: the number of events that it has taken, for a later vnode_ring_tracker_forget(). O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_mark(tracker: *const vnode_ring_tracker, mark: *mut u64) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(tracker, |tracker| tell(mark, tracker.mark().into())) }
}

/// Drops the tombstones that were left before a mark: when no event can be under way any more that is older than they are.
/// Say, take a mark once an hour and forget the one before it. `count` may be NULL; else it is how many there were.
/// O(log members) each.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_forget(
    tracker: *mut vnode_ring_tracker,
    mark: u64,
    count: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with_mut(tracker, core::ptr::null_mut(), |tracker| {
            let count = wanted(count)?;
            let forgotten = tracker.forget(Mark::from(mark));
            if let Some(count) = count {
                count.set(forgotten);
            }
            Ok::<_, Status>(())
        })
    }
}

/// What the tracker knows as bytes, for a process that restarts; the share that may expire is not in it. `*bytes` are the
/// caller's: vnode_ring_bytes_free(). O(members).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_to_snapshot(
    tracker: *const vnode_ring_tracker,
    error: *mut vnode_ring_error,
    bytes: *mut *mut u8,
    length: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { written(tracker, error, bytes, length, Tracker::to_snapshot) }
}

/// The tracker of a snapshot. The bytes may come from anywhere: what is damaged or not canonical is refused. `*tracker` is
/// the caller's: vnode_ring_tracker_free(). O(length).
///
/// VNODE_RING_ERR_DECODE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_from_snapshot(
    bytes: *const c_void,
    length: usize,
    error: *mut vnode_ring_error,
    tracker: *mut *mut vnode_ring_tracker,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(tracker);
        guard(error, || -> Result<(), Failure> {
            let tracker = out(tracker)?;
            tracker.set(boxed(Tracker::from_snapshot(self::bytes(bytes, length)?)?));
            Ok(())
        })
    }
}
