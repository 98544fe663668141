//! Which neighbour of a key owns it.

use core::fmt;

use crate::config::Placement;
use crate::position::Position;

/// Which neighbour of a key owns it: see [`Config::with_side`](crate::Config::with_side).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Side {
    /// The first vnode at or after the key.
    Successor,
    /// The last vnode at or before the key.
    Predecessor,
}

impl Side {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Successor, Self::Predecessor];

    /// The name used in node files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Successor => "successor",
            Self::Predecessor => "predecessor",
        }
    }

    /// The side of that name.
    ///
    /// ```
    /// use vnode_ring::Side;
    ///
    /// assert_eq!(Side::from_name("predecessor"), Some(Side::Predecessor));
    /// assert_eq!(Side::from_name("nearest"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|side| side.name() == name)
    }

    /// Where on the ring a key or a vnode of that position stands, and the other way about: its predecessor is its successor
    /// on the circle turned round.
    ///
    /// ```
    /// use vnode_ring::{Position, Side};
    ///
    /// assert_eq!(Side::Successor.turn(Position(7)), Position(7));
    /// assert_eq!(Side::Predecessor.turn(Position(7)), Position(!7));
    /// ```
    #[must_use]
    pub const fn turn(self, position: Position) -> Position {
        Position(self.place(position.0))
    }

    /// That of a placement, unless the config states another.
    pub(crate) const fn of_placement(placement: Placement) -> Self {
        match placement {
            Placement::ChashCrc32 => Self::Predecessor,
            _ => Self::Successor,
        }
    }

    /// As [`turn`](Self::turn).
    #[inline]
    pub(crate) const fn place(self, position: u64) -> u64 {
        match self {
            Self::Successor => position,
            Self::Predecessor => !position,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
