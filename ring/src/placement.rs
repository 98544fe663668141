//! How nodes and keys get onto the circle: five small parts, chosen by the config at run time.
//!
//! A placement is a count rule, a sequence of positions per node, a key hash, a side, and a tie rule. Only the count
//! rule and the tie rule could break a guarantee, by letting one node's vnodes depend on another node.

#[cfg(feature = "alloc")]
use core::cmp::Ordering;

use crate::config::{Config, Placement};
use crate::key_hasher::KeyHasher;
#[cfg(feature = "alloc")]
use crate::node::Node;
use crate::position::Position;
use crate::sequence::VnodeSequence;

#[cfg(feature = "alloc")]
mod count;

#[cfg(feature = "alloc")]
pub(crate) use count::{check_vnodes, vnode_count};

/// The parts of one placement, but for the count rule: that one is [`vnode_count`], which memberships need too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    pub(crate) sequence: SequenceRule,
    pub(crate) key_hash: KeyHasher,
    pub(crate) side: Side,
    #[cfg(feature = "alloc")]
    pub(crate) tie: TieRule,
}

impl Parts {
    pub(crate) const fn of(config: &Config, key_hash: KeyHasher) -> Self {
        Self {
            sequence: SequenceRule::of_placement(config.placement()),
            key_hash,
            side: Side::Successor,
            #[cfg(feature = "alloc")]
            tie: TieRule::SmallestPlacementId,
        }
    }
}

/// Where a node's vnodes stand.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SequenceRule {
    /// SHA-256 of the seed and the placement id, walked by the finalizer of `SplitMix64`.
    Sha256SplitMix,
    /// The same, cut to the highest bits.
    #[cfg(any(test, vnode_ring_fuzz))]
    Tiny { bits: u32 },
}

impl SequenceRule {
    pub(crate) const fn of_placement(placement: Placement) -> Self {
        match placement {
            Placement::Native => Self::Sha256SplitMix,
            #[cfg(any(test, vnode_ring_fuzz))]
            Placement::Tiny { bits } => Self::Tiny { bits },
        }
    }

    #[cfg(feature = "alloc")]
    pub(crate) fn of(self, config: &Config, node: &Node) -> VnodeSequence {
        self.cut(VnodeSequence::native(config.seed(), node.placement_id().as_bytes()))
    }

    /// The sequence of a node whose digest is known.
    pub(crate) const fn of_words(self, words: (u64, u64)) -> VnodeSequence {
        self.cut(VnodeSequence::from_words(words))
    }

    const fn cut(self, native: VnodeSequence) -> VnodeSequence {
        match self {
            Self::Sha256SplitMix => native,
            #[cfg(any(test, vnode_ring_fuzz))]
            Self::Tiny { bits } => native.cut_to(bits),
        }
    }
}

/// Which neighbour of a key owns it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    /// The first vnode at or after the key.
    Successor,
}

impl Side {
    /// The position whose successor is the owner of `position`.
    #[inline]
    pub(crate) const fn search_from(self, position: Position) -> Position {
        match self {
            Self::Successor => position,
        }
    }
}

/// Which of two vnodes at one position owns.
#[cfg(feature = "alloc")]
#[derive(Clone, Copy, Debug)]
pub(crate) enum TieRule {
    /// The one whose placement id is smaller, bytewise. Placement ids are unique, so the order is total.
    SmallestPlacementId,
}

#[cfg(feature = "alloc")]
impl TieRule {
    pub(crate) fn order(self, a: &Node, b: &Node) -> Ordering {
        match self {
            Self::SmallestPlacementId => a.placement_id().cmp(b.placement_id()),
        }
    }
}
