//! C ABI of `vnode-ring`. The header `include/vnode_ring.h` is made from these comments and is the manual.

#![expect(clippy::doc_markdown, reason = "the comments become a C header")]

use std::ffi::c_char;
use std::panic::catch_unwind;

use core_ring::{KeyHasher, Position};

/// The call did what it says.
pub const VNODE_RING_OK: i32 = 0;
/// A pointer that must not be NULL was NULL.
pub const VNODE_RING_ERR_NULL: i32 = 1;
/// A defect of the library; please report it.
pub const VNODE_RING_ERR_PANIC: i32 = 2;

/// The version of the library as "MAJOR.MINOR.PATCH". The string is static: never free it. Any thread may call this.
#[unsafe(no_mangle)]
pub extern "C" fn vnode_ring_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The position of a key on the circle 0..2^64 (key hash "xxh3"): every ring with this seed puts the key there.
///
/// `key` points to `key_len` bytes; it may be NULL when `key_len` is 0. `position` must not be NULL and is written only
/// on VNODE_RING_OK. Nothing is kept or allocated. Any thread may call this.
///
/// Returns VNODE_RING_OK or VNODE_RING_ERR_NULL.
#[unsafe(no_mangle)]
#[expect(clippy::missing_safety_doc, reason = "the contract is the comment, which becomes the header")]
pub unsafe extern "C" fn vnode_ring_key_position(
    key: *const u8,
    key_len: usize,
    seed: u64,
    position: *mut u64,
) -> i32 {
    if position.is_null() || (key.is_null() && key_len > 0) {
        return VNODE_RING_ERR_NULL;
    }
    let key = match key_len {
        0 => &[],
        // SAFETY: not NULL, and the caller vouches for key_len readable bytes.
        _ => unsafe { std::slice::from_raw_parts(key, key_len) },
    };
    match catch_unwind(|| KeyHasher::xxh3(seed).position(key)) {
        Ok(Position(value)) => {
            // SAFETY: not NULL, and the caller vouches that it can be written.
            unsafe { position.write(value) };
            VNODE_RING_OK
        }
        Err(_) => VNODE_RING_ERR_PANIC,
    }
}
