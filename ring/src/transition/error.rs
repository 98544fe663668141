//! Why a transition does not do what it is asked for.

use alloc::string::String;
use core::fmt;

use super::quorum::QuorumError;
use super::state::TransitionState;
use super::tasks::TaskId;
use crate::delta::ChangeError;
use crate::position::Range;
use crate::rule::ReplicaRuleError;
use crate::text::Excerpt;

/// Why a transition does not do what it is asked for. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransitionError {
    /// There cannot be so many replicas.
    Rule(ReplicaRuleError),
    /// A read could miss a write.
    Quorum(QuorumError),
    /// Another change is under way: bring it to its end, or back.
    Busy {
        /// Where it is.
        state: TransitionState,
    },
    /// Nothing is under way.
    Settled,
    /// That is for another state.
    State {
        /// The state there is.
        state: TransitionState,
        /// The state that it is for.
        wanted: TransitionState,
    },
    /// The lowest fence of all processes is not the one held here: not all have reached the state, or it is this process
    /// that has not.
    NotReached {
        /// The lowest fence that all have reached.
        reached: u64,
        /// The fence held here.
        fence: u64,
    },
    /// The change cannot be made.
    Change(ChangeError),
    /// No node would have vnodes any more, so that what was written is lost.
    NobodyLeft,
    /// Copies are not complete.
    CopiesLeft {
        /// How many.
        left: u64,
        /// The range of the first one.
        range: Range,
        /// The id of the node that it goes to.
        to: String,
        /// Why it cannot go on, if it cannot.
        blocked: Option<Blocked>,
    },
    /// A copy was made in another state than the present one, so that it says nothing.
    OtherFence {
        /// The task.
        task: TaskId,
        /// The fence held here.
        fence: u64,
    },
    /// There is no task of that number.
    UnknownTask {
        /// The number.
        number: u64,
        /// How many tasks there are.
        tasks: u64,
    },
    /// A node that is said to be unavailable is a member neither before nor after the change.
    UnknownNode {
        /// Its id.
        id: String,
    },
    /// The fence is the largest one.
    NoFenceLeft,
}

/// Why a copy cannot be made at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Blocked {
    /// The node that it goes to is unavailable.
    TargetUnavailable,
    /// Too few nodes are available that have the range: acknowledged writes may be on the others only.
    TooFewSources {
        /// How many must be read.
        must_read: usize,
        /// How many there are.
        available: usize,
    },
}

impl fmt::Display for TransitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(error) => error.fmt(f),
            Self::Quorum(error) => error.fmt(f),
            Self::Busy { state } => {
                write!(f, "another change is under way ({state}): bring it to its end or back first")
            }
            Self::Settled => f.write_str("no change is under way"),
            Self::State { state, wanted } => {
                write!(f, "that is for the state {wanted}, and the change is in {state}")
            }
            Self::NotReached { reached, fence } => {
                let who =
                    if reached < fence { "wait for the others" } else { "this process has to catch up" };
                write!(f, "the lowest fence of all processes is {reached}, ours is {fence}: {who}")
            }
            Self::Change(error) => error.fmt(f),
            Self::NobodyLeft => f.write_str("no node with vnodes would be left to hold what was written"),
            Self::CopiesLeft { left, range, to, blocked } => {
                let to = Excerpt(to);
                write!(
                    f,
                    "{left} copies are not complete, the first is that of the range {range} to node {to}"
                )?;
                blocked.map_or(Ok(()), |blocked| write!(f, ": {blocked}"))
            }
            Self::OtherFence { task: TaskId { fence: theirs, number }, fence } => {
                write!(f, "task {number} is of fence {theirs}, ours is {fence}: ask for the tasks anew")
            }
            Self::UnknownTask { number, tasks } => {
                write!(f, "there is no task {number}: there are {tasks}, the first is 0")
            }
            Self::UnknownNode { id } => {
                write!(f, "node {} is a member neither before nor after the change", Excerpt(id))
            }
            Self::NoFenceLeft => write!(f, "the fence is {}, the largest one", u64::MAX),
        }
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TargetUnavailable => f.write_str("that node is unavailable"),
            Self::TooFewSources { must_read, available } => write!(
                f,
                "{must_read} of the nodes that hold it must be read, and only {available} are available"
            ),
        }
    }
}

impl core::error::Error for TransitionError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Rule(error) => Some(error),
            Self::Quorum(error) => Some(error),
            Self::Change(error) => Some(error),
            _ => None,
        }
    }
}
