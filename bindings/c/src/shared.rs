//! One ring for many threads: some change it, others read it without waiting.
//!
//! A change is made on a copy that nobody reads, and published at once. Each reading thread has a reader of its own, which
//! holds one ring at a time. Readers never wait; changes wait for each other.

use core_ring::{Outcome, RingReader, SharedRing};

use crate::change::vnode_ring_delta;
use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Object, boxed, free, opaque, value, with, with_mut};
use crate::lender::Lender;
use crate::memory::{clear, out, wanted};
use crate::ring::{own, vnode_ring};

/// A ring that threads share. All functions take it const: any thread may call any of them at any time, but for freeing
/// it, after all others are done. Readers may outlive it.
pub struct vnode_ring_shared(Object<SharedRing>);

opaque!(vnode_ring_shared, SharedRing, 4);

/// What one thread reads a shared ring with.
pub struct vnode_ring_reader(Object<Lender<RingReader, vnode_ring>>);

opaque!(vnode_ring_reader, Lender<RingReader, vnode_ring>, 5);

/// Shares a copy of a ring. `*shared` is the caller's: vnode_ring_shared_free(). O(vnodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_new(
    ring: *const vnode_ring,
    error: *mut vnode_ring_error,
    shared: *mut *mut vnode_ring_shared,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(shared);
        with(ring, error, |ring| -> Result<(), Failure> {
            out(shared)?.set(boxed(SharedRing::new((**ring).clone())));
            Ok(())
        })
    }
}

/// Frees a shared ring; its readers go on with what they have. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_free(shared: *mut vnode_ring_shared) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(shared) };
}

/// Applies a delta and publishes the ring; otherwise as vnode_ring_apply(). O(vnodes of the nodes that change), and
/// O(vnodes) at the first change and where a reader still holds the ring before the last one; but see
/// VNODE_RING_PLACEMENT_HAPROXY_ID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_apply(
    shared: *const vnode_ring_shared,
    delta: *const vnode_ring_delta,
    error: *mut vnode_ring_error,
    changed: *mut bool,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with(shared, error, |shared| -> Result<(), Failure> {
            let changed = wanted(changed)?;
            let outcome = shared.apply(value(delta)?)?;
            if let Some(changed) = changed {
                changed.set(outcome != Outcome::NoChange);
            }
            Ok(())
        })
    }
}

/// Publishes a copy of another ring in its place: after a snapshot was fetched. O(vnodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_publish(
    shared: *const vnode_ring_shared,
    ring: *const vnode_ring,
    error: *mut vnode_ring_error,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with(shared, error, |shared| -> Result<(), Failure> {
            shared.publish((**value(ring)?).clone());
            Ok(())
        })
    }
}

/// A copy of the ring as it is now: to work out a delta from it. `*ring` is the caller's: vnode_ring_free(). O(vnodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shared_copy(
    shared: *const vnode_ring_shared,
    error: *mut vnode_ring_error,
    ring: *mut *mut vnode_ring,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(ring);
        with(shared, error, |shared| -> Result<(), Failure> {
            out(ring)?.set(own((*shared.snapshot()).clone()));
            Ok(())
        })
    }
}

/// A reader for one thread. `*reader` is the caller's: vnode_ring_reader_free(). O(1).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_reader_new(
    shared: *const vnode_ring_shared,
    error: *mut vnode_ring_error,
    reader: *mut *mut vnode_ring_reader,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(reader);
        with(shared, error, |shared| -> Result<(), Failure> {
            out(reader)?.set(boxed(Lender::new(shared.reader())));
            Ok(())
        })
    }
}

/// The ring as it is now, to be read by this thread until it asks again or frees the reader. While nothing changes, this
/// is one load of shared memory; it never waits. The ring is lent: do not free it, nor give it to other threads.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_reader_ring(
    reader: *mut vnode_ring_reader,
    ring: *mut *const vnode_ring,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        clear(ring.cast::<*mut vnode_ring>());
        with_mut(reader, core::ptr::null_mut(), |reader| {
            out(ring)?.set(reader.lend());
            Ok::<_, crate::status::Status>(())
        })
    }
}

/// Frees a reader, and with it the ring that it lends. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_reader_free(reader: *mut vnode_ring_reader) {
    // SAFETY: the header's rules are the contract.
    unsafe { free(reader) };
}
