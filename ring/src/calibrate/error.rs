//! Why there is no calibration.

use core::fmt;

use crate::config::Placement;
use crate::delta::ChangeError;
use crate::rule::ReplicaRuleError;

/// Why there is no calibration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CalibrationError {
    /// Calibrations cannot count with so many replicas.
    Rule(ReplicaRuleError),
    /// The fewest vnodes of a node are more than the most.
    Vnodes {
        /// The fewest, in millionths of what its weight gives.
        least: u32,
        /// The most.
        most: u32,
    },
    /// The placement is that of another program, which has its own counts.
    Placement(Placement),
    /// The counts cannot be stated.
    Change(ChangeError),
}

impl fmt::Display for CalibrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(error) => error.fmt(f),
            Self::Vnodes { least, most } => write!(
                f,
                "the fewest vnodes of a node ({least} millionths) must not be more than the most ({most} millionths)"
            ),
            Self::Placement(placement) => write!(
                f,
                "placement {} has the counts of its program: only those of placement {} can be calibrated",
                placement.name(),
                Placement::Native.name()
            ),
            Self::Change(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for CalibrationError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Rule(error) => Some(error),
            Self::Change(error) => Some(error),
            Self::Vnodes { .. } | Self::Placement(_) => None,
        }
    }
}
