//! Files as bytes: snapshots and images of rings. Write them under another name and rename them, never over a file that
//! others may have mapped.

use core::ffi::c_void;

use core_ring::{DecodeError, Limits, Membership};

use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{Opaque, caught, guard, with};
use crate::memory::{bytes, clear, out};
use crate::options::{Options, vnode_ring_options};
use crate::ring::{own, vnode_ring};

/// Hands an object to the caller as bytes.
///
/// # Safety
/// As for the functions of the header.
pub(crate) unsafe fn written<O: Opaque>(
    object: *const O,
    error: *mut vnode_ring_error,
    bytes: *mut *mut u8,
    length: *mut usize,
    write: impl FnOnce(&O::Value) -> Vec<u8>,
) -> i32 {
    // SAFETY: the caller vouches for all of them.
    unsafe {
        clear(bytes);
        with(object, error, |value| -> Result<(), Failure> {
            let (bytes, length) = (out(bytes)?, out(length)?);
            let written = Box::leak(write(value).into_boxed_slice());
            length.set(written.len());
            bytes.set(written.as_mut_ptr());
            Ok(())
        })
    }
}

/// Frees bytes that a function of this library made: the pointer and the length that it gave. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_bytes_free(bytes: *mut u8, length: usize) {
    if !bytes.is_null() {
        // SAFETY: they are those of `written`.
        let _ = caught(|| drop(unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(bytes, length)) }));
    }
}

/// A ring as a snapshot: the same bytes for the same content on every machine. `*bytes` are the caller's:
/// vnode_ring_bytes_free(). O(nodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_to_snapshot(
    ring: *const vnode_ring,
    error: *mut vnode_ring_error,
    bytes: *mut *mut u8,
    length: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { written(ring, error, bytes, length, |ring| ring.membership().to_snapshot()) }
}

/// The ring of a snapshot. The bytes may come from anywhere: what is damaged or not canonical is refused. The config is the
/// file's; of the options only `secret` and `max_vnodes` count. `*ring` is the caller's: vnode_ring_free(). O(vnodes).
///
/// VNODE_RING_ERR_DECODE, _SECRET, _LIMIT, _OUT_OF_MEMORY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_from_snapshot(
    bytes: *const c_void,
    length: usize,
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    ring: *mut *mut vnode_ring,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { read_ring(bytes, length, options, error, ring, Membership::from_snapshot) }
}

/// A ring as an image, for others to read in place: see vnode_ring_view_open(). `*bytes` are the caller's:
/// vnode_ring_bytes_free(). O(vnodes).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_to_image(
    ring: *const vnode_ring,
    error: *mut vnode_ring_error,
    bytes: *mut *mut u8,
    length: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { written(ring, error, bytes, length, |ring| ring.to_image()) }
}

/// As vnode_ring_to_image(), without ids, placement ids, zones and attributes: nodes are numbers in the order of their ids.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_to_image_without_texts(
    ring: *const vnode_ring,
    error: *mut vnode_ring_error,
    bytes: *mut *mut u8,
    length: *mut usize,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { written(ring, error, bytes, length, |ring| ring.to_image_without_texts()) }
}

/// The ring of an image with texts, which is compared with it byte for byte. Otherwise as vnode_ring_from_snapshot().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_from_image(
    bytes: *const c_void,
    length: usize,
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    ring: *mut *mut vnode_ring,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe { read_ring(bytes, length, options, error, ring, Membership::from_image) }
}

/// Compiles the ring that is in a file.
///
/// # Safety
/// As for the functions of the header.
unsafe fn read_ring(
    bytes: *const c_void,
    length: usize,
    options: *const vnode_ring_options,
    error: *mut vnode_ring_error,
    ring: *mut *mut vnode_ring,
    decode: impl FnOnce(&[u8], Limits) -> Result<Membership, DecodeError>,
) -> i32 {
    // SAFETY: the caller vouches for all of them.
    unsafe {
        clear(ring);
        guard(error, || -> Result<(), Failure> {
            let ring = out(ring)?;
            let options = Options::read(options)?;
            let membership = decode(self::bytes(bytes, length)?, options.limits)?;
            ring.set(own(options.compile(membership)?));
            Ok(())
        })
    }
}
