//! Why a ring cannot be compiled.

use core::fmt;

use crate::config::SecretError;
use crate::limits::TooManyVnodes;
use crate::membership::MembershipError;
use crate::memory::{MayRunOut, OutOfMemory};

/// Why a ring cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The config, a node or the set of nodes breaks a limit.
    Membership(MembershipError),
    /// The ring would have more vnodes than its limit.
    TooManyVnodes(TooManyVnodes),
    /// A secret is missing, wrong, or given where none belongs.
    Secret(SecretError),
    /// There is not enough memory.
    OutOfMemory(OutOfMemory),
}

impl From<MembershipError> for BuildError {
    fn from(error: MembershipError) -> Self {
        match error {
            MembershipError::OutOfMemory(error) => Self::OutOfMemory(error),
            error => Self::Membership(error),
        }
    }
}

impl From<OutOfMemory> for BuildError {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

impl MayRunOut for BuildError {
    fn out_of_memory(&self) -> Option<&OutOfMemory> {
        match self {
            Self::OutOfMemory(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Membership(error) => error.fmt(f),
            Self::TooManyVnodes(error) => error.fmt(f),
            Self::Secret(error) => error.fmt(f),
            Self::OutOfMemory(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Membership(error) => Some(error),
            Self::TooManyVnodes(error) => Some(error),
            Self::Secret(error) => Some(error),
            Self::OutOfMemory(error) => Some(error),
        }
    }
}
