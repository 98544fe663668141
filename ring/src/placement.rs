//! How nodes and keys get onto the circle: small parts, chosen by the config at run time.
//!
//! A placement is a count rule, the positions of each node, a key hash, a side, and a tie rule. Only the count rule and
//! the tie rule could break a guarantee, by letting one node's vnodes depend on another node; and the side where it is the
//! nearest one, which lets the end of one vnode's range depend on the next vnode.

#[cfg(feature = "alloc")]
use core::cmp::Ordering;

#[cfg(feature = "alloc")]
use crate::config::Config;
use crate::config::Placement;
use crate::key_hasher::KeyHasher;
#[cfg(feature = "alloc")]
use crate::node::Node;
use crate::sequence::VnodeSequence;

#[cfg(all(feature = "compat", feature = "alloc"))]
mod chash;
#[cfg(feature = "alloc")]
mod count;
#[cfg(all(feature = "compat", feature = "alloc"))]
mod haproxy;
#[cfg(all(feature = "compat", feature = "alloc"))]
mod ketama;
#[cfg(all(feature = "compat", feature = "alloc"))]
mod nginx;
#[cfg(feature = "alloc")]
mod relative;
#[cfg(feature = "compat")]
mod side;
#[cfg(feature = "alloc")]
mod vnodes;

#[cfg(feature = "alloc")]
pub(crate) use count::{check_vnodes, vnode_count};
#[cfg(feature = "alloc")]
pub(crate) use relative::Weights;
#[cfg(feature = "compat")]
pub use side::Side;
#[cfg(feature = "alloc")]
pub(crate) use vnodes::{Vnodes, takes_placement_id};

/// The most digits that the number of a vnode has.
#[cfg(all(feature = "compat", feature = "alloc"))]
const MAX_DIGITS: usize = 10;

/// The parts of one placement that a ring keeps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    pub(crate) sequence: SequenceRule,
    pub(crate) key_hash: KeyHasher,
    #[cfg(feature = "alloc")]
    pub(crate) tie: TieRule,
}

impl Parts {
    pub(crate) const fn of(placement: Placement, key_hash: KeyHasher) -> Self {
        Self {
            sequence: SequenceRule::of_placement(placement),
            key_hash,
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
    /// No two words tell them: a list does.
    #[cfg(feature = "compat")]
    Listed,
}

impl SequenceRule {
    pub(crate) const fn of_placement(placement: Placement) -> Self {
        match placement {
            Placement::Native => Self::Sha256SplitMix,
            #[cfg(any(test, vnode_ring_fuzz))]
            Placement::Tiny { bits } => Self::Tiny { bits },
            #[cfg(feature = "compat")]
            _ => Self::Listed,
        }
    }

    /// Whether vnodes are worked out all at once, so that tables and images keep them as lists.
    pub(crate) const fn is_listed(self) -> bool {
        match self {
            Self::Sha256SplitMix => false,
            #[cfg(any(test, vnode_ring_fuzz))]
            Self::Tiny { .. } => false,
            #[cfg(feature = "compat")]
            Self::Listed => true,
        }
    }

    /// The sequence of a node, where it has one.
    #[cfg(feature = "alloc")]
    pub(crate) fn of(self, config: &Config, node: &Node) -> Option<VnodeSequence> {
        self.cut(|| VnodeSequence::native(config.seed(), node.placement_id().as_bytes()))
    }

    /// The sequence of a node whose digest is known.
    pub(crate) fn of_words(self, words: (u64, u64)) -> Option<VnodeSequence> {
        self.cut(|| VnodeSequence::from_words(words))
    }

    #[inline]
    #[cfg_attr(
        not(feature = "compat"),
        expect(clippy::unnecessary_wraps, reason = "with other placements not all have one")
    )]
    fn cut(self, native: impl FnOnce() -> VnodeSequence) -> Option<VnodeSequence> {
        match self {
            Self::Sha256SplitMix => Some(native()),
            #[cfg(any(test, vnode_ring_fuzz))]
            Self::Tiny { bits } => Some(native().cut_to(bits)),
            #[cfg(feature = "compat")]
            Self::Listed => None,
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
