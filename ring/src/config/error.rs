//! Why a config is refused.

use core::fmt;

use super::Placement;
#[cfg(feature = "compat")]
use crate::placement::Side;

/// Why a config is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The vnodes per weight are 0.
    NoVnodesPerWeight,
    /// The key hash is the keyed one, and there is no key check.
    NoSecret,
    /// Neither the placement nor the key hash takes a seed: two seeds would be one ring.
    SeedUnused {
        /// The seed.
        seed: u64,
        /// The placement.
        placement: Placement,
    },
    /// The placement has another side.
    #[cfg(feature = "compat")]
    OtherSide {
        /// The stated side.
        side: Side,
        /// The placement.
        placement: Placement,
    },
    /// Nodes state their positions, and there are vnodes per weight other than 1: two numbers would be one ring.
    VnodesPerWeightUnused {
        /// How many.
        vnodes: u32,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoVnodesPerWeight => f.write_str("vnodes per weight must be at least 1 (got 0)"),
            Self::NoSecret => f.write_str(
                "key hash siphash13 takes a secret: state it, or its key check, or another key hash",
            ),
            Self::SeedUnused { seed, placement } => {
                let name = placement.name();
                write!(f, "placement {name} takes no seed, nor does the key hash: leave it 0 (got {seed})")
            }
            #[cfg(feature = "compat")]
            Self::OtherSide { side, placement } => {
                write!(
                    f,
                    "placement {} takes no side: state none, or placement explicit (got {side})",
                    placement.name()
                )
            }
            Self::VnodesPerWeightUnused { vnodes } => {
                write!(f, "placement explicit takes no vnodes per weight: leave them 1 (got {vnodes})")
            }
        }
    }
}

impl core::error::Error for ConfigError {}
