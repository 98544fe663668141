//! Keys as other programs place them: by 32 bits, by a part of them, or backwards.

use crate::config::{Config, HashTag};
use crate::hash::{KeyHash, compat, haproxy, siphash13, xxh3};
use crate::placement::Side;
use crate::secret::Secret;

/// A key hash that is not plainly one of the two fast ones.
#[derive(Clone, Copy)]
pub(super) struct Other {
    with: With,
    hash_tag: Option<HashTag>,
    side: Side,
}

#[derive(Clone, Copy)]
enum With {
    Xxh3 { seed: u64 },
    SipHash13 { keys: [u64; 2] },
    Narrow { hash: KeyHash },
}

impl Other {
    /// `None` where the config needs none of all that.
    pub(super) const fn of(config: &Config, secret: Option<&Secret>) -> Option<Self> {
        let (hash_tag, side) = (config.hash_tag(), config.side());
        let with = match (config.key_hash(), secret) {
            (_, Some(secret)) => With::SipHash13 { keys: secret.keys() },
            (KeyHash::Xxh3 | KeyHash::SipHash13, None) => With::Xxh3 { seed: config.seed() },
            (hash, None) => With::Narrow { hash },
        };
        let plain = hash_tag.is_none() && matches!(side, Side::Successor);
        if plain && !matches!(with, With::Narrow { .. }) {
            return None;
        }
        Some(Self { with, hash_tag, side })
    }

    pub(super) const fn key_hash(self) -> KeyHash {
        match self.with {
            With::Xxh3 { .. } => KeyHash::Xxh3,
            With::SipHash13 { .. } => KeyHash::SipHash13,
            With::Narrow { hash } => hash,
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn position(self, key: &[u8]) -> u64 {
        let key = self.hash_tag.map_or(key, |tag| tag.part_of(key));
        self.side.place(match self.with {
            With::Xxh3 { seed } => xxh3(seed, key),
            With::SipHash13 { keys } => siphash13(keys, key),
            With::Narrow { hash } => widened(narrow(hash, key)),
        })
    }
}

/// The position of a hash of 32 bits.
pub(crate) const fn widened(hash: u32) -> u64 {
    (hash as u64) << u32::BITS
}

/// A key hash of 32 bits; MD5 in the place of those that have more.
pub(crate) fn narrow(hash: KeyHash, key: &[u8]) -> u32 {
    match hash {
        KeyHash::Xxh3 | KeyHash::SipHash13 | KeyHash::Md5 => compat::md5(key),
        KeyHash::Crc32 => compat::crc32(key),
        KeyHash::Crc32Bits => compat::crc32_bits(key),
        KeyHash::Crc16 => compat::crc16(key),
        KeyHash::Fnv1x64 => compat::fnv1_64(key),
        KeyHash::Fnv1ax64 => compat::fnv1a_64(key),
        KeyHash::Fnv1x32 => compat::fnv1_32(key),
        KeyHash::Fnv1ax32 => compat::fnv1a_32(key),
        KeyHash::OneAtATime => compat::one_at_a_time(key),
        KeyHash::Hsieh => compat::hsieh(key),
        KeyHash::Murmur2 => compat::murmur2(key),
        KeyHash::Murmur3 => compat::murmur3(key),
        KeyHash::Jenkins => compat::jenkins(key),
        KeyHash::Sdbm => haproxy::sdbm(key),
        KeyHash::SdbmAvalanche => haproxy::avalanche(haproxy::sdbm(key)),
        KeyHash::Djb2 => haproxy::djb2(key),
        KeyHash::Djb2Avalanche => haproxy::avalanche(haproxy::djb2(key)),
        KeyHash::Wt6 => haproxy::wt6(key),
        KeyHash::Wt6Avalanche => haproxy::avalanche(haproxy::wt6(key)),
        KeyHash::Crc32Avalanche => haproxy::avalanche(compat::crc32(key)),
        KeyHash::Decimal => haproxy::decimal(key),
        KeyHash::DecimalAvalanche => haproxy::avalanche(haproxy::decimal(key)),
    }
}
