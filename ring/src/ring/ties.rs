//! Points that several nodes have.

use alloc::vec::Vec;

use crate::membership::{Membership, NodeRef};
use crate::memory::or_end;
use crate::placement::{TieRule, Vnodes};
use crate::position::Position;

/// A point that several nodes have: see [`Membership::ties`].
#[derive(Clone, Debug)]
pub struct Tie<'a> {
    /// Where their vnodes are: not turned round, and not moved to where ranges end.
    pub position: Position,
    /// The nodes, the owner first. Where the owner of a key is the node of the nearest vnode, the first one owns what is
    /// nearest from below and the last one what is nearest from above.
    pub nodes: Vec<NodeRef<'a>>,
}

impl Membership {
    /// The points that several nodes have, in order. Placement ids decide who owns there; in the program whose ring it is, it
    /// may be the order of a list, so that keys next to such a point may go to another of these nodes. O(V log V).
    ///
    /// ```
    /// use vnode_ring::{Config, Membership, Node, Placement};
    ///
    /// // Two servers at one address.
    /// let nodes = [("a", "10.0.0.1:80"), ("b", "10.0.0.1:81"), ("c", "10.0.0.2:80")];
    /// let nodes = nodes.map(|(id, address)| Node::new(id).with_placement_id(address));
    /// let membership = Membership::new(Config::of_placement(Placement::HaproxyAddr), nodes)?;
    /// let ties = membership.ties();
    /// assert_eq!(ties.len(), 16);
    /// assert!(ties.iter().all(|tie| tie.nodes.iter().map(|node| node.id()).eq(["a", "b"])));
    /// # Ok::<(), vnode_ring::MembershipError>(())
    /// ```
    #[must_use]
    pub fn ties(&self) -> Vec<Tie<'_>> {
        let side = self.config().side();
        let mut points = Vec::new();
        for node in self.nodes() {
            let vnodes = or_end(Vnodes::of(self.config(), node.node()));
            points.extend(vnodes.positions().map(|position| (side.turn(Position(position)), node)));
        }
        points.sort_unstable_by(|(one, a), (other, b)| {
            one.cmp(other).then_with(|| TieRule::SmallestPlacementId.order(a.node(), b.node()))
        });
        let at_one = points.chunk_by(|(one, _), (other, _)| one == other);
        let ties = at_one.map(|at| {
            let mut nodes: Vec<NodeRef<'_>> = at.iter().map(|&(_, node)| node).collect();
            nodes.dedup_by_key(|node| node.index());
            Tie { position: at[0].0, nodes }
        });
        ties.filter(|tie| tie.nodes.len() > 1).collect()
    }
}
