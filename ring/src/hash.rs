//! The hash functions that placement rests on. Their output is part of the placement and never changes.

use sha2::{Digest as _, Sha256};

#[cfg(feature = "compat")]
pub(crate) mod compat;
#[cfg(feature = "compat")]
pub(crate) mod haproxy;
mod key_hash;
#[cfg(any(test, all(target_os = "none", target_pointer_width = "32")))]
mod small;

#[cfg(all(target_os = "none", target_pointer_width = "32"))]
pub(crate) use small::{siphash13, xxh3};

pub use key_hash::KeyHash;

#[cfg(not(all(target_os = "none", target_pointer_width = "32")))]
#[inline]
pub(crate) fn xxh3(seed: u64, key: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(key, seed)
}

/// Out of line, so that lookups with the public hash stay small.
#[cfg(not(all(target_os = "none", target_pointer_width = "32")))]
#[inline(never)]
pub(crate) fn siphash13([k0, k1]: [u64; 2], key: &[u8]) -> u64 {
    siphasher::sip::SipHasher13::new_with_keys(k0, k1).hash(key)
}

/// SHA-256 cut to its first 16 bytes, of bytes that come in pieces.
pub(crate) struct Digest(Sha256);

impl Digest {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// As a little-endian integer.
    pub(crate) fn finish(self) -> u128 {
        let digest: [u8; 32] = self.0.finalize().into();
        let (first, _) = digest.split_first_chunk().expect("32 bytes begin with 16");
        u128::from_le_bytes(*first)
    }
}

/// The first 16 bytes of `SHA-256(seed || placement id)` as two integers.
///
/// A cryptographic hash, because two ids with equal digests would share every vnode, and one of the nodes would
/// own nothing.
pub(crate) fn node_digest(seed: u64, placement_id: &[u8]) -> (u64, u64) {
    let mut digest = Digest::new();
    digest.update(&seed.to_le_bytes());
    digest.update(placement_id);
    let bits = digest.finish();
    #[expect(clippy::cast_possible_truncation, reason = "the lower and the upper half")]
    let halves = (bits as u64, (bits >> 64) as u64);
    halves
}

/// The finalizer of `SplitMix64`, a bijection on `u64`.
#[inline]
pub(crate) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
#[path = "hash_tests.rs"]
mod tests;
