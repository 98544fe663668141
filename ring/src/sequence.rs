//! The positions that a node's vnodes take.

use crate::hash::{mix, node_digest};
use crate::position::Position;

/// The fixed, endless sequence of positions of one node. A node with n vnodes has the first n of them, so that a
/// larger count keeps every vnode of a smaller one.
///
/// ```
/// use vnode_ring::{Position, VnodeSequence};
///
/// let sequence = VnodeSequence::native(0, b"a");
/// assert_eq!(sequence.position(0), Position(0x94f6_b179_6154_58e0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VnodeSequence {
    h1: u64,
    h2: u64,
    #[cfg(any(test, vnode_ring_fuzz))]
    bits: u32,
    #[cfg(test)]
    shift: u32,
}

impl VnodeSequence {
    /// The sequence of the native placement, version 1. One SHA-256.
    #[must_use]
    pub fn native(seed: u64, placement_id: &[u8]) -> Self {
        Self::from_words(node_digest(seed, placement_id))
    }

    /// The sequence of a node with that digest.
    pub(crate) const fn from_words((h1, h2): (u64, u64)) -> Self {
        Self {
            h1,
            h2: h2 | 1,
            #[cfg(any(test, vnode_ring_fuzz))]
            bits: u64::BITS,
            #[cfg(test)]
            shift: 0,
        }
    }

    /// What images keep of a sequence.
    #[cfg(feature = "snapshot")]
    pub(crate) const fn words(&self) -> (u64, u64) {
        (self.h1, self.h2)
    }

    /// The position of vnode `index`, counted from 0. O(1).
    #[inline]
    #[must_use]
    pub const fn position(&self, index: u64) -> Position {
        let position = mix(self.h1.wrapping_add(index.wrapping_mul(self.h2)));
        #[cfg(any(test, vnode_ring_fuzz))]
        let position = position
            & !(match u64::MAX.checked_shr(self.bits) {
                Some(cut) => cut,
                None => 0,
            });
        #[cfg(test)]
        let position = position >> self.shift;
        Position(position)
    }

    /// Leaves only the highest bits of each position, so that vnodes collide all the time.
    #[cfg(any(test, vnode_ring_fuzz))]
    pub(crate) const fn cut_to(mut self, bits: u32) -> Self {
        self.bits = bits;
        self
    }

    /// Moves all positions to the start of the circle, so that they crowd there.
    #[cfg(test)]
    pub(crate) const fn crowded(mut self, shift: u32) -> Self {
        self.shift = shift;
        self
    }
}
