//! The vnodes of all nodes of a ring.

use alloc::vec::Vec;

use super::{TieRule, Vnodes};
use crate::config::Config;
use crate::memory::{self, OutOfMemory};
use crate::node::Node;

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
    /// Of nodes with their slots. O(V log V) where vnodes depend on their neighbours.
    pub(crate) fn of<'n>(
        config: &'a Config,
        nodes: impl ExactSizeIterator<Item = (u32, &'n Node)>,
    ) -> Result<Self, OutOfMemory> {
        let settled = if config.placement().is_nearest() {
            settled(config, memory::collect(nodes)?)?
        } else {
            Vec::new()
        };
        Ok(Self { config, settled })
    }

    /// The vnodes of one of the nodes.
    pub(crate) fn vnodes(&self, slot: u32, node: &Node) -> Result<Vnodes, OutOfMemory> {
        match self.settled.get(slot as usize) {
            Some(positions) => memory::copied(positions).map(Vnodes::Listed),
            None => Vnodes::of(self.config, node),
        }
    }
}

/// Half the way from the last point to the first one, which is the whole circle where all are at one position.
const fn halfway_round(last: u64, first: u64) -> u64 {
    let between = first.wrapping_sub(last).wrapping_sub(1);
    between / 2 + between % 2
}

/// The positions of all vnodes by slot, each moved up to halfway to the next one.
fn settled(config: &Config, mut nodes: Vec<(u32, &Node)>) -> Result<Vec<Vec<u64>>, OutOfMemory> {
    nodes.sort_unstable_by(|(_, a), (_, b)| TieRule::SmallestPlacementId.order(a, b));
    let mut points: Vec<Point> = Vec::new();
    let slots = nodes.iter().map(|&(slot, _)| slot as usize + 1).max().unwrap_or(0);
    let mut settled = memory::with_room(slots)?;
    settled.resize_with(slots, Vec::new);
    for (rank, &(slot, node)) in (0..).zip(&nodes) {
        let vnodes = Vnodes::of(config, node)?;
        memory::reserve(&mut points, vnodes.count() as usize)?;
        points.extend((0..vnodes.count()).map(|index| Point {
            position: vnodes.position(index),
            rank,
            index,
        }));
        settled[slot as usize] = memory::with_room(vnodes.count() as usize)?;
        settled[slot as usize].resize(vnodes.count() as usize, 0);
    }
    points.sort_unstable();
    for (at, point) in points.iter().enumerate() {
        let halfway = match points.get(at + 1) {
            Some(next) => (next.position - point.position) / 2,
            None => halfway_round(point.position, points[0].position),
        };
        let (slot, _) = nodes[point.rank as usize];
        settled[slot as usize][point.index as usize] = point.position.wrapping_add(halfway);
    }
    Ok(settled)
}
