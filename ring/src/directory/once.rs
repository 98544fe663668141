//! A value that is made when it is first asked for: by any thread where there are threads.

#[cfg(not(feature = "std"))]
pub(super) use core::cell::OnceCell as Once;
#[cfg(feature = "std")]
pub(super) use std::sync::OnceLock as Once;
