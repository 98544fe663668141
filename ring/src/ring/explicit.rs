//! Any ring as one whose nodes state their positions.

use super::BuildError;
use crate::circle::Circle;
use crate::config::{Config, Placement};
use crate::hash::KeyHash;
use crate::limits::Limits;
use crate::membership::{Membership, NodeRef};
use crate::memory::{self, or_abort};
use crate::placement::check_vnodes;
use crate::position::Position;

impl Membership {
    /// The membership of the placement [`Explicit`](Placement::Explicit) whose ring answers as that of this one does: every
    /// node states the positions that its vnodes have today. So the ring of another program can be kept as it is, and from
    /// then on changed with every guarantee. O(V log V).
    ///
    /// Nothing moves: owners and preference lists are the same at all positions. Key hash, seed, secret, hash tag, side and
    /// epoch stay, and what is known of each node. A node that has no vnodes is drained, and states positions before it serves
    /// again. Where two vnodes of a node stand at one position, one of them is left.
    ///
    /// ```
    /// use vnode_ring::{Config, Limits, Node, Placement, Ring};
    ///
    /// let nodes = ["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"].map(Node::new);
    /// let nginx = Ring::new(Config::of_placement(Placement::Nginx), nodes)?;
    /// let frozen = nginx.membership().to_explicit(Limits::default())?;
    /// let frozen = Ring::from_membership(frozen, Limits::default())?;
    /// for key in 0..1000 {
    ///     let key = format!("/index.html?{key}");
    ///     assert_eq!(frozen.lookup(&key).unwrap().id(), nginx.lookup(&key).unwrap().id());
    /// }
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    ///
    /// # Errors
    /// When it has more vnodes than the limit.
    pub fn to_explicit(&self, limits: Limits) -> Result<Self, BuildError> {
        or_abort(self.try_to_explicit(limits))
    }

    /// As [`to_explicit`](Self::to_explicit), and [`OutOfMemory`](BuildError::OutOfMemory) where there is not enough memory:
    /// see [Memory](crate#memory). O(V log V).
    ///
    /// # Errors
    /// As `to_explicit`, and when there is not enough memory.
    pub fn try_to_explicit(&self, limits: Limits) -> Result<Self, BuildError> {
        frozen(self, limits)
    }
}

fn frozen(membership: &Membership, limits: Limits) -> Result<Membership, BuildError> {
    let config = membership.config();
    let nodes = membership.nodes().map(NodeRef::node);
    check_vnodes(config, limits, nodes.clone()).map_err(BuildError::TooManyVnodes)?;
    if config.placement().is_explicit() {
        return Ok(membership.try_clone()?);
    }
    let side = config.side();
    let mut explicit = memory::with_room(nodes.len())?;
    let circle = Circle::of(membership)?;
    for node in membership.nodes() {
        let vnodes = circle.vnodes(node)?;
        let stated = vnodes.positions().map(|position| side.turn(Position(position)));
        let mut positions = memory::collect(stated)?;
        positions.sort_unstable();
        positions.dedup();
        let weight = if positions.is_empty() { 0 } else { node.weight() };
        explicit.push(node.node().try_clone()?.without_vnodes(weight).try_with_positions(&positions)?);
    }
    Ok(Membership::at_epoch(explicit_config(config), membership.epoch(), explicit)?)
}

/// The config of the placement whose keys stand where they stand with this one.
fn explicit_config(config: &Config) -> Config {
    let placement = Placement::Explicit;
    // A seed that no key position takes would be a second name of the same ring.
    let seed = if config.key_hash() == KeyHash::Xxh3 { config.seed() } else { 0 };
    config
        .clone()
        .with_placement(placement)
        .with_side(config.side())
        .with_seed(seed)
        .with_vnodes_per_weight(placement.vnodes_per_weight())
}
