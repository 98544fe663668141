//! Options: how a ring places its nodes and keys, and what it is limited to.

use core::mem::size_of;
use core::ptr;

use core_ring::{Config, Limits, Membership, Ring, Secret};

use crate::failure::Failure;
use crate::memory;
use crate::status::VNODE_RING_ERR_ARGUMENT;

/// The native placement: docs/spec.md.
pub const VNODE_RING_PLACEMENT_NATIVE: u32 = 1;
/// XXH3_64 with the seed. Who knows the nodes can aim keys at one of them.
pub const VNODE_RING_KEY_HASH_XXH3: u32 = 1;
/// SipHash-1-3 with the secret. Only who has the secret can aim keys at a node.
pub const VNODE_RING_KEY_HASH_SIPHASH13: u32 = 2;
/// The bytes of a secret.
pub const VNODE_RING_SECRET_BYTES: usize = 16;
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

/// The options of the first version, which every later one has at the start.
const FIRST_SIZE: usize = size_of::<vnode_ring_options>();

/// Options as the library has them.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) config: Config,
    pub(crate) limits: Limits,
    pub(crate) secret: Option<Secret>,
}

impl Options {
    /// # Safety
    /// `options` is NULL, or its `size` bytes and its secret can be read.
    pub(crate) unsafe fn read(options: *const vnode_ring_options) -> Result<Self, Failure> {
        if options.is_null() {
            return Ok(Self { config: Config::default(), limits: Limits::default(), secret: None });
        }
        // SAFETY: the caller vouches for the options.
        let options = unsafe { checked(options) }?;
        let secret = match options.secret_len {
            0 if options.secret.is_null() => None,
            // SAFETY: the caller vouches for the secret.
            length => Some(secret(unsafe { memory::slice(options.secret, length) }?)?),
        };
        let config = Config::default().with_seed(options.seed);
        let config = config.with_vnodes_per_weight(match options.vnodes_per_weight {
            0 => VNODE_RING_DEFAULT_VNODES_PER_WEIGHT,
            vnodes => vnodes,
        });
        let config = secret.iter().fold(config, Config::with_secret);
        known("placement", options.placement, &[VNODE_RING_PLACEMENT_NATIVE])?;
        let hash = if secret.is_some() { VNODE_RING_KEY_HASH_SIPHASH13 } else { VNODE_RING_KEY_HASH_XXH3 };
        if ![0, hash].contains(&options.key_hash) {
            known("key_hash", options.key_hash, &[VNODE_RING_KEY_HASH_XXH3, VNODE_RING_KEY_HASH_SIPHASH13])?;
            let fix = "SipHash-1-3 takes a secret, and XXH3 takes none";
            return Err(Failure::new(VNODE_RING_ERR_ARGUMENT, fix));
        }
        let limits = match options.max_vnodes {
            0 => Limits::default(),
            most => Limits::default().with_max_vnodes(most)?,
        };
        Ok(Self { config, limits, secret })
    }

    /// The compiled ring of a membership.
    pub(crate) fn compile(&self, membership: Membership) -> Result<Ring, Failure> {
        Ok(match &self.secret {
            Some(secret) => Ring::try_with_secret(membership, self.limits, secret)?,
            None => Ring::try_from_membership(membership, self.limits)?,
        })
    }
}

/// # Safety
/// Its `size` bytes can be read.
unsafe fn checked(options: *const vnode_ring_options) -> Result<vnode_ring_options, Failure> {
    // SAFETY: the caller vouches for as much as `size` says, and for that itself.
    unsafe {
        let size = memory::slice(options.cast::<usize>(), 1)?[0];
        if !(FIRST_SIZE..=FIRST_SIZE + 4096).contains(&size) {
            let message =
                format!("options.size must be sizeof(vnode_ring_options), {FIRST_SIZE} (got {size})");
            return Err(Failure::new(VNODE_RING_ERR_ARGUMENT, message));
        }
        // What a later version added must be left at its defaults, for this one does not know it.
        let later = memory::slice(options.cast::<u8>().add(FIRST_SIZE), size - FIRST_SIZE)?;
        if later.iter().any(|&byte| byte != 0) {
            let message = "options state what this version of the library does not know: leave it 0";
            return Err(Failure::new(VNODE_RING_ERR_ARGUMENT, message));
        }
        Ok(ptr::read(options))
    }
}

fn secret(bytes: &[u8]) -> Result<Secret, Failure> {
    let wrong = |_| {
        let message = format!("a secret has {VNODE_RING_SECRET_BYTES} bytes (got {})", bytes.len());
        Failure::new(VNODE_RING_ERR_ARGUMENT, message)
    };
    bytes.try_into().map(Secret::new).map_err(wrong)
}

fn known(name: &str, got: u32, numbers: &[u32]) -> Result<(), Failure> {
    if got == 0 || numbers.contains(&got) {
        return Ok(());
    }
    Err(Failure::new(VNODE_RING_ERR_ARGUMENT, format!("options.{name} is none of {numbers:?} (got {got})")))
}
