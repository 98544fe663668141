//! Secrets of keyed rings.

use core_ring::Secret;

use crate::failure::Failure;
use crate::memory;

/// The bytes of a secret.
pub const VNODE_RING_SECRET_BYTES: usize = 16;

/// A secret of the caller's; NULL and 0 for none.
///
/// # Safety
/// Unless they are refused, the bytes can be read.
pub(crate) unsafe fn read(bytes: *const u8, length: usize) -> Result<Option<Secret>, Failure> {
    if length == 0 && bytes.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller vouches for them.
    let bytes = unsafe { memory::slice(bytes, length) }?;
    bytes.try_into().map(|bytes| Some(Secret::new(bytes))).map_err(|_| Failure::secret_of(length))
}
