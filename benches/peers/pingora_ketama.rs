//! `pingora-ketama`: 32-bit positions by CRC-32, sorted. It cannot change a ring, so a change builds it again.
//!
//! Its first version has 160 vnodes a weight; the second, a feature that is off by default, any number.

use std::net::{Ipv4Addr, SocketAddr};

use pingora_ketama::{Bucket, Continuum, DEFAULT_POINT_MULTIPLE, Version};

use super::{Contender, Implementation, Role, takes_all};
use crate::fixtures::Shape;

struct Pingora {
    nodes: Vec<Bucket>,
    version: Version,
    continuum: Continuum,
}

pub(super) const V1: Implementation = Implementation {
    name: "pingora-ketama",
    role: Role::Peer,
    position_bits: 32,
    build: |shape| Box::new(Pingora::new(shape, Version::V1)),
    refuses: |shape| {
        (shape.vnodes != DEFAULT_POINT_MULTIPLE).then_some("has multiples of 160 vnodes a node only")
    },
};

pub(super) const V2: Implementation = Implementation {
    name: "pingora-ketama-v2",
    role: Role::Peer,
    position_bits: 32,
    build: |shape| Box::new(Pingora::new(shape, Version::V2 { point_multiple: shape.vnodes })),
    refuses: takes_all,
};

fn address(node: u32) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::from_bits(0x0a00_0000 | node), 80))
}

impl Pingora {
    fn new(shape: Shape, version: Version) -> Self {
        let nodes: Vec<Bucket> = (0..shape.nodes).map(|node| Bucket::new(address(node), 1)).collect();
        let continuum = Continuum::new_with_version(&nodes, version);
        Self { nodes, version, continuum }
    }

    fn rebuild(&mut self) {
        self.continuum = Continuum::new_with_version(&self.nodes, self.version);
    }
}

impl Contender for Pingora {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as a program asks, without a call of this trait")]
    fn owner(&self, key: &str) -> u64 {
        match self.continuum.node(key.as_bytes()) {
            Some(SocketAddr::V4(address)) => address.ip().to_bits().into(),
            _ => 0,
        }
    }

    fn add(&mut self, node: u32) {
        self.nodes.push(Bucket::new(address(node), 1));
        self.rebuild();
    }

    fn remove(&mut self, node: u32) {
        let leaving = Bucket::new(address(node), 1);
        self.nodes.retain(|bucket| *bucket != leaving);
        self.rebuild();
    }
}
