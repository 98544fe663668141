//! Why a change of a directory is refused.

use alloc::string::String;
use core::fmt;

use super::MAX_GROUPS;
use crate::config::SecretError;
use crate::delta::ChangeError;
use crate::node::IdError;
use crate::text::Excerpt;

/// Why a change of a directory is refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The name of a group is not acceptable: it follows the rules of ids.
    GroupName {
        /// The name.
        group: String,
        /// The rule.
        error: IdError,
    },
    /// There is no such group.
    UnknownGroup {
        /// Its name.
        group: String,
    },
    /// A group that should be created is there.
    GroupExists {
        /// Its name.
        group: String,
    },
    /// More than [`MAX_GROUPS`] groups.
    TooManyGroups {
        /// How many.
        groups: usize,
    },
    /// A [`Tracker`](super::Tracker) has counted as many events as it can.
    NoEventLeft {
        /// How many.
        events: u64,
    },
    /// The config of a group and the secret of the directory do not fit.
    Secret {
        /// The name of the group.
        group: String,
        /// What does not fit.
        error: SecretError,
    },
    /// The members of a group cannot change like that.
    Change {
        /// The name of the group.
        group: String,
        /// Why.
        error: ChangeError,
    },
    /// A group that should be removed has other members here than where the change was made.
    GroupConflict {
        /// Its name.
        group: String,
    },
    /// A member has another status here than where the change was made, or is not there.
    StatusConflict {
        /// The name of the group.
        group: String,
        /// The id of the member.
        id: String,
    },
    /// The change was made on a directory that was not as far.
    SyncConflict {
        /// Whether this one is synced.
        synced: bool,
    },
}

impl DirectoryError {
    /// Says which group a change is refused in.
    pub(super) fn change_of(group: &str) -> impl Fn(ChangeError) -> Self {
        move |error| Self::Change { group: group.into(), error }
    }
}

impl fmt::Display for DirectoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GroupName { group, error } => write!(f, "group name {} {error}", Excerpt(group)),
            Self::UnknownGroup { group } => {
                write!(f, "there is no group {}: create it or add a member to it first", Excerpt(group))
            }
            Self::GroupExists { group } => {
                write!(f, "group {} is there already: remove it first", Excerpt(group))
            }
            Self::TooManyGroups { groups } => {
                write!(f, "a directory has at most {MAX_GROUPS} groups (got {groups})")
            }
            Self::NoEventLeft { events } => {
                write!(
                    f,
                    "the tracker counts at most {} events (got {events} already): start with a new one",
                    u64::MAX
                )
            }
            Self::Secret { group, error } => write!(f, "group {}: {error}", Excerpt(group)),
            Self::Change { group, error } => write!(f, "group {}: {error}", Excerpt(group)),
            Self::GroupConflict { group } => {
                write!(f, "group {} has other members than the change says: make it anew", Excerpt(group))
            }
            Self::StatusConflict { group, id } => write!(
                f,
                "group {}: node {} has not the status that the change says: make it anew",
                Excerpt(group),
                Excerpt(id)
            ),
            Self::SyncConflict { synced } => {
                let state = if *synced { "synced" } else { "not synced" };
                write!(f, "the directory is {state} already: make the change anew")
            }
        }
    }
}

impl core::error::Error for DirectoryError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::GroupName { error, .. } => Some(error),
            Self::Secret { error, .. } => Some(error),
            Self::Change { error, .. } => Some(error),
            _ => None,
        }
    }
}
