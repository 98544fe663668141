//! The binary files of the library: how they are told from text, and read.

use std::path::Path;

use vnode_ring::{DecodeError, DecodeReason, Delta, FileKind, HIGHEST_MAX_VNODES, Image, Limits, Membership};

use crate::failure::Failure;
use crate::input;

/// What such files begin with. No text does.
const MAGIC: &[u8] = b"\x89VNR";

/// Whether bytes are such a file, if a damaged one.
#[must_use]
pub fn is_binary(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Any ring: for commands that compile none.
pub(crate) fn any_size() -> Limits {
    Limits::default().with_max_vnodes(HIGHEST_MAX_VNODES).expect("the highest limit is one")
}

/// The membership of a snapshot, or of an image that is what it should be.
///
/// # Errors
/// When the bytes are neither. `name` is what errors call them.
pub fn membership(name: &str, bytes: &[u8], limits: Limits) -> Result<Membership, Failure> {
    let decode = match FileKind::of(bytes) {
        Some(FileKind::Image) => Membership::from_image,
        _ => Membership::from_snapshot,
    };
    decode(bytes, limits).map_err(|error| refused(name, &error))
}

/// An image, with its membership where it has ids; all of it is checked.
///
/// # Errors
/// When the bytes are none, or not what they should be.
pub fn image<'a>(name: &str, bytes: &'a [u8]) -> Result<(Image<'a>, Option<Membership>), Failure> {
    let image = Image::parse(bytes).map_err(|error| refused(name, &error))?;
    if image.has_texts() {
        return Ok((image, Some(membership(name, bytes, any_size())?)));
    }
    image.verify().map_err(|error| refused(name, &error))?;
    Ok((image, None))
}

/// The delta of a delta file.
///
/// # Errors
/// When the file cannot be read or is none.
pub fn read_delta(path: &Path, limits: Limits) -> Result<Delta, Failure> {
    let name = input::name_of(path);
    delta(&name, &input::read(path)?, limits)
}

/// The delta of bytes.
///
/// # Errors
/// When the bytes are none. `name` is what errors call them.
pub fn delta(name: &str, bytes: &[u8], limits: Limits) -> Result<Delta, Failure> {
    Delta::from_bytes(bytes, limits).map_err(|error| refused(name, &error))
}

fn refused(name: &str, error: &DecodeError) -> Failure {
    let hint = match error.reason {
        DecodeReason::Limit(_) => " (see --max-vnodes)",
        DecodeReason::NoIds => ", without --no-ids, or use the node file or snapshot that it was made from",
        _ => "",
    };
    Failure::Input(format!("{name}: {error}{hint}"))
}

#[cfg(test)]
#[path = "binary_tests.rs"]
mod tests;
