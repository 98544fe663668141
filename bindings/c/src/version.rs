//! Which version of the library a program runs with.

use core::ffi::c_char;

/// The version of the library as "MAJOR.MINOR.PATCH"; VNODE_RING_VERSION is that of the header. The text is static: never
/// free it.
#[unsafe(no_mangle)]
pub extern "C" fn vnode_ring_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}
