//! What holds for every decoder.

use vnode_ring::{DecodeError, Limits};

use crate::envelope::repair;

/// The seeds keep it. Where all vnodes are at one position, a ring takes time by their square.
const MAX_VNODES: u32 = 600;
const MAX_VNODES_OF_RINGS: u32 = 64;

pub(crate) fn limits() -> Limits {
    with_max_vnodes(MAX_VNODES)
}

/// Rings stay small, so that a run is short: what is decoded may have more vnodes.
pub(crate) fn limits_of_rings() -> Limits {
    with_max_vnodes(MAX_VNODES_OF_RINGS)
}

fn with_max_vnodes(max_vnodes: u32) -> Limits {
    Limits::default().with_max_vnodes(max_vnodes).expect("it is below the highest limit")
}

/// Decodes the bytes as they are, then with length and checksum repaired: what comes out encodes to exactly what went
/// in, and what is refused is refused in one line.
pub(crate) fn both_ways<T>(
    bytes: &[u8],
    decode: impl Fn(&[u8]) -> Result<T, DecodeError>,
    encode: impl Fn(&T) -> Vec<u8>,
    use_it: impl Fn(T, &[u8]),
) {
    let mut repaired = bytes.to_vec();
    repair(&mut repaired);
    let checked = |bytes: &[u8]| match decode(bytes) {
        Ok(value) => {
            assert_eq!(encode(&value), bytes, "one content, one byte string");
            use_it(value, bytes);
        }
        Err(error) => assert_refusal(&error, bytes),
    };
    checked(bytes);
    if repaired != bytes {
        checked(&repaired);
    }
}

pub(crate) fn assert_refusal(error: &DecodeError, bytes: &[u8]) {
    assert!(error.offset <= bytes.len(), "{error:?}");
    assert_one_line(error);
}

pub(crate) fn assert_one_line(error: &dyn std::error::Error) {
    let message = error.to_string();
    assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
}
