//! The points of the Go packages chash and registry of werbenhu.

use alloc::string::String;
use core::fmt::Write as _;

use super::Side;
use crate::key_hasher::widened;

/// CRC-32 of each number in decimal digits, followed by the name.
pub(super) fn points(placement_id: &str) -> impl Iterator<Item = u64> {
    let mut digits = String::new();
    (0u32..).map(move |number| {
        digits.clear();
        // Writing to a string cannot fail.
        let _ = write!(digits, "{number}");
        let mut point = crc32fast::Hasher::new();
        point.update(digits.as_bytes());
        point.update(placement_id.as_bytes());
        Side::Predecessor.place(widened(point.finalize()))
    })
}
