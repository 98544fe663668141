//! This library.

use vnode_ring::{Config, Limits, Membership, Node, NodeIndex, Ring, RingView};

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

/// The image of a ring of this library, as a mapped file would be: at the start of a page.
pub struct Image(RingView<'static>);

impl Image {
    /// The image of a shape's ring. It is never given back, as if it were a file.
    ///
    /// # Panics
    /// When the shape breaks a limit.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        const PAGE: usize = 4096;
        let image = Ours::new(shape).0.to_image();
        let file = vec![0; image.len() + PAGE].leak();
        let start = file.as_ptr().align_offset(PAGE);
        let (_, file) = file.split_at_mut(start);
        file[..image.len()].copy_from_slice(&image);
        Self(RingView::parse(&file[..image.len()]).expect("it was just made"))
    }

    /// The number of the node that owns a key.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
    #[must_use]
    pub fn owner(&self, key: &str) -> u64 {
        self.0.lookup(key).map_or(0, |node| node.index().get() as u64)
    }

    /// The owners of many keys, added up.
    #[must_use]
    pub fn owners(&self, keys: &[&str]) -> u64 {
        keys.iter().fold(0, |sum: u64, key| sum.wrapping_add(self.owner(key)))
    }
}

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
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
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
