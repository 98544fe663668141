//! Why a deadline is not set or not carried out.

use alloc::string::String;
use core::fmt;

use crate::directory::DirectoryError;
use crate::text::Excerpt;

/// A deadline was given for a member that the tracker does not know: announce it by
/// [`Tracker::upsert`](super::Tracker::upsert) first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewError {
    /// The name of the group.
    pub group: String,
    /// The id of the member.
    pub id: String,
}

impl fmt::Display for RenewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (group, id) = (Excerpt(&self.group), Excerpt(&self.id));
        write!(f, "group {group}: node {id} is not tracked: announce it by an update first")
    }
}

impl core::error::Error for RenewError {}

/// Why members do not expire. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpireError {
    /// A larger share of the members would expire at once than the guard lets pass.
    TooMany {
        /// How many would.
        expired: usize,
        /// How many members have deadlines.
        tracked: usize,
        /// The largest share that passes, in percent.
        max_percent: u8,
    },
    /// The directory refuses the change.
    Directory(DirectoryError),
}

impl From<DirectoryError> for ExpireError {
    fn from(error: DirectoryError) -> Self {
        Self::Directory(error)
    }
}

impl fmt::Display for ExpireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany { expired, tracked, max_percent } => write!(
                f,
                "{expired} of {tracked} members would expire at once, more than {max_percent} %: see whether their \
                 source is at fault, or go ahead (Tracker::expire_anyway)"
            ),
            Self::Directory(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ExpireError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::TooMany { .. } => None,
            Self::Directory(error) => Some(error),
        }
    }
}
