//! `hash-rings`, its `consistent` module: a B-tree map, SipHash-1-3. It borrows its nodes.

use hash_rings::consistent::Ring;

use super::{Contender, Implementation, Role, takes_all};
use crate::fixtures::Shape;

/// More than the nodes of any shape it is measured with.
const MOST_NODES: usize = 4096;

static NODES: [u32; MOST_NODES] = numbers();

struct HashRings {
    ring: Ring<'static, u32>,
    vnodes: usize,
}

pub(super) const IMPLEMENTATION: Implementation = Implementation {
    name: "hash-rings",
    role: Role::Peer,
    position_bits: 64,
    build: |shape| Box::new(HashRings::new(shape)),
    refuses: takes_all,
};

const fn numbers() -> [u32; MOST_NODES] {
    let mut numbers = [0; MOST_NODES];
    let mut number = 1;
    while number < MOST_NODES {
        numbers[number] = numbers[number - 1] + 1;
        number += 1;
    }
    numbers
}

impl HashRings {
    fn new(shape: Shape) -> Self {
        let mut rings = Self { ring: Ring::new(), vnodes: shape.vnodes as usize };
        for node in 0..shape.nodes {
            rings.add(node);
        }
        rings
    }
}

impl Contender for HashRings {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
    fn owner(&self, key: &str) -> u64 {
        (*self.ring.get_node(&key)).into()
    }

    fn add(&mut self, node: u32) {
        self.ring.insert_node(&NODES[node as usize], self.vnodes);
    }

    fn remove(&mut self, node: u32) {
        self.ring.remove_node(&node);
    }
}
