//! The binary files of the library: how they are told from text, read and written.

use std::path::Path;

use vnode_ring::{DecodeError, DecodeReason, Delta, Limits, Membership};

use crate::failure::Failure;
use crate::input;

/// What such files begin with. No text does.
const MAGIC: &[u8] = b"\x89VNR";

/// Whether bytes are such a file, if a damaged one.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The membership of a snapshot.
///
/// # Errors
/// When the bytes are none. `name` is what errors call them.
pub fn decode(name: &str, bytes: &[u8], limits: Limits) -> Result<Membership, Failure> {
    Membership::from_snapshot(bytes, limits).map_err(|error| refused(name, &error))
}

/// The delta of a delta file.
///
/// # Errors
/// When the file cannot be read or is none.
pub fn read_delta(path: &Path, limits: Limits) -> Result<Delta, Failure> {
    let name = input::name_of(path);
    decode_delta(&name, &input::read(path)?, limits)
}

/// The delta of bytes.
///
/// # Errors
/// When the bytes are none. `name` is what errors call them.
pub fn decode_delta(name: &str, bytes: &[u8], limits: Limits) -> Result<Delta, Failure> {
    Delta::from_bytes(bytes, limits).map_err(|error| refused(name, &error))
}

fn refused(name: &str, error: &DecodeError) -> Failure {
    let hint = match error.reason {
        DecodeReason::Limit(_) => " (see --max-vnodes)",
        _ => "",
    };
    Failure::Input(format!("{name}: {error}{hint}"))
}
