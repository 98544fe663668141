//! The points of ketama, as libmemcached and twemproxy have them.

use core::fmt::Write as _;

use super::MAX_DIGITS;
use crate::hash::{KeyHash, compat};
use crate::key_hasher::{narrow, widened};
use crate::memory::{self, OutOfMemory};

/// The port that libmemcached leaves out of a server's name.
const DEFAULT_PORT: &str = ":11211";

/// A server's name in libmemcached.
pub(super) fn without_default_port(placement_id: &str) -> &str {
    placement_id.strip_suffix(DEFAULT_PORT).unwrap_or(placement_id)
}

/// The four words of the MD5 of `name-0`, then of `name-1`, and so on.
pub(super) fn by_md5(name: &str) -> Result<impl Iterator<Item = u64> + use<>, OutOfMemory> {
    Ok(numbered(name, compat::md5_words)?.flatten().map(widened))
}

/// One point of each such text, by the hash of the keys.
pub(super) fn by_key_hash(
    name: &str,
    key_hash: KeyHash,
) -> Result<impl Iterator<Item = u64> + use<>, OutOfMemory> {
    numbered(name, move |text| widened(narrow(key_hash, text)))
}

/// What comes of each such text. Memory is taken once.
fn numbered<T, F: FnMut(&[u8]) -> T>(
    name: &str,
    mut of: F,
) -> Result<impl Iterator<Item = T> + use<T, F>, OutOfMemory> {
    let mut text = memory::text(name)?;
    memory::reserve_bytes(&mut text, 1 + MAX_DIGITS)?;
    text.push('-');
    let start = text.len();
    Ok((0u32..).map(move |number| {
        text.truncate(start);
        // Writing to a string cannot fail.
        let _ = write!(text, "{number}");
        of(text.as_bytes())
    }))
}
