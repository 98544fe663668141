//! How the circle is divided among the nodes, exactly.

use alloc::vec;
use alloc::vec::Vec;

use crate::membership::NodeRef;
use crate::position::{Position, Range};
use crate::ring::Ring;
use crate::table::Scratch;

impl Ring {
    /// The share of every node, sorted by id: the number of positions that it owns. They sum to 2^64
    /// ([`Range::FULL_WIDTH`]), or to 0 where no node has vnodes. O(V), no sampling, no rounding.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Range, Ring};
    ///
    /// let ring = Ring::new(Config::default(), [Node::new("a"), Node::new("b").with_weight(3)])?;
    /// let shares = ring.shares();
    /// assert_eq!(shares[0].1 + shares[1].1, Range::FULL_WIDTH);
    /// assert!(shares[0].1 < shares[1].1);
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    #[must_use]
    pub fn shares(&self) -> Vec<(NodeRef<'_>, u128)> {
        let mut by_slot = vec![0; self.membership().slots()];
        for (range, owner) in self.owned_ranges(&mut Scratch::default()) {
            by_slot[owner.index().get()] += range.width();
        }
        self.nodes().map(|node| (node, by_slot[node.index().get()])).collect()
    }

    /// The ranges that vnodes own, sorted by start, with the owners. They cover the circle and do not overlap; the last
    /// one wraps.
    pub(crate) fn owned_ranges<'a, 's>(
        &'a self,
        scratch: &'s mut Scratch,
    ) -> impl Iterator<Item = (Range, NodeRef<'a>)> + use<'a, 's> {
        let mut vnodes = self.vnodes_in_order(scratch);
        let first = vnodes.next();
        let mut before: Option<Position> = first.map(|(position, _)| position);
        let last = first.map(|vnode| (vnode, true));
        vnodes.map(|vnode| (vnode, false)).chain(last).filter_map(move |((end, owner), wraps)| {
            let start = before.replace(end)?;
            // At a position that a vnode before it holds, a vnode owns nothing; but where all stand at one position,
            // the first of them owns everything.
            (wraps || start != end).then_some((Range { start, end }, owner))
        })
    }
}
