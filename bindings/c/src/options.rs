//! Options: how a ring places its nodes and keys, and what it is limited to.

use core::mem::size_of;
use core::ptr;

use core_ring::Config;

mod numbers;
#[cfg(feature = "std")]
mod read;

#[cfg(feature = "std")]
pub(crate) use read::Options;

#[cfg(feature = "std")]
use numbers::SIDES;
use numbers::{KEY_HASHES, PLACEMENTS, number};

/// The native placement: docs/spec.md.
pub const VNODE_RING_PLACEMENT_NATIVE: u32 = 1;
/// That of nginx, `hash KEY consistent`. This one and those that follow answer as other programs do, so that no key moves
/// when one changes to this library: docs/placements.md.
pub const VNODE_RING_PLACEMENT_NGINX: u32 = 2;
/// That of libmemcached, consistent distribution without weights.
pub const VNODE_RING_PLACEMENT_LIBMEMCACHED: u32 = 3;
/// That of libmemcached, weighted ketama. The vnodes of a node follow from the weights of all.
pub const VNODE_RING_PLACEMENT_LIBMEMCACHED_WEIGHTED: u32 = 4;
/// That of twemproxy, ketama. The vnodes of a node follow from the weights of all.
pub const VNODE_RING_PLACEMENT_TWEMPROXY: u32 = 5;
/// That of HAProxy up to 2.9 and from 3.2.7 on, `hash-type consistent`; 2.6.12 and 3.2.26 were run. The placement id of a
/// node is the number of the server. A key belongs to the nearest vnode on either side.
///
/// Therefore this placement and the others of HAProxy promise less. The keys of a node that leaves go to both sides, while
/// lists go on in one direction: an answer or a list with nodes out need not be that of the ring without them, and a node
/// that joins may change the order of the others in a list. And where the range of a vnode ends depends on the vnodes
/// beside it: what makes or changes such a ring compiles all of it, O(vnodes log vnodes), also where less is said.
pub const VNODE_RING_PLACEMENT_HAPROXY_ID: u32 = 6;
/// The same with `hash-key addr`. The placement id of a node is the IP address of the server.
pub const VNODE_RING_PLACEMENT_HAPROXY_ADDR: u32 = 7;
/// That of the Go packages werbenhu/chash and werbenhu/registry.
pub const VNODE_RING_PLACEMENT_CHASH_CRC32: u32 = 8;
/// Each node states the positions of its vnodes. So rings of other programs are kept as they are, and then changed with
/// every guarantee: vnode_ring_to_explicit().
pub const VNODE_RING_PLACEMENT_EXPLICIT: u32 = 9;
/// As VNODE_RING_PLACEMENT_HAPROXY_ADDR with `hash-key addr-port`. The placement id has the port too.
pub const VNODE_RING_PLACEMENT_HAPROXY_ADDR_PORT: u32 = 10;
/// As VNODE_RING_PLACEMENT_HAPROXY_ID, in HAProxy 3.0 to 3.2.6, which have other points; 3.0.11 was run.
pub const VNODE_RING_PLACEMENT_HAPROXY_ID_3_0: u32 = 11;
/// XXH3_64 with the seed. Who knows the nodes can aim keys at one of them.
pub const VNODE_RING_KEY_HASH_XXH3: u32 = 1;
/// SipHash-1-3 with the secret. Only who has the secret can aim keys at a node.
pub const VNODE_RING_KEY_HASH_SIPHASH13: u32 = 2;
/// CRC-32 as in zlib. This one and those that follow are the hashes of other programs: docs/placements.md.
pub const VNODE_RING_KEY_HASH_CRC32: u32 = 3;
/// Bits 16 to 30 of CRC-32.
pub const VNODE_RING_KEY_HASH_CRC32_15: u32 = 4;
/// CRC-16, as twemproxy has it.
pub const VNODE_RING_KEY_HASH_CRC16: u32 = 5;
/// The first four bytes of MD5.
pub const VNODE_RING_KEY_HASH_MD5: u32 = 6;
/// The lower half of FNV-1 with 64 bits.
pub const VNODE_RING_KEY_HASH_FNV1_64: u32 = 7;
/// What memcached clients call fnv1a_64.
pub const VNODE_RING_KEY_HASH_FNV1A_64: u32 = 8;
/// FNV-1 with 32 bits.
pub const VNODE_RING_KEY_HASH_FNV1_32: u32 = 9;
/// FNV-1a with 32 bits.
pub const VNODE_RING_KEY_HASH_FNV1A_32: u32 = 10;
/// Jenkins's one-at-a-time.
pub const VNODE_RING_KEY_HASH_ONE_AT_A_TIME: u32 = 11;
/// Hsieh's SuperFastHash.
pub const VNODE_RING_KEY_HASH_HSIEH: u32 = 12;
/// MurmurHash2 as memcached clients seed it.
pub const VNODE_RING_KEY_HASH_MURMUR2: u32 = 13;
/// MurmurHash3 as libmemcached seeds it.
pub const VNODE_RING_KEY_HASH_MURMUR3: u32 = 14;
/// Jenkins's lookup3 as memcached clients seed it.
pub const VNODE_RING_KEY_HASH_JENKINS: u32 = 15;
/// SDBM, as HAProxy has it.
pub const VNODE_RING_KEY_HASH_SDBM: u32 = 16;
/// The same, mixed once more.
pub const VNODE_RING_KEY_HASH_SDBM_AVALANCHE: u32 = 17;
/// DJB2, as HAProxy has it.
pub const VNODE_RING_KEY_HASH_DJB2: u32 = 18;
/// The same, mixed once more.
pub const VNODE_RING_KEY_HASH_DJB2_AVALANCHE: u32 = 19;
/// WT6, as HAProxy has it.
pub const VNODE_RING_KEY_HASH_WT6: u32 = 20;
/// The same, mixed once more.
pub const VNODE_RING_KEY_HASH_WT6_AVALANCHE: u32 = 21;
/// CRC-32, mixed once more.
pub const VNODE_RING_KEY_HASH_CRC32_AVALANCHE: u32 = 22;
/// The number in decimal digits that a key begins with: `none` of HAProxy.
pub const VNODE_RING_KEY_HASH_DECIMAL: u32 = 23;
/// The same, mixed once more.
pub const VNODE_RING_KEY_HASH_DECIMAL_AVALANCHE: u32 = 24;
/// The number of vnodes that a weight of 1 gives with the native placement, unless the options state another.
pub const VNODE_RING_DEFAULT_VNODES_PER_WEIGHT: u32 = 256;
/// A key belongs to the first vnode at or after it.
pub const VNODE_RING_SIDE_SUCCESSOR: u32 = 1;
/// A key belongs to the last vnode at or before it. Positions are stated on the circle as it is. The position p of a key
/// or vnode is told turned round, as UINT64_MAX - p, so that the owner is the next vnode as in every ring.
pub const VNODE_RING_SIDE_PREDECESSOR: u32 = 2;

/// How a ring is made. Set `size` and leave 0 and NULL what you do not state:
///
///     vnode_ring_options options = {0};
///     options.size = sizeof options;
///     options.seed = 7;
///
/// Where a function takes options, NULL means all defaults. All but size and max_vnodes is the config, of the secret a check
/// that tells it from others: all processes that are to agree must have the same config and secret. The config is part of
/// a ring's fingerprint and of its files, and cannot be changed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_options {
    /// sizeof(vnode_ring_options). Later versions may add fields at the end.
    pub size: usize,
    /// How nodes are placed: a VNODE_RING_PLACEMENT_. 0: VNODE_RING_PLACEMENT_NATIVE.
    pub placement: u32,
    /// How keys are placed: a VNODE_RING_KEY_HASH_. 0: VNODE_RING_KEY_HASH_SIPHASH13 if there is a secret, else that of the
    /// placement, VNODE_RING_KEY_HASH_XXH3 for the native one.
    pub key_hash: u32,
    /// Places keys and nodes elsewhere. 0 where neither the placement nor the key hash takes one.
    pub seed: u64,
    /// The number of vnodes that a weight of 1 gives. More are more even and take more memory, 8.1 bytes each. 0: what
    /// the placement has, VNODE_RING_DEFAULT_VNODES_PER_WEIGHT for the native one.
    pub vnodes_per_weight: u32,
    /// The largest number of vnodes that a ring may come to; not part of the config. 0: 2^23.
    pub max_vnodes: u32,
    /// The secret of a keyed ring: VNODE_RING_SECRET_BYTES bytes from a good source of random numbers, or NULL. It is
    /// copied, and is never part of a file.
    pub secret: *const u8,
    /// The number of bytes of the secret.
    pub secret_len: usize,
    /// Two printable ASCII characters, as '{' and '}': a key that has both, and something in between, is placed by that.
    /// 0 and 0: keys are placed as a whole.
    pub hash_tag: [u8; 2],
    /// Which neighbour of a key owns it: a VNODE_RING_SIDE_. Only VNODE_RING_PLACEMENT_EXPLICIT has both; any other
    /// placement is refused with another side than its own. Those of HAProxy count as VNODE_RING_SIDE_SUCCESSOR, as their
    /// vnodes are told where their ranges end. 0: that of the placement, VNODE_RING_SIDE_SUCCESSOR for
    /// VNODE_RING_PLACEMENT_EXPLICIT.
    pub side: u32,
}

impl vnode_ring_options {
    /// The options of a config.
    pub(crate) fn told(config: &Config) -> Self {
        Self {
            size: size_of::<Self>(),
            placement: number(PLACEMENTS, config.placement()),
            key_hash: number(KEY_HASHES, config.key_hash()),
            seed: config.seed(),
            vnodes_per_weight: config.vnodes_per_weight(),
            max_vnodes: 0,
            secret: ptr::null(),
            secret_len: 0,
            #[cfg(feature = "std")]
            hash_tag: config.hash_tag().map_or([0; 2], core_ring::HashTag::bytes),
            #[cfg(not(feature = "std"))]
            hash_tag: [0; 2],
            #[cfg(feature = "std")]
            side: number(SIDES, config.side()),
            // That of the native placement.
            #[cfg(not(feature = "std"))]
            side: VNODE_RING_SIDE_SUCCESSOR,
        }
    }
}
