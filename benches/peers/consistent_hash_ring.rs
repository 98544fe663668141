//! `consistent_hash_ring`: a sorted array, FNV. Every vnode is inserted by itself, so a build is quadratic.

use consistent_hash_ring::{Ring, RingBuilder};

use super::{Contender, Implementation, Role};

/// Above it a build takes minutes.
const MOST_VNODES: usize = 100_000;

struct ConsistentHashRing(Ring<u32>);

pub(super) const IMPLEMENTATION: Implementation = Implementation {
    name: "consistent_hash_ring",
    role: Role::Peer,
    position_bits: 64,
    build: |shape| {
        let builder = RingBuilder::default().vnodes(shape.vnodes as usize);
        Box::new(ConsistentHashRing(builder.nodes_iter(0..shape.nodes).build()))
    },
    refuses: |shape| {
        (shape.total() > MOST_VNODES).then_some("its build is quadratic: minutes above 100,000 vnodes")
    },
};

impl Contender for ConsistentHashRing {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
    fn owner(&self, key: &str) -> u64 {
        self.0.try_get(key).map_or(0, |&node| node.into())
    }

    fn add(&mut self, node: u32) {
        self.0.insert(node);
    }

    fn remove(&mut self, node: u32) {
        self.0.remove(&node);
    }
}
