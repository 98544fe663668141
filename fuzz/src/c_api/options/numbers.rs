//! The numbers of placements and key hashes, as C states them.

use ::vnode_ring::{Config, HashTag, KeyHash, Placement};
use vnode_ring_c::options::*;

pub(super) const PLACEMENTS: [u32; 9] = [
    VNODE_RING_PLACEMENT_NGINX,
    VNODE_RING_PLACEMENT_LIBMEMCACHED,
    VNODE_RING_PLACEMENT_LIBMEMCACHED_WEIGHTED,
    VNODE_RING_PLACEMENT_TWEMPROXY,
    VNODE_RING_PLACEMENT_CHASH_CRC32,
    VNODE_RING_PLACEMENT_HAPROXY_ID,
    VNODE_RING_PLACEMENT_HAPROXY_ADDR,
    VNODE_RING_PLACEMENT_HAPROXY_ADDR_PORT,
    VNODE_RING_PLACEMENT_HAPROXY_ID_3_0,
];
pub(super) const KEY_HASHES: [u32; 5] = [
    VNODE_RING_KEY_HASH_CRC32,
    VNODE_RING_KEY_HASH_MD5,
    VNODE_RING_KEY_HASH_FNV1A_64,
    VNODE_RING_KEY_HASH_JENKINS,
    VNODE_RING_KEY_HASH_DECIMAL,
];

/// What numbers mean, those that mean nothing left aside.
pub(super) fn config(placement: u32, key_hash: u32, hash_tag: [u8; 2]) -> Config {
    let config = Config::of_placement(match placement {
        VNODE_RING_PLACEMENT_NGINX => Placement::Nginx,
        VNODE_RING_PLACEMENT_LIBMEMCACHED => Placement::Libmemcached,
        VNODE_RING_PLACEMENT_LIBMEMCACHED_WEIGHTED => Placement::LibmemcachedWeighted,
        VNODE_RING_PLACEMENT_TWEMPROXY => Placement::Twemproxy,
        VNODE_RING_PLACEMENT_CHASH_CRC32 => Placement::ChashCrc32,
        VNODE_RING_PLACEMENT_HAPROXY_ID => Placement::HaproxyId,
        VNODE_RING_PLACEMENT_HAPROXY_ADDR => Placement::HaproxyAddr,
        VNODE_RING_PLACEMENT_HAPROXY_ADDR_PORT => Placement::HaproxyAddrPort,
        VNODE_RING_PLACEMENT_HAPROXY_ID_3_0 => Placement::HaproxyId30,
        VNODE_RING_PLACEMENT_EXPLICIT => Placement::Explicit,
        _ => Placement::Native,
    });
    let config = match key_hash {
        VNODE_RING_KEY_HASH_XXH3 => config.with_key_hash(KeyHash::Xxh3),
        VNODE_RING_KEY_HASH_CRC32 => config.with_key_hash(KeyHash::Crc32),
        VNODE_RING_KEY_HASH_MD5 => config.with_key_hash(KeyHash::Md5),
        VNODE_RING_KEY_HASH_FNV1A_64 => config.with_key_hash(KeyHash::Fnv1ax64),
        VNODE_RING_KEY_HASH_JENKINS => config.with_key_hash(KeyHash::Jenkins),
        VNODE_RING_KEY_HASH_DECIMAL => config.with_key_hash(KeyHash::Decimal),
        _ => config,
    };
    HashTag::new(hash_tag[0], hash_tag[1]).into_iter().fold(config, Config::with_hash_tag)
}

/// The number of each placement that [`config`] knows.
pub(in crate::c_api) fn placement_number(placement: Placement) -> u32 {
    let numbers = PLACEMENTS.into_iter().chain([VNODE_RING_PLACEMENT_EXPLICIT, VNODE_RING_PLACEMENT_NATIVE]);
    numbers.into_iter().find(|&number| config(number, 0, [0; 2]).placement() == placement).unwrap_or(0)
}

/// The number of each key hash that [`config`] gives.
pub(in crate::c_api) fn key_hash_number(key_hash: KeyHash) -> u32 {
    match key_hash {
        KeyHash::SipHash13 => VNODE_RING_KEY_HASH_SIPHASH13,
        // Those of placements, which nobody states here.
        KeyHash::OneAtATime => VNODE_RING_KEY_HASH_ONE_AT_A_TIME,
        KeyHash::SdbmAvalanche => VNODE_RING_KEY_HASH_SDBM_AVALANCHE,
        _ => {
            let numbers = KEY_HASHES.into_iter().chain([VNODE_RING_KEY_HASH_XXH3]);
            numbers.into_iter().find(|&number| config(0, number, [0; 2]).key_hash() == key_hash).unwrap_or(0)
        }
    }
}
