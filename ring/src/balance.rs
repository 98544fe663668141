//! How the circle is divided among the nodes, exactly.

use alloc::vec;
use alloc::vec::Vec;
use core::iter::Peekable;

use crate::delta::ChangeError;
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

    /// The number of positions that another node owns in the new ring, by id; those that lose or get an owner count too.
    /// Of 2^64 ([`Range::FULL_WIDTH`]), exactly. O(V) of both rings.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Ring};
    ///
    /// let old = Ring::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let mut new = old.clone();
    /// new.add(Node::new("c"))?;
    /// let share_of_c = new.shares()[2].1;
    /// assert_eq!(old.moved_to(&new)?, share_of_c); // what moves, moves to c
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ConfigMismatch`](ChangeError::ConfigMismatch) when the two place keys differently, by seed, key hash or secret.
    pub fn moved_to(&self, new: &Self) -> Result<u128, ChangeError> {
        let key_placement = |ring: &Self| (ring.config().seed(), ring.config().key_check());
        if key_placement(self) != key_placement(new) {
            return Err(ChangeError::ConfigMismatch);
        }
        let index_in_new = |node: NodeRef<'_>| new.membership().get(node.id()).map(NodeRef::index);
        let mut successors = vec![None; self.membership().slots()];
        for node in self.nodes() {
            successors[node.index().get()] = index_in_new(node);
        }
        let (mut scratch, mut new_scratch) = (Scratch::default(), Scratch::default());
        let mut old_owners = Sweep::new(self.vnodes_in_order(&mut scratch));
        let mut new_owners = Sweep::new(new.vnodes_in_order(&mut new_scratch));
        let (mut moved, mut start) = (0, 0);
        loop {
            let (old_owner, new_owner) = (old_owners.owner(), new_owners.owner());
            let end = old_owners.end().min(new_owners.end());
            let stays = match (old_owner, new_owner) {
                (Some(old), Some(new)) => successors[old.index().get()] == Some(new.index()),
                (old, new) => old.is_none() && new.is_none(),
            };
            if !stays {
                moved += u128::from(end) + 1 - start;
            }
            if end == u64::MAX {
                return Ok(moved);
            }
            start = u128::from(end) + 1;
            old_owners.pass(end);
            new_owners.pass(end);
        }
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

/// The owners of positions, from 0 to the end of the circle.
struct Sweep<'a, I: Iterator> {
    /// Vnodes at or after the position reached.
    ahead: Peekable<I>,
    /// The owner of what comes after the last vnode.
    first: Option<NodeRef<'a>>,
}

impl<'a, I: Iterator<Item = (Position, NodeRef<'a>)>> Sweep<'a, I> {
    fn new(vnodes: I) -> Self {
        let mut ahead = vnodes.peekable();
        let first = ahead.peek().map(|&(_, owner)| owner);
        Self { ahead, first }
    }

    fn owner(&mut self) -> Option<NodeRef<'a>> {
        self.ahead.peek().map(|&(_, owner)| owner).or(self.first)
    }

    /// The last position of that owner, from here on.
    fn end(&mut self) -> u64 {
        self.ahead.peek().map_or(u64::MAX, |(position, _)| position.0)
    }

    fn pass(&mut self, end: u64) {
        while self.ahead.next_if(|(position, _)| position.0 <= end).is_some() {}
    }
}
