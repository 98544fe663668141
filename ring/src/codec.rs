//! Bytes that last: what is written to files and sent to other processes, and read back without trust.
//!
//! Every kind is a body inside one [`envelope`]. Bodies are written by [`wire`](crate::wire) and read by [`reader`];
//! whatever is read is written again and compared, so that one content has one byte string.

pub(crate) mod envelope;
mod error;

#[cfg(feature = "snapshot")]
pub(crate) mod content;
#[cfg(feature = "snapshot")]
mod delta;
#[cfg(feature = "snapshot")]
mod image;
#[cfg(feature = "snapshot")]
mod nodes;
#[cfg(feature = "snapshot")]
pub(crate) mod reader;
#[cfg(feature = "snapshot")]
mod snapshot;

pub use envelope::FileKind;
pub use error::{DecodeError, DecodeReason};

#[cfg(all(test, feature = "snapshot"))]
mod tests;
