//! Why a node is refused.

use core::fmt;

use super::{MAX_ATTRIBUTE_BYTES, MAX_ID_BYTES, MAX_ZONE_BYTES};
use crate::position::Position;

/// Why a node is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeError {
    /// The id is not acceptable.
    Id(IdError),
    /// The stated placement id is not acceptable.
    PlacementId(IdError),
    /// The zone is longer than [`MAX_ZONE_BYTES`].
    ZoneTooLong {
        /// Its length.
        bytes: usize,
    },
    /// An attribute has the empty name.
    EmptyAttributeName,
    /// Attribute names and values together are longer than [`MAX_ATTRIBUTE_BYTES`].
    AttributesTooLong {
        /// Their length.
        bytes: usize,
    },
    /// The stated vnode count is 0.
    NoVnodes,
    /// A node of weight 0 states a vnode count.
    DrainedWithVnodes {
        /// The stated count.
        vnodes: u32,
    },
    /// A node states positions and a vnode count.
    VnodesAndPositions {
        /// The stated count.
        vnodes: u32,
    },
    /// A position is stated twice.
    PositionTwice {
        /// The position.
        position: Position,
    },
    /// A node states positions, which its placement does not take.
    PositionsUnused {
        /// How many.
        positions: usize,
    },
    /// A node states no positions, though its placement is `Explicit` and its weight is not 0.
    NoPositions,
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(error) => write!(f, "id {error}"),
            Self::PlacementId(error) => write!(f, "placement id {error}"),
            Self::ZoneTooLong { bytes } => {
                write!(f, "zone must be at most {MAX_ZONE_BYTES} bytes (got {bytes})")
            }
            Self::EmptyAttributeName => f.write_str("attribute names must not be empty"),
            Self::AttributesTooLong { bytes } => {
                write!(f, "attributes must be at most {MAX_ATTRIBUTE_BYTES} bytes in all (got {bytes})")
            }
            Self::NoVnodes => f.write_str("vnodes must be at least 1 (got 0); use weight 0 to drain a node"),
            Self::DrainedWithVnodes { vnodes } => {
                write!(f, "a node of weight 0 must not state vnodes (got {vnodes}); it owns nothing")
            }
            Self::VnodesAndPositions { vnodes } => {
                write!(f, "a node with positions must not state vnodes (got {vnodes}); each position is one")
            }
            Self::PositionTwice { position } => {
                write!(f, "positions must differ (got {position} twice); state it once")
            }
            Self::PositionsUnused { positions } => write!(
                f,
                "only placement explicit takes positions (got {positions}); state none, or that placement"
            ),
            Self::NoPositions => f.write_str(
                "with placement explicit a node states its positions (got none); use weight 0 to drain a node",
            ),
        }
    }
}

impl core::error::Error for NodeError {}

/// Why an id or placement id is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// It has no bytes.
    Empty,
    /// It is longer than [`MAX_ID_BYTES`].
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// It holds one of U+0000 to U+001F or U+007F.
    ControlCharacter {
        /// Offset of the first one, in bytes.
        at: usize,
        /// The character.
        byte: u8,
    },
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("must not be empty"),
            Self::TooLong { bytes } => write!(f, "must be at most {MAX_ID_BYTES} bytes (got {bytes})"),
            Self::ControlCharacter { at, byte } => {
                write!(f, "must not hold control characters (got U+{byte:04X} at byte {at})")
            }
        }
    }
}

impl core::error::Error for IdError {}
