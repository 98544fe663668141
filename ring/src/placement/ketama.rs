//! The points of ketama, as libmemcached and twemproxy have them.

use alloc::string::String;
use core::fmt::Write as _;

use crate::hash::{KeyHash, compat};
use crate::key_hasher::{narrow, widened};

/// The port that libmemcached leaves out of a server's name.
const DEFAULT_PORT: &str = ":11211";

/// A server's name in libmemcached.
pub(super) fn without_default_port(placement_id: &str) -> &str {
    placement_id.strip_suffix(DEFAULT_PORT).unwrap_or(placement_id)
}

/// The four words of the MD5 of `name-0`, then of `name-1`, and so on.
pub(super) fn by_md5(name: &str) -> impl Iterator<Item = u64> {
    numbered(name).flat_map(|text| compat::md5_words(text.as_bytes())).map(widened)
}

/// One point of each such text, by the hash of the keys.
pub(super) fn by_key_hash(name: &str, key_hash: KeyHash) -> impl Iterator<Item = u64> {
    numbered(name).map(move |text| widened(narrow(key_hash, text.as_bytes())))
}

fn numbered(name: &str) -> impl Iterator<Item = String> {
    (0u32..).map(move |number| {
        let mut text = String::from(name);
        // Writing to a string cannot fail.
        let _ = write!(text, "-{number}");
        text
    })
}
