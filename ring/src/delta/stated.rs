//! Deltas that someone else states.

use alloc::vec::Vec;
use core::fmt;

use super::Delta;
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::membership::{Change, Stamp};

/// Why a delta does not lead where it says.
pub(crate) enum StatedError {
    /// A delta that changes nodes leads to a later epoch, any other to the same or a later one.
    NotLater,
    /// The changes lead to another fingerprint.
    Target { stated: Fingerprint, got: Fingerprint },
}

impl StatedError {
    pub(crate) const NOT_LATER: &'static str =
        "the delta leads to an epoch that is not later than the one that it starts from";
}

impl fmt::Display for StatedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLater => f.write_str(Self::NOT_LATER),
            Self::Target { stated, got } => {
                write!(f, "the delta states that it leads to fingerprint {stated}, but it leads to {got}")
            }
        }
    }
}

impl Delta {
    /// As [`new`](Self::new), for a delta that was told where it leads.
    pub(crate) fn stated(
        config: Config,
        base: Stamp,
        target: Stamp,
        changes: Vec<Change>,
    ) -> Result<Self, StatedError> {
        if target.epoch < base.epoch || (target.epoch == base.epoch && !changes.is_empty()) {
            return Err(StatedError::NotLater);
        }
        let delta = Self::new(config, base, target.epoch, changes);
        match delta.target.fingerprint {
            got if got == target.fingerprint => Ok(delta),
            got => Err(StatedError::Target { stated: target.fingerprint, got }),
        }
    }
}
