//! How nodes and keys get onto the circle: five small parts, chosen by the config at run time.
//!
//! A placement is a count rule, a sequence of positions per node, a key hash, a side, and a tie rule. Only the count
//! rule and the tie rule could break a guarantee, by letting one node's vnodes depend on another node.

use core::cmp::Ordering;

use crate::config::{Config, Placement};
use crate::key_hasher::KeyHasher;
use crate::node::Node;
use crate::position::Position;

mod count;

pub(crate) use count::{check_vnodes, vnode_count};

use crate::sequence::VnodeSequence;

/// The parts of one placement, but for the count rule: that one is [`vnode_count`], which memberships need too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    pub(crate) sequence: SequenceRule,
    pub(crate) key_hash: KeyHasher,
    pub(crate) side: Side,
    pub(crate) tie: TieRule,
}

impl Parts {
    pub(crate) const fn of(config: &Config, key_hash: KeyHasher) -> Self {
        let native = Self {
            sequence: SequenceRule::Sha256SplitMix,
            key_hash,
            side: Side::Successor,
            tie: TieRule::SmallestPlacementId,
        };
        match config.placement() {
            Placement::Native => native,
            #[cfg(any(test, vnode_ring_fuzz))]
            Placement::Tiny { bits } => Self { sequence: SequenceRule::Tiny { bits }, ..native },
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
    pub(crate) fn of(self, config: &Config, node: &Node) -> VnodeSequence {
        let native = VnodeSequence::native(config.seed(), node.placement_id().as_bytes());
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
#[derive(Clone, Copy, Debug)]
pub(crate) enum TieRule {
    /// The one whose placement id is smaller, bytewise. Placement ids are unique, so the order is total.
    SmallestPlacementId,
}

impl TieRule {
    pub(crate) fn order(self, a: &Node, b: &Node) -> Ordering {
        match self {
            Self::SmallestPlacementId => a.placement_id().cmp(b.placement_id()),
        }
    }
}
