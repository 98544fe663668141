//! How a source tells its events apart, and what becomes of them.

use crate::directory::DirectoryChange;

/// Which of two events of a member is newer: the greater one, incarnations first.
///
/// A source with one counter for all (a revision, a Lamport time) leaves the incarnation at 0. One whose counters start
/// anew when the member restarts counts the restarts in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Version {
    /// Grows when the counter starts anew.
    #[cfg_attr(feature = "serde", serde(with = "crate::human::number"))]
    pub incarnation: u64,
    /// Grows with each event.
    #[cfg_attr(feature = "serde", serde(with = "crate::human::number"))]
    pub counter: u64,
}

/// A point between two events of a [`Tracker`](super::Tracker).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub(super) u64);

/// The number of events that the tracker had taken: for a mark that is kept as a number.
///
/// ```
/// use vnode_ring::{Config, Directory, Mark, NodeUpdate, Tracker};
///
/// let mut tracker = Tracker::default();
/// tracker.upsert(&Directory::new(Config::default()), "web", NodeUpdate::new("a"), None)?;
/// assert_eq!(u64::from(tracker.mark()), 1);
/// assert_eq!(Mark::from(1), tracker.mark());
/// # Ok::<(), vnode_ring::DirectoryError>(())
/// ```
impl From<Mark> for u64 {
    fn from(mark: Mark) -> Self {
        mark.0
    }
}

/// The mark of that number. One that no tracker gave is an earlier or a later mark than was meant, and no more than that.
impl From<u64> for Mark {
    fn from(events: u64) -> Self {
        Self(events)
    }
}

/// What becomes of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "the change has to be carried out"]
pub enum Tracked {
    /// It changes the directory.
    Change(DirectoryChange),
    /// It is taken and says what is known.
    NoChange,
    /// It is out of date, or loses against another event of the same version.
    Ignored {
        /// The version recorded.
        have: Version,
        /// The version of the event.
        got: Version,
    },
}

impl Tracked {
    pub(super) fn of(change: DirectoryChange) -> Self {
        if change.is_empty() { Self::NoChange } else { Self::Change(change) }
    }

    /// The change; an empty one where there is nothing to change.
    #[must_use]
    pub fn into_change(self) -> DirectoryChange {
        match self {
            Self::Change(change) => change,
            Self::NoChange | Self::Ignored { .. } => DirectoryChange::default(),
        }
    }
}
