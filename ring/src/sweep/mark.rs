//! What a step back did to a list, in 32 bits.

use crate::limits::MAX_NODES;
use crate::rule::MAX_REPLICAS;

/// Bits for a node: the nodes of two memberships have numbers of their own.
const NODE_BITS: u32 = 25;
/// No node.
pub(super) const NONE: u32 = (1 << NODE_BITS) - 1;

const _: () = assert!(2 * MAX_NODES < NONE as usize && MAX_REPLICAS < 1 << (u32::BITS - NODE_BITS));

/// What has to be done to take a step back back: the front goes, and a node comes in at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(u32);

impl Mark {
    /// The list stayed as it was.
    pub(super) const NOTHING: Self = Self(u32::MAX);

    /// Before the step: whose vnode it is.
    pub(super) const fn of_owner(owner: u32) -> Self {
        Self(owner)
    }

    pub(super) const fn owner(self) -> u32 {
        self.0
    }

    /// The front goes, and nobody comes back.
    pub(super) const fn shorter() -> Self {
        Self::back(NONE, 0)
    }

    /// The front goes, and then a node comes in at that place.
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    pub(super) const fn back(node: u32, place: usize) -> Self {
        Self((place as u32) << NODE_BITS | node)
    }

    pub(super) const fn node(self) -> u32 {
        self.0 & NONE
    }

    pub(super) const fn place(self) -> usize {
        (self.0 >> NODE_BITS) as usize
    }
}
