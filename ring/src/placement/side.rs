//! Which neighbour of a key owns it.

use crate::config::Placement;

/// Which neighbour of a key owns it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    /// The first vnode at or after the key.
    Successor,
    /// The last vnode at or before the key.
    Predecessor,
}

impl Side {
    pub(crate) const fn of_placement(placement: Placement) -> Self {
        match placement {
            Placement::ChashCrc32 => Self::Predecessor,
            _ => Self::Successor,
        }
    }

    /// Where a key or a vnode stands on the ring: its predecessor is its successor on the circle turned round.
    #[inline]
    pub(crate) const fn place(self, position: u64) -> u64 {
        match self {
            Self::Successor => position,
            Self::Predecessor => !position,
        }
    }
}
