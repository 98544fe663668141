//! Nodes by number.

/// The slot of a node inside one ring value: dense, with holes after removals. In an image, its number in the order of
/// ids.
///
/// It is valid for the ring value or image that it came from, and for nothing else: not for a changed ring, not for
/// another process. Ids are what lasts.
///
/// It is a `u32` in memory, too, and becomes one and comes back, for those that keep slots as numbers: bindings, tables of
/// a caller. Any number may be asked for: where no node is, there is none.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub(crate) u32);

impl NodeIndex {
    /// The slot as an index into an array: of `Membership::slots` entries, or of as many as an image has nodes.
    #[inline]
    #[must_use]
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

impl From<u32> for NodeIndex {
    #[inline]
    fn from(slot: u32) -> Self {
        Self(slot)
    }
}

impl From<NodeIndex> for u32 {
    #[inline]
    fn from(index: NodeIndex) -> Self {
        index.0
    }
}
