//! What is fixed for the life of a membership.

use crate::hash::KeyHash;
#[cfg(feature = "alloc")]
use crate::placement::SequenceRule;
#[cfg(feature = "compat")]
use crate::placement::Side;

mod error;
#[cfg(feature = "compat")]
mod hash_tag;
mod number;
mod placement;
mod secret;

pub use error::ConfigError;
#[cfg(feature = "compat")]
pub use hash_tag::{HashTag, HashTagError};
pub use placement::{DEFAULT_VNODES_PER_WEIGHT, Placement};
pub use secret::SecretError;

/// What must be equal in two processes for their answers to be equal, besides the nodes. Part of a membership and
/// fixed for its life.
///
/// ```
/// use vnode_ring::{Config, DEFAULT_VNODES_PER_WEIGHT};
///
/// let config = Config::default().with_seed(7);
/// assert_eq!((config.seed(), config.vnodes_per_weight()), (7, DEFAULT_VNODES_PER_WEIGHT));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    placement: Placement,
    key_hash: KeyHash,
    /// What tells the secret of a keyed ring; `None` with public hashes.
    key_check: Option<u64>,
    #[cfg(feature = "compat")]
    hash_tag: Option<HashTag>,
    /// Where it is not that of the placement.
    #[cfg(feature = "compat")]
    side: Option<Side>,
    seed: u64,
    vnodes_per_weight: u32,
}

impl Default for Config {
    /// Native placement, XXH3, no hash tag, seed 0 and [`DEFAULT_VNODES_PER_WEIGHT`].
    fn default() -> Self {
        Self::of_placement(Placement::default())
    }
}

impl Config {
    /// The config of a placement, with the key hash and the vnodes per weight that its program has unless it is told
    /// otherwise.
    ///
    /// ```
    /// # #[cfg(feature = "compat")] {
    /// use vnode_ring::{Config, KeyHash, Node, Placement, Ring};
    ///
    /// let config = Config::of_placement(Placement::ChashCrc32);
    /// assert_eq!((config.key_hash(), config.vnodes_per_weight()), (KeyHash::Crc32, 10_000));
    ///
    /// let ring = Ring::new(config, ["testid1", "testid2"].map(Node::new)).unwrap();
    /// assert_eq!(ring.lookup("werben").unwrap().id(), "testid1");
    /// assert_eq!(ring.lookup("1testid2").unwrap().id(), "testid2");
    /// # }
    /// ```
    #[must_use]
    pub const fn of_placement(placement: Placement) -> Self {
        Self {
            placement,
            key_hash: placement.key_hash(),
            key_check: None,
            #[cfg(feature = "compat")]
            hash_tag: None,
            #[cfg(feature = "compat")]
            side: None,
            seed: 0,
            vnodes_per_weight: placement.vnodes_per_weight(),
        }
    }

    /// Sets the placement and nothing else: see [`of_placement`](Self::of_placement).
    #[must_use]
    pub const fn with_placement(mut self, placement: Placement) -> Self {
        self.placement = placement;
        #[cfg(feature = "compat")]
        if let Some(side) = self.side {
            return self.with_side(side);
        }
        self
    }

    /// Sets which neighbour of a key owns it. Only the placement `Explicit` has it as a parameter, whose default is
    /// [`Successor`](Side::Successor); a ring of any other placement is refused with another side than its own.
    ///
    /// Positions that nodes state stand on the circle as it is, whichever side owns.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Placement, Position, Ring, Side};
    ///
    /// let config = Config::of_placement(Placement::Explicit);
    /// let nodes = [("a", 10), ("b", 20)].map(|(id, at)| Node::new(id).with_positions([Position(at)]));
    /// let after = Ring::new(config.clone(), nodes.clone())?;
    /// let before = Ring::new(config.with_side(Side::Predecessor), nodes)?;
    ///
    /// let key = Position(15);
    /// assert_eq!(after.lookup_position(key).unwrap().id(), "b");
    /// assert_eq!(before.lookup_position(Side::Predecessor.turn(key)).unwrap().id(), "a");
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    #[cfg(feature = "compat")]
    #[must_use]
    pub const fn with_side(mut self, side: Side) -> Self {
        self.side = match (side, Side::of_placement(self.placement)) {
            (Side::Successor, Side::Successor) | (Side::Predecessor, Side::Predecessor) => None,
            _ => Some(side),
        };
        self
    }

    /// Sets the function that gives keys their position, to a public one; the keyed one comes with its secret, by
    /// [`with_secret`](Self::with_secret).
    #[must_use]
    pub const fn with_key_hash(mut self, key_hash: KeyHash) -> Self {
        self.key_hash = key_hash;
        self.key_check = None;
        self
    }

    /// Lets keys be placed by the part of them that the tag marks.
    #[cfg(feature = "compat")]
    #[must_use]
    pub const fn with_hash_tag(mut self, hash_tag: HashTag) -> Self {
        self.hash_tag = Some(hash_tag);
        self
    }

    /// Sets the seed. Rings with different seeds place nodes, and with the public hash keys too, independently. It is
    /// public, not a secret: for that see [`with_secret`](Self::with_secret).
    #[must_use]
    pub const fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the vnodes of a node of weight 1, at least 1. More make shares more even and cost memory; changing the
    /// number later moves nearly every key.
    #[must_use]
    pub const fn with_vnodes_per_weight(mut self, vnodes: u32) -> Self {
        self.vnodes_per_weight = vnodes;
        self
    }

    /// The placement.
    #[must_use]
    pub const fn placement(&self) -> Placement {
        self.placement
    }

    /// The function that gives keys their position.
    #[must_use]
    pub const fn key_hash(&self) -> KeyHash {
        self.key_hash
    }

    /// What marks the part of a key by which it is placed; `None` where the whole key counts.
    #[cfg(feature = "compat")]
    #[must_use]
    pub const fn hash_tag(&self) -> Option<HashTag> {
        self.hash_tag
    }

    /// Which neighbour of a key owns it.
    #[cfg(feature = "compat")]
    #[must_use]
    pub const fn side(&self) -> Side {
        match self.side {
            Some(side) => side,
            None => Side::of_placement(self.placement),
        }
    }

    /// The seed.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Vnodes of a node of weight 1.
    #[must_use]
    pub const fn vnodes_per_weight(&self) -> u32 {
        self.vnodes_per_weight
    }

    /// Whether every key has the same position as by another config.
    ///
    /// ```
    /// use vnode_ring::Config;
    ///
    /// let config = Config::default();
    /// assert!(config.places_keys_as(&Config::default().with_vnodes_per_weight(40)));
    /// assert!(!config.places_keys_as(&Config::default().with_seed(7)));
    /// ```
    #[must_use]
    pub fn places_keys_as(&self, other: &Self) -> bool {
        #[cfg(feature = "compat")]
        if self.hash_tag != other.hash_tag || self.side() != other.side() {
            return false;
        }
        let seeds_are_equal = self.seed == other.seed || self.key_hash != KeyHash::Xxh3;
        self.key_hash == other.key_hash && self.key_check == other.key_check && seeds_are_equal
    }

    /// `weight * vnodes_per_weight`: what a node has unless it states a count.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub(crate) const fn vnodes_by_weight(&self, weight: u32) -> u64 {
        weight as u64 * self.vnodes_per_weight as u64
    }

    /// # Errors
    /// When the vnodes per weight are 0, the key hash takes a secret that is not there, or nothing takes what is stated.
    #[cfg(feature = "alloc")]
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if self.vnodes_per_weight == 0 {
            return Err(ConfigError::NoVnodesPerWeight);
        }
        if self.key_hash == KeyHash::SipHash13 && self.key_check.is_none() {
            return Err(ConfigError::NoSecret);
        }
        let seedless = SequenceRule::of_placement(self.placement).is_listed();
        if self.seed != 0 && seedless && self.key_hash != KeyHash::Xxh3 {
            return Err(ConfigError::SeedUnused { seed: self.seed, placement: self.placement });
        }
        #[cfg(feature = "compat")]
        if let Some(side) = self.side.filter(|_| !self.placement.is_explicit()) {
            return Err(ConfigError::OtherSide { side, placement: self.placement });
        }
        if self.placement.is_explicit() && self.vnodes_per_weight != self.placement.vnodes_per_weight() {
            return Err(ConfigError::VnodesPerWeightUnused { vnodes: self.vnodes_per_weight });
        }
        Ok(())
    }
}
