//! How large a ring may be.

use core::fmt;

/// The most nodes in one membership: owners fit 20 bits, and a list of all ids fits memory.
pub const MAX_NODES: usize = 1 << 20;
/// The most vnodes in one ring where [`Limits`] do not say otherwise.
pub const DEFAULT_MAX_VNODES: u32 = 1 << 23;
/// The most vnodes that [`Limits`] can allow.
pub const HIGHEST_MAX_VNODES: u32 = 1 << 28;

/// How large a ring the caller is willing to hold in memory. An argument, never part of the membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    max_vnodes: u32,
}

impl Default for Limits {
    /// At most [`DEFAULT_MAX_VNODES`].
    fn default() -> Self {
        Self { max_vnodes: DEFAULT_MAX_VNODES }
    }
}

impl Limits {
    /// Sets the most vnodes of a ring.
    ///
    /// # Errors
    /// When it is more than [`HIGHEST_MAX_VNODES`].
    pub const fn with_max_vnodes(mut self, max_vnodes: u32) -> Result<Self, LimitsError> {
        if max_vnodes > HIGHEST_MAX_VNODES {
            return Err(LimitsError { max_vnodes });
        }
        self.max_vnodes = max_vnodes;
        Ok(self)
    }

    /// The most vnodes of a ring.
    #[must_use]
    pub const fn max_vnodes(self) -> u32 {
        self.max_vnodes
    }
}

/// A limit was set higher than [`HIGHEST_MAX_VNODES`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitsError {
    /// The value asked for.
    pub max_vnodes: u32,
}

impl fmt::Display for LimitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the limit of vnodes can be at most {HIGHEST_MAX_VNODES} (got {})", self.max_vnodes)
    }
}

impl core::error::Error for LimitsError {}

/// A ring would have more vnodes than its limit. The fields say what would fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooManyVnodes {
    /// How many it would have.
    pub vnodes: u128,
    /// The limit.
    pub max_vnodes: u32,
    /// The largest number of vnodes per weight that fits, if any does.
    pub fitting_vnodes_per_weight: Option<u32>,
    /// The greatest common divisor of the weights: dividing all of them by it keeps their ratios. 0 if all are 0.
    pub weight_divisor: u32,
}

impl fmt::Display for TooManyVnodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the ring would have {} vnodes, more than its limit of {}", self.vnodes, self.max_vnodes)?;
        match self.fitting_vnodes_per_weight {
            Some(fitting) => write!(f, "; at most {fitting} vnodes per weight fit")?,
            None => f.write_str("; no number of vnodes per weight fits")?,
        }
        if self.weight_divisor > 1 {
            write!(f, "; all weights are multiples of {}: divide them by it", self.weight_divisor)?;
        }
        Ok(())
    }
}

impl core::error::Error for TooManyVnodes {}
