//! Leases: members that nobody vouches for any more leave. Deadlines are in ticks of the caller's own clock, whatever a
//! tick is.

use core::ffi::c_char;

use core_ring::{Directory, DirectoryChange, ExpireError, Tracker};

use crate::directory::vnode_ring_directory;
use crate::directory_change::{own_change, vnode_ring_directory_change};
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{ask, value, with_mut};
use crate::memory::{clear, out, tell, text};
use crate::status::{Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NOT_FOUND};
use crate::tracker::vnode_ring_tracker;

/// The share of members that may expire at once where there is no guard, in percent: all.
pub const VNODE_RING_NO_EXPIRY_GUARD: u32 = 100;

/// Sets the deadline of a member, in place of the one that it had. A member without one never expires. O(log members).
///
/// VNODE_RING_ERR_NOT_TRACKED, _UTF8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_renew(
    tracker: *mut vnode_ring_tracker,
    group: *const c_char,
    group_len: usize,
    id: *const c_char,
    id_len: usize,
    deadline: u64,
    error: *mut vnode_ring_error,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with_mut(tracker, error, |tracker| -> Result<(), Failure> {
            Ok(tracker.renew(text(group, group_len)?, text(id, id_len)?, deadline)?)
        })
    }
}

/// When the next member expires: sleep until then. VNODE_RING_ERR_NOT_FOUND while none will. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_next_deadline(
    tracker: *const vnode_ring_tracker,
    deadline: *mut u64,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        ask(tracker, |tracker| {
            let deadline = out(deadline)?;
            deadline.set(tracker.next_deadline().ok_or(Status(VNODE_RING_ERR_NOT_FOUND))?);
            Ok(())
        })
    }
}

/// Lets all members leave whose deadline is `now` or before, in one change. They leave tombstones, but an event of the same
/// version is taken again afterwards. `*change` is what the directory is to apply, maybe nothing, and the caller's:
/// vnode_ring_directory_change_free(). O(log members) each.
///
/// VNODE_RING_ERR_EXPIRY_GUARD where more would leave than vnode_ring_tracker_set_max_expiry() lets; _NO_EPOCH_LEFT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_expire(
    tracker: *mut vnode_ring_tracker,
    directory: *const vnode_ring_directory,
    now: u64,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { expire(tracker, directory, error, change, |tracker, directory| tracker.expire(directory, now)) }
}

/// As vnode_ring_tracker_expire() without the guard: for someone who knows that the members are gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_expire_anyway(
    tracker: *mut vnode_ring_tracker,
    directory: *const vnode_ring_directory,
    now: u64,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        expire(tracker, directory, error, change, |tracker, directory| tracker.expire_anyway(directory, now))
    }
}

/// # Safety
/// As for the functions of the header.
unsafe fn expire(
    tracker: *mut vnode_ring_tracker,
    directory: *const vnode_ring_directory,
    error: *mut vnode_ring_error,
    change: *mut *mut vnode_ring_directory_change,
    expire: impl FnOnce(&mut Tracker, &Directory) -> Result<DirectoryChange, ExpireError>,
) -> i32 {
    // SAFETY: the caller vouches for all of them.
    unsafe {
        clear(change);
        with_mut(tracker, error, |tracker| -> Result<(), Failure> {
            let change = out(change)?;
            change.set(own_change(expire(tracker, value(directory)?)?));
            Ok(())
        })
    }
}

/// Sets the largest share of the members with deadlines that may expire at once, in percent: 0 to
/// VNODE_RING_NO_EXPIRY_GUARD, which a new tracker has. When many fall silent at the same moment, the fault is rather with
/// whoever listens. VNODE_RING_ERR_ARGUMENT. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_set_max_expiry(
    tracker: *mut vnode_ring_tracker,
    percent: u32,
    error: *mut vnode_ring_error,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with_mut(tracker, error, |tracker| -> Result<(), Failure> {
            let within = u8::try_from(percent).ok().filter(|_| percent <= VNODE_RING_NO_EXPIRY_GUARD);
            let Some(within) = within else {
                let message = format!("percent is at most {VNODE_RING_NO_EXPIRY_GUARD} (got {percent})");
                return Err(Failure::new(VNODE_RING_ERR_ARGUMENT, message));
            };
            *tracker = core::mem::take(tracker).with_max_expiry(within);
            Ok(())
        })
    }
}

/// Stops the time of all deadlines: while the source is out of reach, silence says nothing. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_freeze(tracker: *mut vnode_ring_tracker) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with_mut(tracker, core::ptr::null_mut(), |tracker| {
            tracker.freeze();
            Ok::<_, Status>(())
        })
    }
}

/// Lets time go on. Whoever would expire before `now` + `grace` has until then to be heard of. O(members with deadlines).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_thaw(
    tracker: *mut vnode_ring_tracker,
    now: u64,
    grace: u64,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with_mut(tracker, core::ptr::null_mut(), |tracker| {
            tracker.thaw(now, grace);
            Ok::<_, Status>(())
        })
    }
}

/// Whether time stands still. O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_tracker_is_frozen(
    tracker: *const vnode_ring_tracker,
    frozen: *mut bool,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { ask(tracker, |tracker| tell(frozen, tracker.is_frozen())) }
}
