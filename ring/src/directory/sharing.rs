//! What copies of a directory share, and a value that is made when it is first asked for: by any thread where there are
//! threads.

#[cfg(not(target_has_atomic = "ptr"))]
pub(super) use alloc::rc::Rc as Arc;
#[cfg(target_has_atomic = "ptr")]
pub(super) use alloc::sync::Arc;
#[cfg(not(feature = "std"))]
pub(super) use core::cell::OnceCell as Once;
#[cfg(feature = "std")]
pub(super) use std::sync::OnceLock as Once;
