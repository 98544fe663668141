//! `conhash`: a B-tree map from MD5 digests on the heap.

use conhash::{ConsistentHash, Node};

use super::{Contender, Implementation, Role, takes_all};
use crate::fixtures::{Shape, node_name};

#[derive(Clone)]
struct Numbered(u32);

impl Node for Numbered {
    fn name(&self) -> String {
        node_name(self.0)
    }
}

struct Conhash {
    ring: ConsistentHash<Numbered>,
    vnodes: usize,
}

pub(super) const IMPLEMENTATION: Implementation = Implementation {
    name: "conhash",
    role: Role::Peer,
    position_bits: 128,
    build: |shape| Box::new(Conhash::new(shape)),
    refuses: takes_all,
};

impl Conhash {
    fn new(shape: Shape) -> Self {
        let mut conhash = Self { ring: ConsistentHash::new(), vnodes: shape.vnodes as usize };
        for node in 0..shape.nodes {
            conhash.add(node);
        }
        conhash
    }
}

impl Contender for Conhash {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
    fn owner(&self, key: &str) -> u64 {
        self.ring.get_str(key).map_or(0, |node| node.0.into())
    }

    fn add(&mut self, node: u32) {
        self.ring.add(&Numbered(node), self.vnodes);
    }

    fn remove(&mut self, node: u32) {
        self.ring.remove(&Numbered(node));
    }
}
