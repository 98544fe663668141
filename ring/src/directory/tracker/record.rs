//! What is known of one member, and which events that makes out of date.

use alloc::boxed::Box;
use core::cmp::Ordering;

use super::Version;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) version: Option<Version>,
    pub(super) state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    Live {
        /// The bytes of the update of the recorded version; `None` where the last update had no version and there was
        /// none of the recorded version before it.
        stated: Option<Box<[u8]>>,
        deadline: Option<u64>,
    },
    /// There is a version: without one there is nothing to remember.
    Gone {
        gone: Gone,
        /// The number of the event.
        event: u64,
    },
}

/// Why a member is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gone {
    Removed,
    /// It was silent for too long, so its last event may be repeated.
    Expired,
}

/// An event.
#[derive(Clone, Copy, Debug)]
pub(super) enum News<'a> {
    Update(&'a [u8]),
    Removal,
}

/// What becomes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Taken,
    Repeated,
    Ignored { have: Version, got: Version },
}

impl Record {
    pub(super) const fn deadline(&self) -> Option<u64> {
        match self.state {
            State::Live { deadline, .. } => deadline,
            State::Gone { .. } => None,
        }
    }

    pub(super) fn verdict(&self, news: News<'_>, got: Option<Version>, is_member: bool) -> Verdict {
        let (Some(have), Some(got)) = (self.version, got) else { return Verdict::Taken };
        let ignored = Verdict::Ignored { have, got };
        match got.cmp(&have) {
            Ordering::Less => ignored,
            Ordering::Greater => Verdict::Taken,
            Ordering::Equal => match (&self.state, news) {
                (State::Gone { gone: Gone::Removed, .. }, News::Removal) => Verdict::Repeated,
                (State::Gone { gone: Gone::Removed, .. }, News::Update(_)) => ignored,
                (State::Gone { gone: Gone::Expired, .. }, _) | (State::Live { .. }, News::Removal) => {
                    Verdict::Taken
                }
                // It left without the tracker.
                (State::Live { .. }, News::Update(_)) if !is_member => Verdict::Taken,
                (State::Live { stated, .. }, News::Update(update)) => match stated {
                    Some(stated) if update > &**stated => Verdict::Taken,
                    Some(stated) if update == &**stated => Verdict::Repeated,
                    _ => ignored,
                },
            },
        }
    }
}
