//! Bytes that last: what is written to files and sent to other processes, and read back without trust.
//!
//! Every kind is a body inside one [`envelope`]. Bodies are written by [`wire`](crate::wire) and read by [`reader`];
//! whatever is read is written again and compared, so that one content has one byte string.

pub(crate) mod content;
mod delta;
pub(crate) mod envelope;
mod error;
pub(crate) mod reader;
mod snapshot;

pub use envelope::FileKind;
pub use error::{DecodeError, DecodeReason};

#[cfg(test)]
mod tests;
