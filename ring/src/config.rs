//! What is fixed for the life of a membership.

use core::fmt;

use crate::hash::KeyHash;

mod number;
mod secret;

pub use secret::SecretError;

/// Vnodes per weight where none are stated. With 100 equal nodes the largest share is then about 1.17 times the mean.
pub const DEFAULT_VNODES_PER_WEIGHT: u32 = 256;

/// The name of a way to put nodes and keys on the circle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Placement {
    /// This library's own, version 1: every guarantee holds. Defined in `docs/spec.md`.
    #[default]
    Native,
    /// Native with positions cut to their highest bits, so that collisions are the common case. For tests, and for the
    /// fuzz targets, which are compiled with `--cfg vnode_ring_fuzz`.
    #[cfg(any(test, vnode_ring_fuzz))]
    Tiny {
        /// How many bits of a position remain, 1 to 64.
        bits: u32,
    },
}

impl Placement {
    /// The name used in node files, on the command line and in [`Identity`](crate::Identity).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            #[cfg(any(test, vnode_ring_fuzz))]
            Self::Tiny { .. } => "tiny",
        }
    }

    /// The placement of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Native].into_iter().find(|placement| placement.name() == name)
    }
}

/// What must be equal in two processes for their answers to be equal, besides the nodes. Part of a membership and
/// fixed for its life.
///
/// ```
/// use vnode_ring::{Config, DEFAULT_VNODES_PER_WEIGHT};
///
/// let config = Config::default().with_seed(7);
/// assert_eq!((config.seed(), config.vnodes_per_weight()), (7, DEFAULT_VNODES_PER_WEIGHT));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    placement: Placement,
    /// What tells the secret of a keyed ring; `None` with the public hash.
    key_check: Option<u64>,
    seed: u64,
    vnodes_per_weight: u32,
}

impl Default for Config {
    /// Native placement, XXH3, seed 0 and [`DEFAULT_VNODES_PER_WEIGHT`].
    fn default() -> Self {
        Self {
            placement: Placement::default(),
            key_check: None,
            seed: 0,
            vnodes_per_weight: DEFAULT_VNODES_PER_WEIGHT,
        }
    }
}

impl Config {
    /// Sets the placement.
    #[must_use]
    pub const fn with_placement(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// Sets the seed. Rings with different seeds place nodes, and with the public hash keys too, independently. It is
    /// public, not a secret: for that see [`with_secret`](Self::with_secret).
    #[must_use]
    pub const fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the vnodes of a node of weight 1, at least 1. More make shares more even and cost memory; changing the
    /// number later moves nearly every key.
    #[must_use]
    pub const fn with_vnodes_per_weight(mut self, vnodes: u32) -> Self {
        self.vnodes_per_weight = vnodes;
        self
    }

    /// The placement.
    #[must_use]
    pub const fn placement(&self) -> Placement {
        self.placement
    }

    /// The function that gives keys their position.
    #[must_use]
    pub const fn key_hash(&self) -> KeyHash {
        match self.key_check {
            None => KeyHash::Xxh3,
            Some(_) => KeyHash::SipHash13,
        }
    }

    /// The seed.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Vnodes of a node of weight 1.
    #[must_use]
    pub const fn vnodes_per_weight(&self) -> u32 {
        self.vnodes_per_weight
    }

    /// `weight * vnodes_per_weight`: what a node has unless it states a count.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub(crate) const fn vnodes_by_weight(&self, weight: u32) -> u64 {
        weight as u64 * self.vnodes_per_weight as u64
    }

    /// # Errors
    /// When the vnodes per weight are 0.
    #[cfg(feature = "alloc")]
    pub(crate) const fn check(&self) -> Result<(), ConfigError> {
        match self.vnodes_per_weight {
            0 => Err(ConfigError::NoVnodesPerWeight),
            _ => Ok(()),
        }
    }
}

/// Why a config is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The vnodes per weight are 0.
    NoVnodesPerWeight,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoVnodesPerWeight => f.write_str("vnodes per weight must be at least 1 (got 0)"),
        }
    }
}

impl core::error::Error for ConfigError {}
