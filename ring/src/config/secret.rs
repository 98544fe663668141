//! Keyed configs: what tells a right secret from a wrong one.

use core::fmt;

use super::Config;
use crate::hash::KeyHash;
use crate::key_hasher::KeyHasher;
use crate::secret::Secret;

impl Config {
    /// Makes the ring keyed: keys get their position by [`KeyHash::SipHash13`] with this
    /// secret, so that nobody who lacks it can aim keys at a node. Nodes stand where they stand without it.
    ///
    /// The secret itself is not kept here, only its [`key_check`](Self::key_check). Rings are made by
    /// [`Ring::with_secret`](crate::Ring::with_secret).
    ///
    /// ```
    /// use vnode_ring::{Config, KeyHash, Secret};
    ///
    /// let config = Config::default().with_secret(&Secret::new([7; 16]));
    /// assert_eq!(config.key_hash(), KeyHash::SipHash13);
    /// assert_eq!(config.key_check(), Some(Secret::new([7; 16]).key_check()));
    /// ```
    #[must_use]
    pub fn with_secret(self, secret: &Secret) -> Self {
        self.with_key_check(secret.key_check())
    }

    /// Makes the ring keyed, by a secret of which only the key check is at hand: for whoever passes a membership on, or
    /// was told what to expect.
    ///
    /// ```
    /// use vnode_ring::{Config, Limits, Membership, Node, Ring, Secret};
    ///
    /// let secret = Secret::new([7; 16]);
    /// let config = Config::default().with_key_check(secret.key_check());
    /// let membership = Membership::new(config, [Node::new("a")])?;
    /// assert!(Ring::with_secret(membership, Limits::default(), &secret).is_ok());
    /// # Ok::<(), vnode_ring::MembershipError>(())
    /// ```
    #[must_use]
    pub const fn with_key_check(mut self, key_check: u64) -> Self {
        self.key_check = Some(key_check);
        self.key_hash = KeyHash::SipHash13;
        self
    }

    /// What the secret of a keyed ring is told by, SipHash-1-3(secret, "vnode-ring"); `None` where the ring is not
    /// keyed.
    #[must_use]
    pub const fn key_check(&self) -> Option<u64> {
        self.key_check
    }

    /// What gives keys their position.
    ///
    /// ```
    /// use vnode_ring::{Config, Secret, SecretError};
    ///
    /// let secret = Secret::new([7; 16]);
    /// let config = Config::default().with_secret(&secret);
    /// assert!(config.key_hasher(Some(&secret)).is_ok());
    /// assert!(matches!(config.key_hasher(None), Err(SecretError::Missing { .. })));
    /// ```
    ///
    /// # Errors
    /// When the ring is keyed and the secret is missing or another one, or when it is not keyed and there is a secret.
    pub fn key_hasher(&self, secret: Option<&Secret>) -> Result<KeyHasher, SecretError> {
        match (self.key_check, secret) {
            (None, None) if self.key_hash == KeyHash::SipHash13 => Err(SecretError::NoKeyCheck),
            (None, None) => Ok(KeyHasher::of(self, None)),
            (None, Some(_)) => Err(SecretError::NotKeyed),
            (Some(expected), None) => Err(SecretError::Missing { expected }),
            (Some(expected), Some(secret)) if secret.key_check() == expected => {
                Ok(KeyHasher::of(self, Some(secret)))
            }
            (Some(expected), Some(secret)) => Err(SecretError::Wrong { expected, got: secret.key_check() }),
        }
    }
}

/// Why a secret, or the lack of one, does not fit a config.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// The ring is keyed and no secret was given.
    Missing {
        /// The key check of the secret.
        expected: u64,
    },
    /// The ring is keyed by another secret.
    Wrong {
        /// The key check of the config.
        expected: u64,
        /// The key check of the secret that was given.
        got: u64,
    },
    /// The ring is not keyed and a secret was given.
    NotKeyed,
    /// The key hash is the keyed one, and the config was given no secret.
    NoKeyCheck,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { expected } => write!(
                f,
                "the ring is keyed: give its secret, the one with key check 0x{expected:016x} (Ring::with_secret)"
            ),
            Self::Wrong { expected, got } => write!(
                f,
                "the ring is keyed by the secret with key check 0x{expected:016x}; the one given has 0x{got:016x}: it \
                 belongs to another ring"
            ),
            Self::NotKeyed => f.write_str(
                "a secret was given for a ring that is not keyed: drop it, or key the ring (Config::with_secret)",
            ),
            Self::NoKeyCheck => f.write_str("key hash siphash13 takes a secret: key the ring (Config::with_secret)"),
        }
    }
}

impl core::error::Error for SecretError {}
