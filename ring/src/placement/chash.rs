//! The points of the Go packages chash and registry of werbenhu.

use alloc::string::String;
use core::fmt::Write as _;

use super::{MAX_DIGITS, Side};
use crate::key_hasher::widened;
use crate::memory::{self, OutOfMemory};

/// CRC-32 of each number in decimal digits, followed by the name.
pub(super) fn points(placement_id: &str) -> Result<impl Iterator<Item = u64>, OutOfMemory> {
    let mut digits = String::new();
    memory::reserve_bytes(&mut digits, MAX_DIGITS)?;
    Ok((0u32..).map(move |number| {
        digits.clear();
        // Writing to a string cannot fail.
        let _ = write!(digits, "{number}");
        let mut point = crc32fast::Hasher::new();
        point.update(digits.as_bytes());
        point.update(placement_id.as_bytes());
        Side::Predecessor.place(widened(point.finalize()))
    }))
}
