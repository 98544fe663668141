//! The vnodes of all nodes of a ring.

use alloc::vec::Vec;

use crate::config::Config;
use crate::membership::{Membership, NodeRef};
use crate::memory::{self, OutOfMemory};
use crate::placement::{TieRule, Vnodes};
use crate::position::{Position, Range};

/// Where the vnodes of each node stand, those that depend on their neighbours included.
///
/// Where the owner is the node of the nearest vnode, each vnode stands at the last position that is nearer to it than to
/// the next one, so that the owner of a key is that of the first vnode at or after it, as in any ring.
#[derive(Debug)]
pub(crate) struct Circle<'a> {
    config: &'a Config,
    /// By slot; empty where every node can be asked for its own.
    settled: Vec<Vec<u64>>,
}

/// A vnode, by the rank of its node and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Point {
    position: u64,
    rank: u32,
    index: u32,
}

impl<'a> Circle<'a> {
    /// Of the nodes of a membership. O(V log V) where vnodes depend on their neighbours.
    pub(crate) fn of(membership: &'a Membership) -> Result<Self, OutOfMemory> {
        let config = membership.config();
        let settled = if config.placement().is_nearest() { settled(membership)? } else { Vec::new() };
        Ok(Self { config, settled })
    }

    /// The vnodes of one of these nodes.
    pub(crate) fn vnodes(&self, node: NodeRef<'_>) -> Result<Vnodes, OutOfMemory> {
        match self.settled.get(node.index().get()) {
            Some(positions) => memory::copied(positions).map(Vnodes::Listed),
            None => Vnodes::of(self.config, node.node()),
        }
    }
}

/// The positions of all vnodes by slot, each moved up to halfway to the next one.
fn settled(membership: &Membership) -> Result<Vec<Vec<u64>>, OutOfMemory> {
    let mut nodes = memory::collect(membership.nodes())?;
    nodes.sort_unstable_by(|a, b| TieRule::SmallestPlacementId.order(a.node(), b.node()));
    let mut points: Vec<Point> = Vec::new();
    let mut settled = memory::with_room(membership.slots())?;
    settled.resize_with(membership.slots(), Vec::new);
    for (rank, node) in (0..).zip(&nodes) {
        let vnodes = Vnodes::of(membership.config(), node.node())?;
        let positions = vnodes.positions();
        memory::reserve(&mut points, positions.len())?;
        points.extend((0..).zip(positions.clone()).map(|(index, position)| Point { position, rank, index }));
        // They are moved in place.
        settled[node.index().get()] = memory::collect(positions)?;
    }
    points.sort_unstable();
    for (at, point) in points.iter().enumerate() {
        let halfway = if let Some(next) = points.get(at + 1) {
            (next.position - point.position) / 2
        } else {
            // From the last one to the first: all round where all are at one position.
            let range = Range { start: Position(point.position), end: Position(points[0].position) };
            u64::try_from(range.width() / 2).expect("half of the circle fits")
        };
        let slot = nodes[point.rank as usize].index().get();
        settled[slot][point.index as usize] = point.position.wrapping_add(halfway);
    }
    Ok(settled)
}
