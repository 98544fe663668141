//! Fixed inputs, and the plain sorted array that everything is compared with.

use vnode_ring::{Config, Node, Position, Ring, Scratch};

/// Nodes and vnodes per node.
pub type Shape = (u32, u32);

/// What is measured: small, as most people run it, and large.
pub const SHAPES: [Shape; 3] = [(10, 160), (100, 256), (1000, 1000)];

/// The name of a shape in benchmark ids.
#[must_use]
pub fn name((nodes, vnodes): Shape) -> String {
    format!("{nodes}x{vnodes}")
}

/// The ring of a shape.
///
/// # Panics
/// When the shape is not a ring.
#[must_use]
pub fn ring((nodes, vnodes): Shape) -> Ring {
    let config = Config::default().with_vnodes_per_weight(vnodes);
    Ring::new(config, (0..nodes).map(|number| Node::new(format!("node-{number}"))))
        .expect("the shape is a ring")
}

/// Keys of 11 bytes, the same each time.
#[must_use]
pub fn keys() -> Vec<String> {
    (0..100_000u64).map(|number| format!("user-{:06}", number * 7919 % 1_000_000)).collect()
}

/// A sorted array with binary search: what a ring is without a library.
#[derive(Debug)]
pub struct SortedVec(Vec<(Position, u32)>);

impl SortedVec {
    /// The vnodes of a ring.
    ///
    /// # Panics
    /// Never: a ring has fewer nodes than that.
    #[must_use]
    pub fn new(ring: &Ring) -> Self {
        let slot = |index: usize| u32::try_from(index).expect("fewer nodes than that");
        Self(
            ring.vnodes_in_order(&mut Scratch::default())
                .map(|(position, node)| (position, slot(node.index().get())))
                .collect(),
        )
    }

    /// The slot of the owner of a key that has a position.
    #[must_use]
    pub fn lookup(&self, position: Position) -> Option<u32> {
        let index = self.0.partition_point(|&(vnode, _)| vnode < position);
        self.0.get(index).or_else(|| self.0.first()).map(|&(_, owner)| owner)
    }
}
