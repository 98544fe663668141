//! The numbers of options, and what they stand for.

#[cfg(feature = "std")]
use core_ring::Side;
use core_ring::{KeyHash, Placement};

use crate::options;

/// The numbers of sides.
#[cfg(feature = "std")]
pub(super) const SIDES: &[(u32, Side)] = &[
    (options::VNODE_RING_SIDE_SUCCESSOR, Side::Successor),
    (options::VNODE_RING_SIDE_PREDECESSOR, Side::Predecessor),
];

/// The numbers of placements.
#[cfg(feature = "std")]
pub(super) const PLACEMENTS: &[(u32, Placement)] = &[
    (options::VNODE_RING_PLACEMENT_NATIVE, Placement::Native),
    (options::VNODE_RING_PLACEMENT_NGINX, Placement::Nginx),
    (options::VNODE_RING_PLACEMENT_LIBMEMCACHED, Placement::Libmemcached),
    (options::VNODE_RING_PLACEMENT_LIBMEMCACHED_WEIGHTED, Placement::LibmemcachedWeighted),
    (options::VNODE_RING_PLACEMENT_TWEMPROXY, Placement::Twemproxy),
    (options::VNODE_RING_PLACEMENT_CHASH_CRC32, Placement::ChashCrc32),
    (options::VNODE_RING_PLACEMENT_EXPLICIT, Placement::Explicit),
    (options::VNODE_RING_PLACEMENT_HAPROXY_ID, Placement::HaproxyId),
    (options::VNODE_RING_PLACEMENT_HAPROXY_ADDR, Placement::HaproxyAddr),
    (options::VNODE_RING_PLACEMENT_HAPROXY_ADDR_PORT, Placement::HaproxyAddrPort),
    (options::VNODE_RING_PLACEMENT_HAPROXY_ID_3_0, Placement::HaproxyId30),
];
#[cfg(not(feature = "std"))]
pub(super) const PLACEMENTS: &[(u32, Placement)] =
    &[(options::VNODE_RING_PLACEMENT_NATIVE, Placement::Native)];

/// The numbers of key hashes.
#[cfg(feature = "std")]
pub(super) const KEY_HASHES: &[(u32, KeyHash)] = &[
    (options::VNODE_RING_KEY_HASH_XXH3, KeyHash::Xxh3),
    (options::VNODE_RING_KEY_HASH_SIPHASH13, KeyHash::SipHash13),
    (options::VNODE_RING_KEY_HASH_CRC32, KeyHash::Crc32),
    (options::VNODE_RING_KEY_HASH_CRC32_15, KeyHash::Crc32Bits),
    (options::VNODE_RING_KEY_HASH_CRC16, KeyHash::Crc16),
    (options::VNODE_RING_KEY_HASH_MD5, KeyHash::Md5),
    (options::VNODE_RING_KEY_HASH_FNV1_64, KeyHash::Fnv1x64),
    (options::VNODE_RING_KEY_HASH_FNV1A_64, KeyHash::Fnv1ax64),
    (options::VNODE_RING_KEY_HASH_FNV1_32, KeyHash::Fnv1x32),
    (options::VNODE_RING_KEY_HASH_FNV1A_32, KeyHash::Fnv1ax32),
    (options::VNODE_RING_KEY_HASH_ONE_AT_A_TIME, KeyHash::OneAtATime),
    (options::VNODE_RING_KEY_HASH_HSIEH, KeyHash::Hsieh),
    (options::VNODE_RING_KEY_HASH_MURMUR2, KeyHash::Murmur2),
    (options::VNODE_RING_KEY_HASH_MURMUR3, KeyHash::Murmur3),
    (options::VNODE_RING_KEY_HASH_JENKINS, KeyHash::Jenkins),
    (options::VNODE_RING_KEY_HASH_SDBM, KeyHash::Sdbm),
    (options::VNODE_RING_KEY_HASH_SDBM_AVALANCHE, KeyHash::SdbmAvalanche),
    (options::VNODE_RING_KEY_HASH_DJB2, KeyHash::Djb2),
    (options::VNODE_RING_KEY_HASH_DJB2_AVALANCHE, KeyHash::Djb2Avalanche),
    (options::VNODE_RING_KEY_HASH_WT6, KeyHash::Wt6),
    (options::VNODE_RING_KEY_HASH_WT6_AVALANCHE, KeyHash::Wt6Avalanche),
    (options::VNODE_RING_KEY_HASH_CRC32_AVALANCHE, KeyHash::Crc32Avalanche),
    (options::VNODE_RING_KEY_HASH_DECIMAL, KeyHash::Decimal),
    (options::VNODE_RING_KEY_HASH_DECIMAL_AVALANCHE, KeyHash::DecimalAvalanche),
];
#[cfg(not(feature = "std"))]
pub(super) const KEY_HASHES: &[(u32, KeyHash)] = &[
    (options::VNODE_RING_KEY_HASH_XXH3, KeyHash::Xxh3),
    (options::VNODE_RING_KEY_HASH_SIPHASH13, KeyHash::SipHash13),
];

/// The number of a value; 0 for what this library does not know.
pub(super) fn number<T: Copy + PartialEq>(table: &[(u32, T)], value: T) -> u32 {
    table.iter().find(|(_, known)| *known == value).map_or(0, |(number, _)| *number)
}
