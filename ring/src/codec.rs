//! Bytes that last: what is written to files and sent to other processes, and read back without trust.
//!
//! Every kind is a body inside one [`envelope`]. Bodies are written by [`wire`](crate::wire) and read by [`reader`];
//! whatever is read is written again and compared, so that one content has one byte string.

mod content;
mod delta;
mod envelope;
mod error;
mod reader;
mod snapshot;

pub use envelope::FileKind;
pub use error::{DecodeError, DecodeReason};

#[cfg(test)]
mod tests;
