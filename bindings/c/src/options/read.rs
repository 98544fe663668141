//! Options as the library has them.

use core::mem::size_of;
use core::ptr;

use core_ring::{Config, Limits, Membership, Ring, Secret};

use super::{
    VNODE_RING_DEFAULT_VNODES_PER_WEIGHT, VNODE_RING_KEY_HASH_SIPHASH13, VNODE_RING_KEY_HASH_XXH3,
    VNODE_RING_PLACEMENT_NATIVE, vnode_ring_options,
};
use crate::failure::Failure;
use crate::memory;
use crate::secret;
use crate::status::VNODE_RING_ERR_ARGUMENT;

/// The options of the first version, which every later one has at the start.
const FIRST_SIZE: usize = size_of::<vnode_ring_options>();

/// What a ring is made with.
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
        // SAFETY: the caller vouches for the secret.
        let secret = unsafe { secret::read(options.secret, options.secret_len) }?;
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

fn known(name: &str, got: u32, numbers: &[u32]) -> Result<(), Failure> {
    if got == 0 || numbers.contains(&got) {
        return Ok(());
    }
    Err(Failure::new(VNODE_RING_ERR_ARGUMENT, format!("options.{name} is none of {numbers:?} (got {got})")))
}
