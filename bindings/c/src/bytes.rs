//! Files as bytes: snapshots and images of rings. Write them under another name and rename them, never over a file that
//! others may have mapped.

use core::ffi::c_void;

use core_ring::Membership;

use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::{caught, guard, with};
use crate::memory::{Out, bytes, clear, out};
use crate::options::{Options, vnode_ring_options};
use crate::ring::{own, vnode_ring};
use crate::status::Status;

/// Where bytes of the library's go.
pub(crate) struct BytesOut {
    bytes: Out<*mut u8>,
    length: Out<usize>,
}

/// # Safety
/// Unless they are refused, both can be written.
pub(crate) unsafe fn bytes_out(bytes: *mut *mut u8, length: *mut usize) -> Result<BytesOut, Status> {
    // SAFETY: the caller vouches for both.
    unsafe { Ok(BytesOut { bytes: out(bytes)?, length: out(length)? }) }
}

impl BytesOut {
    pub(crate) fn set(self, bytes: Vec<u8>) {
        let bytes = Box::leak(bytes.into_boxed_slice());
        self.length.set(bytes.len());
        self.bytes.set(bytes.as_mut_ptr());
    }
}

/// Frees bytes that a function of this library made: the pointer and the length that it gave. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_bytes_free(bytes: *mut u8, length: usize) {
    if !bytes.is_null() {
        // SAFETY: they are those of `BytesOut::set`.
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
    unsafe {
        clear(bytes);
        with(ring, error, |ring| -> Result<(), Failure> {
            bytes_out(bytes, length)?.set(ring.membership().to_snapshot());
            Ok(())
        })
    }
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
    unsafe {
        clear(ring);
        guard(error, || -> Result<(), Failure> {
            let ring = out(ring)?;
            let options = Options::read(options)?;
            let membership = Membership::from_snapshot(self::bytes(bytes, length)?, options.limits)?;
            ring.set(own(options.compile(membership)?));
            Ok(())
        })
    }
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
    unsafe {
        clear(bytes);
        with(ring, error, |ring| -> Result<(), Failure> {
            bytes_out(bytes, length)?.set(ring.to_image());
            Ok(())
        })
    }
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
    unsafe {
        clear(bytes);
        with(ring, error, |ring| -> Result<(), Failure> {
            bytes_out(bytes, length)?.set(ring.to_image_without_texts());
            Ok(())
        })
    }
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
    unsafe {
        clear(ring);
        guard(error, || -> Result<(), Failure> {
            let ring = out(ring)?;
            let options = Options::read(options)?;
            let membership = Membership::from_image(self::bytes(bytes, length)?, options.limits)?;
            ring.set(own(options.compile(membership)?));
            Ok(())
        })
    }
}
