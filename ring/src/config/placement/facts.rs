//! What each placement is, in one place.

use super::Placement;
use crate::hash::KeyHash;

/// What a placement is.
pub(super) struct Facts {
    pub(super) name: &'static str,
    pub(super) program: &'static str,
    pub(super) placement_id: &'static str,
    pub(super) key_hash: KeyHash,
    pub(super) vnodes_per_weight: u32,
    pub(super) owner: &'static str,
    pub(super) failover: &'static str,
    pub(super) guarantees: &'static str,
}

/// Vnodes per weight where none are stated. With 100 equal nodes the largest share is then about 1.17 times the mean.
pub const DEFAULT_VNODES_PER_WEIGHT: u32 = 256;

const NEXT: &str = "the vnode at or after the key";
const ALL_HOLD: &str = "all";
#[cfg(feature = "compat")]
const HOST_AND_PORT: &str = "host:port, where 11211 may be left out";
#[cfg(feature = "compat")]
const RELATIVE: &str = "1, 5, 6, 9, 11, 12, 14, 16, 17, 19, 20, and 18 but for nodes that join: a change of one \
                        weight changes the vnodes of all, and its delta says so";
#[cfg(feature = "compat")]
const NEAREST: &str = "1 to 6, 9, 11, 12, 14, 16, 17, 19, 20, 18 but for nodes that join, and 13 and 15 with one \
                       replica: what a node leaves goes to both sides";
#[cfg(feature = "compat")]
const REBUILT: &str = "none while a server fails; where it is ejected, the ring without it";

const NATIVE: Facts = Facts {
    name: "native",
    program: "this library",
    placement_id: "any text",
    key_hash: KeyHash::Xxh3,
    vnodes_per_weight: DEFAULT_VNODES_PER_WEIGHT,
    owner: NEXT,
    failover: "the next node of the preference list",
    guarantees: ALL_HOLD,
};

#[cfg(feature = "compat")]
const NGINX: Facts = Facts {
    name: "nginx",
    program: "nginx (hash KEY consistent), pingora-ketama",
    placement_id: "the server as it is written: host:port, host or unix:path",
    key_hash: KeyHash::Crc32,
    vnodes_per_weight: 160,
    owner: NEXT,
    failover: "the next vnode of another server; after 21 vnodes nginx goes by turns",
    guarantees: ALL_HOLD,
};

#[cfg(feature = "compat")]
const LIBMEMCACHED: Facts = Facts {
    name: "libmemcached",
    program: "libmemcached (consistent distribution, all weights 1)",
    placement_id: HOST_AND_PORT,
    key_hash: KeyHash::OneAtATime,
    vnodes_per_weight: 100,
    owner: NEXT,
    failover: REBUILT,
    guarantees: ALL_HOLD,
};

#[cfg(feature = "compat")]
const LIBMEMCACHED_WEIGHTED: Facts = Facts {
    name: "libmemcached-weighted",
    program: "libmemcached (weighted ketama)",
    placement_id: HOST_AND_PORT,
    key_hash: KeyHash::Md5,
    vnodes_per_weight: 160,
    owner: NEXT,
    failover: REBUILT,
    guarantees: RELATIVE,
};

#[cfg(feature = "compat")]
const TWEMPROXY: Facts = Facts {
    name: "twemproxy",
    program: "twemproxy (distribution: ketama)",
    placement_id: "the name of the server, or else host:port",
    key_hash: KeyHash::Fnv1ax64,
    vnodes_per_weight: 160,
    owner: NEXT,
    failover: REBUILT,
    guarantees: RELATIVE,
};

#[cfg(feature = "compat")]
const CHASH_CRC32: Facts = Facts {
    name: "chash-crc32",
    program: "the Go packages werbenhu/chash and werbenhu/registry",
    placement_id: "the name of the group",
    key_hash: KeyHash::Crc32,
    vnodes_per_weight: 10_000,
    owner: "the vnode at or before the key",
    failover: "none: the caller removes the element",
    guarantees: ALL_HOLD,
};

#[cfg(feature = "compat")]
const HAPROXY_ID: Facts = Facts {
    name: "haproxy-id",
    program: "HAProxy to 2.9 and from 3.2.7 (hash-type consistent)",
    placement_id: "the number of the server, 1 to 2147483647",
    key_hash: KeyHash::SdbmAvalanche,
    vnodes_per_weight: 16,
    owner: "the nearest vnode on either side, of two the one before the key",
    failover: "the next vnode after that one, of another server (option redispatch); when it is down, the ring without it",
    guarantees: NEAREST,
};

#[cfg(feature = "compat")]
const HAPROXY_ID_3_0: Facts =
    Facts { name: "haproxy-id-3.0", program: "HAProxy 3.0 to 3.2.6 (hash-type consistent)", ..HAPROXY_ID };

#[cfg(feature = "compat")]
const HAPROXY_ADDR: Facts = Facts {
    name: "haproxy-addr",
    program: "HAProxy from 3.0 (hash-key addr)",
    placement_id: "the IP address of the server, with a port or without",
    ..HAPROXY_ID
};

#[cfg(feature = "compat")]
const HAPROXY_ADDR_PORT: Facts = Facts {
    name: "haproxy-addr-port",
    program: "HAProxy from 3.0 (hash-key addr-port)",
    placement_id: "the IP address of the server with its port",
    ..HAPROXY_ID
};

#[cfg(feature = "compat")]
const EXPLICIT: Facts = Facts {
    name: "explicit",
    program: "any, frozen: each node states its positions",
    placement_id: "any text, which decides between vnodes at one position",
    key_hash: KeyHash::Xxh3,
    vnodes_per_weight: 1,
    owner: "the vnode at or after the key; with side predecessor the one at or before it",
    failover: "the next node of the preference list",
    guarantees: ALL_HOLD,
};

#[cfg(any(test, vnode_ring_fuzz))]
const TINY: Facts = Facts { name: "tiny", ..NATIVE };
#[cfg(all(test, feature = "compat"))]
const TINY_NEAREST: Facts = Facts { name: "tiny-nearest", guarantees: NEAREST, ..NATIVE };

impl Facts {
    pub(super) const fn of(placement: Placement) -> &'static Self {
        match placement {
            Placement::Native => &NATIVE,
            #[cfg(feature = "compat")]
            Placement::Nginx => &NGINX,
            #[cfg(feature = "compat")]
            Placement::Libmemcached => &LIBMEMCACHED,
            #[cfg(feature = "compat")]
            Placement::LibmemcachedWeighted => &LIBMEMCACHED_WEIGHTED,
            #[cfg(feature = "compat")]
            Placement::Twemproxy => &TWEMPROXY,
            #[cfg(feature = "compat")]
            Placement::ChashCrc32 => &CHASH_CRC32,
            #[cfg(feature = "compat")]
            Placement::HaproxyId => &HAPROXY_ID,
            #[cfg(feature = "compat")]
            Placement::HaproxyId30 => &HAPROXY_ID_3_0,
            #[cfg(feature = "compat")]
            Placement::HaproxyAddr => &HAPROXY_ADDR,
            #[cfg(feature = "compat")]
            Placement::HaproxyAddrPort => &HAPROXY_ADDR_PORT,
            #[cfg(feature = "compat")]
            Placement::Explicit => &EXPLICIT,
            #[cfg(any(test, vnode_ring_fuzz))]
            Placement::Tiny { .. } => &TINY,
            #[cfg(all(test, feature = "compat"))]
            Placement::TinyNearest { .. } => &TINY_NEAREST,
        }
    }
}
