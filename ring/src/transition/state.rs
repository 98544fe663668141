//! The states of a transition: which lists are written and read in each, and which state comes next.

use core::fmt;

/// Where a transition is. What the writes and reads of each state are, is in the table of
/// [`Transition`](super::Transition).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransitionState {
    /// There is one ring, and nothing is under way.
    Settled,
    /// Writes go to the old and the new list, reads to the old one; no copy has begun.
    WriteBoth,
    /// As before, and the new list gets copies of what was written until now.
    Copy,
    /// Writes go to both lists, reads to the new one.
    ReadNew,
    /// Writes and reads go to the new list.
    WriteNew,
    /// As before, and nodes may delete what they have no longer to hold.
    Cleanup,
    /// On the way back from a [`Cleanup`](Self::Cleanup): writes and reads stay where they are until nobody deletes any
    /// more.
    TurnBack,
}

/// One of the two lists of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    Old,
    New,
}

impl TransitionState {
    #[cfg(feature = "snapshot")]
    pub(crate) const ALL: [Self; 7] = [
        Self::Settled,
        Self::WriteBoth,
        Self::Copy,
        Self::ReadNew,
        Self::WriteNew,
        Self::Cleanup,
        Self::TurnBack,
    ];

    /// Whether writes go to that list.
    pub(crate) const fn writes(self, side: Side) -> bool {
        match self {
            Self::Settled | Self::TurnBack => matches!(side, Side::Old),
            Self::WriteBoth | Self::Copy | Self::ReadNew => true,
            Self::WriteNew | Self::Cleanup => matches!(side, Side::New),
        }
    }

    /// The list that reads go to.
    pub(crate) const fn reads(self) -> Side {
        match self {
            Self::Settled | Self::WriteBoth | Self::Copy | Self::TurnBack => Side::Old,
            Self::ReadNew | Self::WriteNew | Self::Cleanup => Side::New,
        }
    }

    /// The state after this one. After [`Settled`](Self::Settled) that needs a change; what was new is old in the
    /// `Settled` after [`Cleanup`](Self::Cleanup).
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Settled | Self::TurnBack => Self::WriteBoth,
            Self::WriteBoth => Self::Copy,
            Self::Copy => Self::ReadNew,
            Self::ReadNew => Self::WriteNew,
            Self::WriteNew => Self::Cleanup,
            Self::Cleanup => Self::Settled,
        }
    }

    /// The state in which the way back begins, where what was new is old. Each goes where reads are the same and writes
    /// miss no list that they must not miss.
    pub(crate) const fn back(self) -> Option<Self> {
        match self {
            Self::Settled => None,
            // The lists of the old ring hold all writes: what is left is to forget the new ones.
            Self::WriteBoth | Self::Copy => Some(Self::ReadNew),
            Self::ReadNew => Some(Self::Copy),
            // The lists of the old ring miss writes.
            Self::WriteNew => Some(Self::WriteBoth),
            // And a node might delete what it is sent, if it was sent anything.
            Self::Cleanup => Some(Self::TurnBack),
            Self::TurnBack => Some(Self::WriteNew),
        }
    }

    /// Whether a way to the new list begins here, on which it is going to hold what only the old one has.
    pub(crate) const fn begins(self) -> bool {
        matches!(self, Self::WriteBoth | Self::TurnBack)
    }

    /// Whether copies that are complete count: they do as long as writes go to both lists.
    pub(crate) const fn has_progress(self) -> bool {
        matches!(self, Self::Copy | Self::ReadNew)
    }
}

impl fmt::Display for TransitionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Settled => "settled",
            Self::WriteBoth => "write-both",
            Self::Copy => "copy",
            Self::ReadNew => "read-new",
            Self::WriteNew => "write-new",
            Self::Cleanup => "cleanup",
            Self::TurnBack => "turn-back",
        })
    }
}
