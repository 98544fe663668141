//! This library.

use vnode_ring::{Config, Limits, Membership, Node, NodeIndex, Ring};

use super::{Contender, Implementation, Role, takes_all};
use crate::fixtures::{Shape, node_name};

/// The name of this library in benchmark ids.
pub const OURS: &str = "vnode-ring";

/// A ring of this library.
pub struct Ours(pub Ring);

pub(super) const IMPLEMENTATION: Implementation = Implementation {
    name: OURS,
    role: Role::Ours,
    position_bits: 64,
    build: |shape| Box::new(Ours::new(shape)),
    refuses: takes_all,
};

/// The nodes of a shape.
///
/// # Panics
/// When the shape breaks a limit.
#[must_use]
pub fn membership(shape: Shape) -> Membership {
    let config = Config::default().with_vnodes_per_weight(shape.vnodes);
    let nodes = (0..shape.nodes).map(|number| Node::new(node_name(number)));
    Membership::new(config, nodes).expect("the shape is a membership")
}

/// Room for 16 million vnodes.
///
/// # Panics
/// Never: more can be allowed.
#[must_use]
pub fn limits() -> Limits {
    Limits::default().with_max_vnodes(1 << 24).expect("below the highest limit")
}

impl Ours {
    /// The ring of a shape.
    ///
    /// # Panics
    /// When the shape breaks a limit.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        Self(Ring::from_membership(membership(shape), limits()).expect("the shape is a ring"))
    }

    /// The owners of many keys by one call.
    ///
    /// # Panics
    /// When not all keys were answered.
    pub fn batch(&self, keys: &[&str], owners: &mut [NodeIndex]) {
        assert_eq!(self.0.lookup_batch(keys, owners), keys.len());
    }
}

impl Contender for Ours {
    #[inline]
    fn owner(&self, key: &str) -> u64 {
        self.0.lookup(key).map_or(0, |node| node.index().get() as u64)
    }

    fn add(&mut self, node: u32) {
        self.0.add(Node::new(node_name(node))).expect("there is room");
    }

    fn remove(&mut self, node: u32) {
        self.0.remove(&node_name(node)).expect("a member");
    }
}
