//! From one ring to another on which keys stand elsewhere: slice by slice, as there are no ranges that move.

use alloc::collections::BTreeMap;
use core::fmt;

use crate::membership::NodeRef;
use crate::position::Range;
use crate::ring::Ring;

/// The way from one ring to another on which keys stand elsewhere: from another program's ring to the native one, to
/// another key hash, seed or secret.
///
/// No range of the old circle is one of the new, so that a [`Plan`](crate::Plan) cannot say what moves. Keys move by
/// slices instead: those whose position on the new ring is below a cutoff use the new ring, all others the old one. While
/// a slice moves, from what is `done` up to the `cutoff`, its keys are written by the new ring, and read by the new ring
/// and then, where they are not there, by the old one. When it is copied, or for a cache when it is warm, `done` follows,
/// and the next slice begins.
///
/// All processes must have the same two numbers, or be at most one step apart: first every process gets the new cutoff,
/// then data is copied, then every process gets the new `done`. Going back is the same with the rings exchanged.
///
/// ```
/// use vnode_ring::{Config, Migration, Node, Range, Ring};
///
/// let nodes = || ["a", "b", "c"].map(Node::new);
/// let old = Ring::new(Config::default().with_seed(1), nodes())?;
/// let new = Ring::new(Config::default(), nodes())?;
///
/// let migration = Migration::new(&old, &new);
/// assert_eq!(migration.route("user-1").node.unwrap().id(), old.lookup("user-1").unwrap().id());
///
/// // The first of four slices moves: every key of it has two nodes to be read from.
/// let migration = migration.slice(0, 4)?;
/// for key in ["user-1", "user-2", "user-3"] {
///     let route = migration.route(key);
///     assert_eq!(route.fallback.is_some(), new.key_position(key).0 >> 62 == 0);
/// }
///
/// // Of three equal nodes, about two thirds of all keys move.
/// assert!((Range::fraction(migration.expected_moved()) - 2.0 / 3.0).abs() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Migration<'a> {
    old: &'a Ring,
    new: &'a Ring,
    done: u128,
    cutoff: u128,
}

/// Where the requests for a key go.
#[derive(Clone, Copy, Debug)]
pub struct Route<'a> {
    /// Who is written, and read first; `None` where that ring has no vnodes.
    pub node: Option<NodeRef<'a>>,
    /// Who is read where `node` does not have the key: the old owner, as long as the slice of the key moves.
    pub fallback: Option<NodeRef<'a>>,
}

impl<'a> Migration<'a> {
    /// Before the first slice: every key uses the old ring.
    #[must_use]
    pub const fn new(old: &'a Ring, new: &'a Ring) -> Self {
        Self { old, new, done: 0, cutoff: 0 }
    }

    /// Keys below `done` have moved, those from there up to `cutoff`, which is not among them, are moving: counted in
    /// positions of the new ring, up to [`Range::FULL_WIDTH`].
    ///
    /// # Errors
    /// When `done` is beyond `cutoff`, or `cutoff` beyond the circle.
    pub const fn at(self, done: u128, cutoff: u128) -> Result<Self, MigrationError> {
        if done > cutoff || cutoff > Range::FULL_WIDTH {
            return Err(MigrationError::Cutoff { done, cutoff });
        }
        Ok(Self { done, cutoff, ..self })
    }

    /// One of so many slices of equal width moves, those before it have moved.
    ///
    /// # Errors
    /// When there is no slice of that number, counted from 0.
    pub const fn slice(self, index: u32, slices: u32) -> Result<Self, MigrationError> {
        if index >= slices {
            return Err(MigrationError::Slice { index, slices });
        }
        let (index, slices) = (index as u128, slices as u128);
        let (done, cutoff) = (Range::FULL_WIDTH * index / slices, Range::FULL_WIDTH * (index + 1) / slices);
        Ok(Self { done, cutoff, ..self })
    }

    /// How many positions have moved, and how many have moved or are moving.
    #[must_use]
    pub const fn progress(&self) -> (u128, u128) {
        (self.done, self.cutoff)
    }

    /// Where the requests for a key go. As much as two lookups.
    #[must_use]
    pub fn route(&self, key: impl AsRef<[u8]>) -> Route<'a> {
        let key = key.as_ref();
        let position = self.new.key_position(key);
        let place = u128::from(position.0);
        if place >= self.cutoff {
            return Route { node: self.old.lookup(key), fallback: None };
        }
        let fallback = if place >= self.done { self.old.lookup(key) } else { None };
        Route { node: self.new.lookup_position(position), fallback }
    }

    /// Whether a key has another owner on the new ring: nodes are the same by their ids.
    #[must_use]
    pub fn moves(&self, key: impl AsRef<[u8]>) -> bool {
        let key = key.as_ref();
        self.old.lookup(key).map(NodeRef::id) != self.new.lookup(key).map(NodeRef::id)
    }

    /// How many positions' keys are expected to have another owner on the new ring, rounded by less than one for each
    /// node: where a key stands on the two rings is independent, so that it stays with a node with the product of the
    /// node's shares. For rings that [place keys alike](crate::Config::places_keys_as) a [`Plan`](crate::Plan) is exact.
    /// O(V).
    ///
    /// ```
    /// use vnode_ring::{Config, Migration, Node, Range, Ring};
    ///
    /// let old = Ring::new(Config::default().with_seed(1), [Node::new("a")])?;
    /// let new = Ring::new(Config::default(), [Node::new("b")])?;
    /// assert_eq!(Migration::new(&old, &new).expected_moved(), Range::FULL_WIDTH);
    /// assert_eq!(Migration::new(&old, &old).expected_moved(), 0);
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    #[must_use]
    pub fn expected_moved(&self) -> u128 {
        let old: BTreeMap<&str, u128> =
            self.old.shares().into_iter().map(|(node, share)| (node.id(), share)).collect();
        let both = self.new.shares().into_iter().filter_map(|(node, new)| Some((*old.get(node.id())?, new)));
        let stay: u128 = both.map(|(old, new)| product(old, new)).sum();
        Range::FULL_WIDTH - stay
    }
}

/// A share of a share, rounded down. Both are at most the whole circle.
const fn product(a: u128, b: u128) -> u128 {
    if a == Range::FULL_WIDTH { b } else { (a * b) >> u64::BITS }
}

/// Why a migration cannot be at that place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrationError {
    /// What has moved is more than what may, or that is more than there is.
    Cutoff {
        /// How many positions have moved.
        done: u128,
        /// How many have moved or are moving.
        cutoff: u128,
    },
    /// There is no slice of that number.
    Slice {
        /// The number, from 0.
        index: u32,
        /// How many there are.
        slices: u32,
    },
}

impl fmt::Display for MigrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cutoff { done, cutoff } => write!(
                f,
                "what has moved ({done} positions) must be no more than the cutoff ({cutoff}), and that no more than {}",
                Range::FULL_WIDTH
            ),
            Self::Slice { index, slices } => {
                write!(f, "slices are counted from 0: there is no slice {index} of {slices}")
            }
        }
    }
}

impl core::error::Error for MigrationError {}

#[cfg(test)]
#[path = "migration_tests.rs"]
mod tests;
