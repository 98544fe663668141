//! Every implementation behind one interface: this library, its peers as they are shipped, and what one would write
//! without a library.

mod btree_map;
mod conhash;
mod consistent_hash_ring;
mod hash_rings;
mod hashring;
mod pingora_ketama;
mod sorted_vec;
mod vnode_ring;

pub use sorted_vec::SortedVec;
pub use vnode_ring::{Image, OURS, Ours, limits, membership};

use serde::{Deserialize, Serialize};

use crate::fixtures::Shape;

/// A ring of numbered nodes, each with the same number of vnodes.
pub trait Contender {
    /// The owner of a key, as a number that stands for the node.
    fn owner(&self, key: &str) -> u64;

    /// The owners of many keys, added up.
    fn owners(&self, keys: &[&str]) -> u64 {
        keys.iter().fold(0, |sum: u64, key| sum.wrapping_add(self.owner(key)))
    }

    /// Lets a node join that is not there.
    fn add(&mut self, node: u32);

    /// Lets a node leave that is there.
    fn remove(&mut self, node: u32);
}

/// What an implementation is to the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// This library.
    Ours,
    /// A library for the same purpose.
    Peer,
    /// A container of the standard library with the hash of this library.
    Plain,
    /// What no table can beat.
    Limit,
}

/// How to make one contender.
pub struct Implementation {
    /// What it is called in benchmark ids.
    pub name: &'static str,
    /// What it is to the comparison.
    pub role: Role,
    /// The bits of its positions.
    pub position_bits: u32,
    build: fn(Shape) -> Box<dyn Contender>,
    refuses: fn(Shape) -> Option<&'static str>,
}

impl Implementation {
    /// Nodes 0 to `shape.nodes`.
    ///
    /// # Errors
    /// When it cannot, or takes so long that nobody would: the reason.
    pub fn build(&self, shape: Shape) -> Result<Box<dyn Contender>, &'static str> {
        self.takes(shape).map(|()| (self.build)(shape))
    }

    /// Whether it can build a shape.
    ///
    /// # Errors
    /// When it cannot: the reason.
    pub fn takes(&self, shape: Shape) -> Result<(), &'static str> {
        (self.refuses)(shape).map_or(Ok(()), Err)
    }
}

/// All of them, this library first.
pub const ALL: [Implementation; 9] = [
    vnode_ring::IMPLEMENTATION,
    pingora_ketama::V1,
    pingora_ketama::V2,
    hashring::IMPLEMENTATION,
    consistent_hash_ring::IMPLEMENTATION,
    hash_rings::IMPLEMENTATION,
    conhash::IMPLEMENTATION,
    sorted_vec::IMPLEMENTATION,
    btree_map::IMPLEMENTATION,
];

/// Builds any shape.
const fn takes_all(_: Shape) -> Option<&'static str> {
    None
}
