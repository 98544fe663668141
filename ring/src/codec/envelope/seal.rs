//! How an envelope is put around a body.

use alloc::vec::Vec;

use super::{FileKind, HEADER_BYTES, LENGTH_AT, MAGIC, NO_ALGORITHM, VERSION};
use crate::hash::xxh3;

/// Puts a body into its envelope, with the algorithms where it holds one config.
pub(crate) fn seal(kind: FileKind, algorithms: Option<[u8; 2]>, body: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = Vec::from(MAGIC);
    bytes.extend([kind as u8, VERSION]);
    bytes.extend(algorithms.unwrap_or([NO_ALGORITHM; 2]));
    bytes.extend([0; HEADER_BYTES - LENGTH_AT]);
    body(&mut bytes);
    let length = (bytes.len() - HEADER_BYTES) as u64;
    bytes[LENGTH_AT..HEADER_BYTES].copy_from_slice(&length.to_le_bytes());
    let checksum = xxh3(0, &bytes);
    bytes.extend(checksum.to_le_bytes());
    bytes
}
