//! Options: how a ring places its nodes and keys, and what it is limited to.

use core::mem::size_of;
use core::ptr;

use core_ring::{Config, KeyHash};

#[cfg(feature = "std")]
mod read;

#[cfg(feature = "std")]
pub(crate) use read::Options;

/// The native placement: docs/spec.md.
pub const VNODE_RING_PLACEMENT_NATIVE: u32 = 1;
/// XXH3_64 with the seed. Who knows the nodes can aim keys at one of them.
pub const VNODE_RING_KEY_HASH_XXH3: u32 = 1;
/// SipHash-1-3 with the secret. Only who has the secret can aim keys at a node.
pub const VNODE_RING_KEY_HASH_SIPHASH13: u32 = 2;
/// The number of vnodes that a weight of 1 gives, unless the options state another.
pub const VNODE_RING_DEFAULT_VNODES_PER_WEIGHT: u32 = 256;

/// How a ring is made. Set `size` and leave 0 and NULL what you do not state:
///
///     vnode_ring_options options = {0};
///     options.size = sizeof options;
///     options.seed = 7;
///
/// Where a function takes options, NULL means all defaults. Placement, key hash, secret, seed and vnodes_per_weight are the
/// config: all processes that are to agree must have the same. It is part of a ring's fingerprint and of its files, and
/// cannot be changed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_options {
    /// sizeof(vnode_ring_options). Later versions may add fields at the end.
    pub size: usize,
    /// How nodes are placed: VNODE_RING_PLACEMENT_NATIVE. 0: that.
    pub placement: u32,
    /// How keys are placed: VNODE_RING_KEY_HASH_XXH3 or _SIPHASH13. 0: the second if there is a secret, else the first.
    pub key_hash: u32,
    /// Places keys and nodes elsewhere.
    pub seed: u64,
    /// The number of vnodes that a weight of 1 gives. More are more even and take more memory, 8.1 bytes each. 0:
    /// VNODE_RING_DEFAULT_VNODES_PER_WEIGHT.
    pub vnodes_per_weight: u32,
    /// The largest number of vnodes that a ring may come to; not part of the config. 0: 2^23.
    pub max_vnodes: u32,
    /// The secret of a keyed ring: VNODE_RING_SECRET_BYTES bytes from a good source of random numbers, or NULL. It is
    /// copied, and is never part of a file.
    pub secret: *const u8,
    /// The number of bytes of the secret.
    pub secret_len: usize,
}

impl vnode_ring_options {
    /// The options of a config.
    pub(crate) fn told(config: &Config) -> Self {
        let key_hash = match config.key_hash() {
            KeyHash::SipHash13 => VNODE_RING_KEY_HASH_SIPHASH13,
            _ => VNODE_RING_KEY_HASH_XXH3,
        };
        Self {
            size: size_of::<Self>(),
            placement: VNODE_RING_PLACEMENT_NATIVE,
            key_hash,
            seed: config.seed(),
            vnodes_per_weight: config.vnodes_per_weight(),
            max_vnodes: 0,
            secret: ptr::null(),
            secret_len: 0,
        }
    }
}
