//! A B-tree map from position to node, with the hash and the positions of this library.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::sorted_vec::vnodes_of;
use super::{Contender, Implementation, Role, takes_all};
use crate::fixtures::Shape;

struct Map {
    nodes: BTreeMap<u64, u32>,
    vnodes: u32,
}

pub(super) const IMPLEMENTATION: Implementation = Implementation {
    name: "btree-map",
    role: Role::Plain,
    position_bits: 64,
    build: |shape| Box::new(Map::new(shape)),
    refuses: takes_all,
};

impl Map {
    fn new(shape: Shape) -> Self {
        let nodes = (0..shape.nodes).flat_map(|node| vnodes_of(node, shape.vnodes)).collect();
        Self { nodes, vnodes: shape.vnodes }
    }
}

impl Contender for Map {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
    fn owner(&self, key: &str) -> u64 {
        let mut from = self.nodes.range(xxh3_64(key.as_bytes())..);
        from.next().or_else(|| self.nodes.first_key_value()).map_or(0, |(_, &node)| node.into())
    }

    fn add(&mut self, node: u32) {
        self.nodes.extend(vnodes_of(node, self.vnodes));
    }

    fn remove(&mut self, node: u32) {
        for (position, _) in vnodes_of(node, self.vnodes) {
            self.nodes.remove(&position);
        }
    }
}
