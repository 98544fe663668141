//! An exhaustive model of a store: a writer, a reader and replicas, each at most one state behind, messages that arrive
//! late or never, copies, changes that go on and turn back without end. One value is written once and read once, with
//! every choice of who answers. Whoever reads after the write counts must see it.
//!
//! The model is of one range: of the library it runs the states, the quorums, the needs and the fence.

mod client;
mod copies;
mod laws;
mod world;

use alloc::vec::Vec;
use core::hash::{BuildHasherDefault, Hasher};
use std::collections::HashSet;

use super::quorum::Quorum;
use world::World;

/// The two lists of a range, and how they are used.
#[derive(Clone, Copy, Debug)]
struct Setup {
    /// Nodes by number.
    lists: [&'static [u8]; 2],
    quorum: Quorum,
    /// Whether it is asked, instead, that every replica of a list that is read holds what all held at the start.
    held: bool,
    fault: Option<Fault>,
}

/// What a store, or the library, may get wrong: each must be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Reads switch though copies are missing.
    CopiesSkipped,
    /// Requests are served that are two states apart.
    TwoApartAdmitted,
    /// The next state begins though a process is behind.
    NotAllReached,
    /// A copy is taken from a node of the old list that is not the paired one.
    AnySource,
    /// One node fewer is read than hold everything.
    OneSourceFewer,
    /// A copy is taken from a node that is one state behind.
    SourceBehind,
    /// A write counts with a quorum of all nodes that it goes to.
    OneQuorumForBoth,
    /// Displaced nodes delete before Cleanup.
    DeletedEarly,
    /// The way back from Cleanup begins with writes to nodes that delete.
    NoTurnBack,
    /// The way back from `ReadNew` takes every copy for complete.
    ProgressForgotten,
    /// Nodes in both lists keep what they have, however short the new list is.
    SurvivorsMissCopies,
}

/// Goes through everything that can happen. Returns how many worlds there are, or one in which a law is broken.
fn explore(setup: Setup) -> Result<usize, World> {
    let start = World::new(&setup);
    let mut seen: HashSet<World, BuildHasherDefault<Mix>> = HashSet::default();
    seen.insert(start);
    let mut ahead: Vec<World> = Vec::from([start]);
    while let Some(world) = ahead.pop() {
        let mut broken = None;
        world.steps(&setup, |next| {
            if next.broken(&setup) {
                broken = Some(next);
            } else if seen.insert(next) {
                ahead.push(next);
            }
        });
        if let Some(world) = broken {
            return Err(world);
        }
    }
    Ok(seen.len())
}

/// There are millions of worlds, and nobody chooses them to collide.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u8(byte);
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = (self.0.rotate_left(8) ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u8(number.to_le_bytes()[0]);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}
