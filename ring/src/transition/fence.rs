//! The fence: which requests may be served.

use core::fmt;

/// A request and a replica are more than one state apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FenceError {
    /// The fence of the request.
    pub theirs: u64,
    /// The fence held here.
    pub ours: u64,
}

/// How far apart two processes may be that work together.
const MAX_DISTANCE: u64 = 1;

/// Whether a request with their fence may be served by a process with ours.
pub(crate) const fn admits(theirs: u64, ours: u64) -> bool {
    theirs.abs_diff(ours) <= MAX_DISTANCE
}

impl fmt::Display for FenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { theirs, ours } = self;
        let who =
            if theirs < ours { "whoever sent it has to catch up" } else { "this process has to catch up" };
        write!(f, "the request has fence {theirs}, more than {MAX_DISTANCE} from ours ({ours}): {who}")
    }
}

impl core::error::Error for FenceError {}
