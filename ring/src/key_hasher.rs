//! From keys to positions.

use core::fmt;

use crate::config::Config;
use crate::hash::{KeyHash, siphash13, xxh3};
use crate::position::Position;
use crate::secret::Secret;

#[cfg(feature = "compat")]
mod other;

#[cfg(feature = "compat")]
use other::Other;
#[cfg(all(feature = "compat", feature = "alloc"))]
pub(crate) use other::{narrow, widened};

/// Gives keys their position: a [`KeyHash`] together with the seed or the secret that it takes. Needs no memory.
///
/// [`Ring::key_position`](crate::Ring::key_position) is this of the ring's config.
///
/// ```
/// use vnode_ring::{KeyHasher, Position, Secret};
///
/// assert_eq!(KeyHasher::xxh3(0).position(b"user-1"), Position(0x7c76_15c1_1438_e5c9));
///
/// let secret = Secret::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
/// assert_eq!(KeyHasher::siphash13(&secret).position(b"user-1"), Position(0xe3ac_386a_02b7_93e7));
/// ```
#[derive(Clone, Copy)]
pub struct KeyHasher {
    with: With,
}

#[derive(Clone, Copy)]
enum With {
    Xxh3 {
        seed: u64,
    },
    SipHash13 {
        keys: [u64; 2],
    },
    /// Anything else is one call away, so that the first stays inline.
    #[cfg(feature = "compat")]
    Other(Other),
}

impl KeyHasher {
    /// The public hash, [`KeyHash::Xxh3`].
    #[must_use]
    pub const fn xxh3(seed: u64) -> Self {
        Self { with: With::Xxh3 { seed } }
    }

    /// The keyed hash, [`KeyHash::SipHash13`].
    #[must_use]
    pub const fn siphash13(secret: &Secret) -> Self {
        Self { with: With::SipHash13 { keys: secret.keys() } }
    }

    /// That of a config, whose secret this is if it is keyed.
    pub(crate) const fn of(config: &Config, secret: Option<&Secret>) -> Self {
        #[cfg(feature = "compat")]
        if let Some(other) = Other::of(config, secret) {
            return Self { with: With::Other(other) };
        }
        match secret {
            Some(secret) => Self::siphash13(secret),
            None => Self::xxh3(config.seed()),
        }
    }

    /// The function that it uses.
    #[must_use]
    pub const fn key_hash(&self) -> KeyHash {
        match self.with {
            With::Xxh3 { .. } => KeyHash::Xxh3,
            With::SipHash13 { .. } => KeyHash::SipHash13,
            #[cfg(feature = "compat")]
            With::Other(other) => other.key_hash(),
        }
    }

    /// The position of a key. O(length of the key), no allocation.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs a tenth of a lookup")]
    #[must_use]
    pub fn position(&self, key: &[u8]) -> Position {
        Position(match self.with {
            With::Xxh3 { seed } => xxh3(seed, key),
            With::SipHash13 { keys } => siphash13(keys, key),
            #[cfg(feature = "compat")]
            With::Other(other) => other.position(key),
        })
    }
}

/// Shows no secret.
impl fmt::Debug for KeyHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyHasher({})", self.key_hash().name())
    }
}
