//! A change in stages: deltas that each move little, one after the other.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::config::Placement;
use crate::delta::{ChangeError, Delta, Outcome};
use crate::plan::{Plan, PlanError};
use crate::ring::Ring;
use crate::rule::ReplicaRule;
use crate::text::Excerpt;

mod ramp;

use ramp::Ramps;

/// A change in stages: numbered deltas, each based on the one before, that together lead where one delta leads.
///
/// A node that joins, leaves or gets another number of vnodes does so vnode by vnode, along its sequence, as many in one
/// stage as its limit lets through. Nodes that gain come first, one after the other, each with its new description from its
/// first vnode on; then replacements; then nodes that lose, each with its old description until its last vnode.
///
/// What is moved in all is exactly what the one delta moves, as integers, where a single node joins, leaves or gets other
/// vnodes; with one replica also where one node gains and another one loses. Where several nodes gain, or several lose, the
/// stages move more, as any changes of these nodes one after the other do: compare [`moved`](Self::moved) with
/// [`at_once`](Self::at_once).
///
/// ```
/// use vnode_ring::{Config, Node, Range, Ring, Stages};
///
/// let mut ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new))?;
/// let delta = ring.change().add(Node::new("d"))?.delta()?;
/// let stages = Stages::of(&ring, &delta, 1, Range::FULL_WIDTH / 20)?; // at most 5 % of the keys each
///
/// assert_eq!(stages.moved(), stages.at_once());
/// for stage in stages.iter() {
///     assert!(stage.moved <= Range::FULL_WIDTH / 20);
///     ring.apply(&stage.delta)?; // and let the data follow before the next one
/// }
/// assert_eq!(ring.membership().fingerprint(), delta.target().fingerprint);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stages {
    stages: Vec<Stage>,
    at_once: u128,
}

/// One of the [`Stages`] of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What changes.
    pub delta: Delta,
    /// What it moves, as [`Summary::moved`](crate::Summary::moved).
    pub moved: u128,
}

impl Stages {
    /// The stages of a change of a ring that each move at most so many positions of 2^64
    /// ([`Range::FULL_WIDTH`](crate::Range::FULL_WIDTH)), counted as [`Summary::moved`](crate::Summary::moved) under a
    /// rule: with k replicas a position counts up to k times. None where the delta changes no node.
    ///
    /// Where nodes state their positions, each node changes at once.
    ///
    /// Each stage is as long as can be: with the vnode after it, it would move more. A few plans for each stage, O(k V)
    /// each, and a copy of the ring.
    ///
    /// # Errors
    /// When there is no plan of the delta: see [`Plan::of`]. When vnodes follow from all weights together. When an intermediate membership breaks a limit, or no epoch
    /// is left. When what cannot be divided moves more than that: a single vnode; a replacement, whose vnodes go from one
    /// node to another under one placement id; a zone that changes.
    pub fn of(
        ring: &Ring,
        delta: &Delta,
        rule: impl Into<ReplicaRule>,
        most_moved: u128,
    ) -> Result<Self, StageError> {
        let placement = ring.config().placement();
        if placement.is_relative() {
            return Err(StageError::Placement(placement));
        }
        let rule = rule.into();
        let at_once = moved(ring, delta, rule)?;
        let mut stages = Vec::new();
        if ring.check(delta)? == Outcome::NoChange {
            return Ok(Self { stages, at_once });
        }
        let ramps = Ramps::of(delta);
        let mut ring = ring.clone();
        let (mut at, mut length) = (0, ramps.len());
        while at < ramps.len() {
            let (end, stage) = longest(&ring, &ramps, (at, length), rule, most_moved)?;
            ring.apply(&stage.delta)?;
            stages.push(stage);
            (at, length) = (end, end - at);
        }
        Ok(Self { stages, at_once })
    }

    /// The stages in their order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Stage> + Clone {
        self.stages.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stages.len()
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stages.is_empty()
    }

    /// What all stages move.
    #[must_use]
    pub fn moved(&self) -> u128 {
        self.stages.iter().map(|stage| stage.moved).sum()
    }

    /// What the change would move in one stage. Never more than [`moved`](Self::moved).
    #[must_use]
    pub const fn at_once(&self) -> u128 {
        self.at_once
    }
}

fn moved(ring: &Ring, delta: &Delta, rule: ReplicaRule) -> Result<u128, StageError> {
    Ok(Plan::of(ring, delta, rule).map_err(StageError::Plan)?.summary().moved)
}

/// The longest stage from a place on that moves at most so much, with its end. Tries a length that is likely first.
fn longest(
    ring: &Ring,
    ramps: &Ramps<'_>,
    (at, likely): (u64, u64),
    rule: ReplicaRule,
    most: u128,
) -> Result<(u64, Stage), StageError> {
    let (mut fits, mut exceeds) = (at, ramps.len() + 1);
    let mut longest = None;
    let mut next = ramps.len().min(at + likely);
    let mut least = 0;
    while exceeds - fits > 1 {
        let delta = ramps.delta(ring.membership(), at, next)?;
        let moved = moved(ring, &delta, rule)?;
        if moved <= most {
            fits = next;
            longest = Some(Stage { delta, moved });
        } else {
            (exceeds, least) = (next, moved);
        }
        next = if exceeds > ramps.len() {
            ramps.len().min(fits + (fits - at))
        } else {
            fits + (exceeds - fits) / 2
        };
    }
    match longest {
        Some(stage) => Ok((fits, stage)),
        None => Err(StageError::Indivisible { id: ramps.id_at(at).into(), moved: least, most }),
    }
}

/// Why a change has no stages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StageError {
    /// There is no plan of the change, or of a stage.
    Plan(PlanError),
    /// Vnodes follow from all weights together, so that there are none in between.
    Placement(Placement),
    /// What cannot be divided moves more than a stage may.
    Indivisible {
        /// The node whose next vnode it is, or one of those that are replaced.
        id: String,
        /// How many positions it moves: what stages must be let move at least.
        moved: u128,
        /// How many a stage may move.
        most: u128,
    },
}

impl From<ChangeError> for StageError {
    fn from(error: ChangeError) -> Self {
        Self::Plan(PlanError::Change(error))
    }
}

impl fmt::Display for StageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plan(error) => error.fmt(f),
            Self::Placement(placement) => write!(
                f,
                "with placement {} no node can have a part of its vnodes: make the change at once",
                placement.name()
            ),
            Self::Indivisible { id, moved, most } => write!(
                f,
                "node {} cannot change in stages of at most {most} positions: a part that cannot be divided moves {moved}, \
                 let stages move as many",
                Excerpt(id)
            ),
        }
    }
}

impl core::error::Error for StageError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Plan(error) => Some(error),
            Self::Indivisible { .. } | Self::Placement(_) => None,
        }
    }
}
