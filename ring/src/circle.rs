//! The vnodes of all nodes of a ring.

use alloc::vec::Vec;

use crate::config::Config;
use crate::membership::{Membership, NodeRef};
use crate::memory::{self, OutOfMemory};
use crate::placement::{TieRule, Vnodes};

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

/// Half the way from the last point to the first one, which is the whole circle where all are at one position.
const fn halfway_round(last: u64, first: u64) -> u64 {
    let between = first.wrapping_sub(last).wrapping_sub(1);
    between / 2 + between % 2
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
        let count = vnodes.count();
        memory::reserve(&mut points, count as usize)?;
        points.extend((0..count).map(|index| Point { position: vnodes.position(index), rank, index }));
        let positions = &mut settled[node.index().get()];
        *positions = memory::with_room(count as usize)?;
        positions.resize(count as usize, 0);
    }
    points.sort_unstable();
    for (at, point) in points.iter().enumerate() {
        let halfway = match points.get(at + 1) {
            Some(next) => (next.position - point.position) / 2,
            None => halfway_round(point.position, points[0].position),
        };
        let slot = nodes[point.rank as usize].index().get();
        settled[slot][point.index as usize] = point.position.wrapping_add(halfway);
    }
    Ok(settled)
}
