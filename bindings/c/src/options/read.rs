//! Options as the library has them.

use core::mem::size_of;
use core::ptr;

use core_ring::{Config, HashTag, KeyHash, Limits, Membership, Ring, Secret};

use super::{KEY_HASHES, PLACEMENTS, SIDES, vnode_ring_options};
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
        let placement = known("placement", options.placement, PLACEMENTS)?;
        let config = Config::of_placement(placement.unwrap_or_default()).with_seed(options.seed);
        let config = match options.vnodes_per_weight {
            0 => config,
            vnodes => config.with_vnodes_per_weight(vnodes),
        };
        let key_hash = known("key_hash", options.key_hash, KEY_HASHES)?;
        if key_hash.is_some_and(|key_hash| (key_hash == KeyHash::SipHash13) != secret.is_some()) {
            let fix = "SipHash-1-3 takes a secret, and no other key hash does";
            return Err(Failure::new(VNODE_RING_ERR_ARGUMENT, fix));
        }
        let config = key_hash.into_iter().fold(config, Config::with_key_hash);
        let config = secret.iter().fold(config, Config::with_secret);
        let config = match options.hash_tag {
            [0, 0] => config,
            [begin, end] => {
                let refused =
                    |error| Failure::new(VNODE_RING_ERR_ARGUMENT, format!("options.hash_tag: {error}"));
                config.with_hash_tag(HashTag::new(begin, end).map_err(refused)?)
            }
        };
        let side = known("side", options.side, SIDES)?;
        let config = side.into_iter().fold(config, Config::with_side);
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

/// What a number stands for; nothing for 0.
fn known<T: Copy>(name: &str, got: u32, table: &[(u32, T)]) -> Result<Option<T>, Failure> {
    let found = table.iter().find(|(number, _)| *number == got).map(|(_, value)| *value);
    if got == 0 || found.is_some() {
        return Ok(found);
    }
    let numbers: Vec<u32> = table.iter().map(|(number, _)| *number).collect();
    Err(Failure::new(VNODE_RING_ERR_ARGUMENT, format!("options.{name} is none of {numbers:?} (got {got})")))
}
