//! Why a ring cannot be compiled.

use core::fmt;

use crate::config::SecretError;
use crate::limits::TooManyVnodes;
use crate::membership::MembershipError;

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
}

impl From<MembershipError> for BuildError {
    fn from(error: MembershipError) -> Self {
        Self::Membership(error)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Membership(error) => error.fmt(f),
            Self::TooManyVnodes(error) => error.fmt(f),
            Self::Secret(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Membership(error) => Some(error),
            Self::TooManyVnodes(error) => Some(error),
            Self::Secret(error) => Some(error),
        }
    }
}
