//! Moving data while it is written and read: from one membership to the next without missing a write.
//!
//! `state`, `quorum`, `fence` and `needs` are the logic, without a ring; `model` goes through everything that can happen
//! with it. The rest applies it to rings.

use alloc::collections::BTreeSet;
use alloc::string::String;

use crate::ring::Ring;
use crate::rule::ReplicaRule;

mod available;
mod error;
mod fence;
mod needs;
mod progress;
mod quorum;
mod sets;
#[cfg(feature = "snapshot")]
mod snapshot;
mod state;
mod steps;
mod tasks;

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

pub use error::{Blocked, TransitionError};
pub use fence::FenceError;
use progress::Progress;
pub use quorum::{Quorum, QuorumError};
pub use sets::{ReplicaSet, WriteSet};
use state::Side;
pub use state::TransitionState;
pub use tasks::{Cleanup, CopyTask, CopyTasks, TaskId};

/// The ring of a store that moves its data, and the change that is under way.
///
/// Every process of the store holds one and asks it where to write and to read. One of them decides: it begins a change,
/// makes it go on or turn back, and hands the result to all others, as a snapshot (`to_snapshot`).
///
/// | state | writes | reads | begins when all processes have reached the state before, and |
/// |---|---|---|---|
/// | [`Settled`](TransitionState::Settled) | old | old | |
/// | [`WriteBoth`](TransitionState::WriteBoth) | old and new | old | [`begin`](Self::begin) is called |
/// | [`Copy`](TransitionState::Copy) | old and new | old | |
/// | [`ReadNew`](TransitionState::ReadNew) | old and new | new | all [`tasks`](Self::tasks) are [`complete`](Self::complete) |
/// | [`WriteNew`](TransitionState::WriteNew) | new | new | |
/// | [`Cleanup`](TransitionState::Cleanup) | new | new | |
/// | `Settled` | what was new | what was new | nodes have deleted what [`cleanup`](Self::cleanup) names |
///
/// What a store has to do for it is on the page `docs/moving-data.md`. If it does, every read that has its quorum sees
/// every write that had its quorum before the read began, in every state, with processes one state apart, whatever
/// messages are late or lost, and whenever the change [turns back](Self::revert). And every node of a list that reads go
/// to has all that all nodes of the list before had: no state has fewer replicas than the smaller of both rings gives.
///
/// ```
/// use vnode_ring::{Config, Node, Quorum, Ring, Transition, TransitionState};
///
/// let ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new))?;
/// let delta = ring.change().add(Node::new("d"))?.delta()?;
/// let mut transition = Transition::new(ring, 3, Quorum::majority(3))?;
///
/// transition.begin(&delta, 0)?; // all processes have fence 0
/// transition.advance(1)?; // all have reached WriteBoth
/// let tasks = transition.tasks()?;
/// let ids: Vec<_> = tasks.iter().map(|task| task.id()).collect();
/// for id in ids {
///     transition.complete(id)?; // after its data was copied
/// }
/// for fence in 2..=5 {
///     transition.advance(fence)?;
/// }
/// assert_eq!((transition.state(), transition.fence()), (TransitionState::Settled, 6));
/// assert_eq!(transition.ring().nodes().len(), 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Transition {
    rule: ReplicaRule,
    quorum: Quorum,
    fence: u64,
    state: TransitionState,
    old: Ring,
    /// There in all states but Settled.
    new: Option<Ring>,
    progress: Progress,
    /// Ids of members of the old or the new ring.
    unavailable: BTreeSet<String>,
}

impl Transition {
    /// A settled ring, at fence 0.
    ///
    /// # Errors
    /// When the rule has no replicas or more than [`MAX_REPLICAS`](crate::MAX_REPLICAS), or a read quorum could miss a
    /// write quorum.
    pub fn new(ring: Ring, rule: impl Into<ReplicaRule>, quorum: Quorum) -> Result<Self, TransitionError> {
        let rule = rule.into();
        rule.check().map_err(TransitionError::Rule)?;
        quorum.check(rule.replicas()).map_err(TransitionError::Quorum)?;
        Ok(Self {
            rule,
            quorum,
            fence: 0,
            state: TransitionState::Settled,
            old: ring,
            new: None,
            progress: Progress::default(),
            unavailable: BTreeSet::new(),
        })
    }

    /// How many replicas keys have, and how they spread over zones.
    #[must_use]
    pub const fn rule(&self) -> ReplicaRule {
        self.rule
    }

    /// How many replicas must answer.
    #[must_use]
    pub const fn quorum(&self) -> Quorum {
        self.quorum
    }

    /// Where the change is.
    #[must_use]
    pub const fn state(&self) -> TransitionState {
        self.state
    }

    /// The number of the state: it grows by one with every change of state. Every request carries that of its sender.
    #[must_use]
    pub const fn fence(&self) -> u64 {
        self.fence
    }

    /// The ring of the old lists: the only one while nothing is under way.
    #[must_use]
    pub const fn ring(&self) -> &Ring {
        &self.old
    }

    /// The ring of the new lists; `None` while nothing is under way.
    #[must_use]
    pub const fn new_ring(&self) -> Option<&Ring> {
        self.new.as_ref()
    }

    fn ring_of(&self, side: Side) -> &Ring {
        match side {
            Side::Old => &self.old,
            Side::New => self.new.as_ref().unwrap_or(&self.old),
        }
    }
}
