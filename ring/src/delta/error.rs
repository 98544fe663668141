//! Why a change is refused.

use alloc::string::String;
use core::fmt;

use crate::fingerprint::Fingerprint;
use crate::limits::TooManyVnodes;
use crate::membership::MembershipError;
use crate::memory::{MayRunOut, OutOfMemory};
use crate::text::Excerpt;

/// Why a change is refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeError {
    /// A node that should change is not a member.
    NotMember {
        /// Its id.
        id: String,
    },
    /// A node that should join is a member.
    AlreadyMember {
        /// Its id.
        id: String,
    },
    /// The delta belongs to a membership with another config: its vnodes would not be ours.
    ConfigMismatch,
    /// The delta starts from a later epoch: deltas in between are missing.
    Gap {
        /// The epoch that the delta starts from.
        base: u64,
        /// The epoch held here.
        ours: u64,
    },
    /// The delta starts from an earlier epoch: it is out of date.
    Stale {
        /// The epoch that the delta starts from.
        base: u64,
        /// The epoch held here.
        ours: u64,
    },
    /// The delta starts from our epoch, but from other content: two histories went different ways. Fetch a snapshot.
    Fork {
        /// The epoch.
        epoch: u64,
        /// The fingerprint that the delta starts from.
        base: Fingerprint,
        /// The fingerprint held here.
        ours: Fingerprint,
    },
    /// A list of nodes is of an epoch that is not later than ours, and differs from what is held here.
    NotLater {
        /// The epoch of the list.
        epoch: u64,
        /// The epoch held here.
        ours: u64,
    },
    /// A node is not what the delta says that it is before the change: the two sides differ.
    Conflict {
        /// Its id.
        id: String,
    },
    /// The set of nodes after the change breaks a limit.
    Membership(MembershipError),
    /// The ring after the change would have more vnodes than its limit.
    TooManyVnodes(TooManyVnodes),
    /// The epoch is the largest one.
    NoEpochLeft,
    /// There is not enough memory.
    OutOfMemory(OutOfMemory),
}

impl From<MembershipError> for ChangeError {
    fn from(error: MembershipError) -> Self {
        match error {
            MembershipError::OutOfMemory(error) => Self::OutOfMemory(error),
            error => Self::Membership(error),
        }
    }
}

impl From<OutOfMemory> for ChangeError {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

impl MayRunOut for ChangeError {
    fn out_of_memory(&self) -> Option<&OutOfMemory> {
        match self {
            Self::OutOfMemory(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMember { id } => write!(f, "node {} is not a member", Excerpt(id)),
            Self::AlreadyMember { id } => write!(f, "node {} is a member already", Excerpt(id)),
            Self::ConfigMismatch => f.write_str("the delta belongs to a membership with another config"),
            Self::Gap { base, ours } => {
                write!(
                    f,
                    "the delta starts from epoch {base}, later than ours ({ours}): fetch the deltas between"
                )
            }
            Self::Stale { base, ours } => {
                write!(f, "the delta starts from epoch {base}, earlier than ours ({ours}): it is out of date")
            }
            Self::Fork { epoch, base, ours } => {
                write!(
                    f,
                    "the delta starts from another epoch {epoch}, with fingerprint {base} (ours is {ours}): the histories \
                     differ, fetch a snapshot"
                )
            }
            Self::NotLater { epoch, ours } => {
                write!(
                    f,
                    "the nodes differ, but epoch {epoch} is not later than ours ({ours}): the list is out of date"
                )
            }
            Self::Conflict { id } => {
                write!(
                    f,
                    "node {} is not here what the delta says that it is: the memberships differ",
                    Excerpt(id)
                )
            }
            Self::Membership(error) => error.fmt(f),
            Self::TooManyVnodes(error) => error.fmt(f),
            Self::NoEpochLeft => write!(f, "the epoch is {}, the largest one", u64::MAX),
            Self::OutOfMemory(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ChangeError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Membership(error) => Some(error),
            Self::TooManyVnodes(error) => Some(error),
            Self::OutOfMemory(error) => Some(error),
            _ => None,
        }
    }
}
