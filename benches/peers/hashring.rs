//! `hashring`: a sorted array, SipHash-2-4. It knows no vnodes, so each vnode joins as a node, all of one node at once.

use hashring::HashRing;

use super::{Contender, Implementation, Role, takes_all};
use crate::fixtures::Shape;

#[derive(Hash)]
struct Vnode {
    node: u32,
    number: u32,
}

struct Hashring {
    ring: HashRing<Vnode>,
    vnodes: u32,
}

pub(super) const IMPLEMENTATION: Implementation = Implementation {
    name: "hashring",
    role: Role::Peer,
    position_bits: 64,
    build: |shape| Box::new(Hashring::new(shape)),
    refuses: takes_all,
};

fn vnodes_of(node: u32, vnodes: u32) -> impl Iterator<Item = Vnode> {
    (0..vnodes).map(move |number| Vnode { node, number })
}

impl Hashring {
    fn new(shape: Shape) -> Self {
        let mut ring = HashRing::new();
        ring.batch_add((0..shape.nodes).flat_map(|node| vnodes_of(node, shape.vnodes)).collect());
        Self { ring, vnodes: shape.vnodes }
    }
}

impl Contender for Hashring {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
    fn owner(&self, key: &str) -> u64 {
        self.ring.get(&key).map_or(0, |vnode| vnode.node.into())
    }

    fn add(&mut self, node: u32) {
        self.ring.batch_add(vnodes_of(node, self.vnodes).collect());
    }

    fn remove(&mut self, node: u32) {
        for vnode in vnodes_of(node, self.vnodes) {
            self.ring.remove(&vnode);
        }
    }
}
