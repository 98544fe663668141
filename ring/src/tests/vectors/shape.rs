//! Rings of `docs/vectors/native-v1.json` with their answers, and the same answers from this library.
//!
//! The crate `ring-portability` takes this file in as well, to answer on other machines.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{Config, Limits, Membership, Node, NodeRef, Ring, Secret, VnodeSequence};

#[derive(Deserialize)]
pub(crate) struct Vectors {
    pub(crate) rings: Vec<Shape>,
}

/// What is asked of a ring, and what it answers.
#[derive(Deserialize)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) secret_hex: Option<String>,
    pub(crate) seed: String,
    pub(crate) vnodes_per_weight: u32,
    pub(crate) nodes: Vec<ShapeNode>,
    pub(crate) generated_keys: u32,
    #[serde(flatten)]
    pub(crate) answers: Answers,
}

#[derive(Deserialize)]
pub(crate) struct ShapeNode {
    id: String,
    weight: u32,
    placement: Option<String>,
    vnodes: Option<u32>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Answers {
    pub(crate) key_hash: Option<String>,
    pub(crate) key_check: Option<String>,
    pub(crate) vnodes: u64,
    pub(crate) first_positions: BTreeMap<String, Vec<String>>,
    pub(crate) shares: BTreeMap<String, String>,
    pub(crate) keys: Vec<Answer>,
    pub(crate) generated_owners_sha256: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) key_hex: String,
    pub(crate) position: String,
    pub(crate) list: Vec<String>,
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

impl Shape {
    pub(crate) fn secret(&self) -> Option<Secret> {
        self.secret_hex.as_deref().map(|secret| Secret::new(bytes(secret).try_into().unwrap()))
    }

    pub(crate) fn membership(&self) -> Membership {
        let nodes = self.nodes.iter().map(|stated| {
            let mut node = Node::new(&*stated.id).with_weight(stated.weight);
            if let Some(vnodes) = stated.vnodes {
                node = node.with_vnodes(vnodes);
            }
            match &stated.placement {
                Some(placement_id) => node.with_placement_id(placement_id),
                None => node,
            }
        });
        let seed = self.seed.parse().unwrap();
        let config = Config::default().with_seed(seed).with_vnodes_per_weight(self.vnodes_per_weight);
        Membership::new(self.secret().iter().fold(config, Config::with_secret), nodes).unwrap()
    }

    pub(crate) fn ring(&self, membership: Membership) -> Ring {
        match self.secret() {
            Some(secret) => Ring::with_secret(membership, Limits::default(), &secret),
            None => Ring::from_membership(membership, Limits::default()),
        }
        .unwrap()
    }

    /// What a ring answers to all that is asked here.
    pub(crate) fn ask(&self, ring: &Ring) -> Answers {
        let config = ring.config();
        let first_positions = |(id, stated): (&String, &Vec<String>)| {
            let node = ring.membership().get(id).unwrap().node();
            let sequence = VnodeSequence::native(config.seed(), node.placement_id().as_bytes());
            let positions = (0..).take(stated.len()).map(|index| format!("{}", sequence.position(index)));
            (id.clone(), positions.collect())
        };
        Answers {
            key_hash: config.key_check().map(|_| config.key_hash().name().into()),
            key_check: config.key_check().map(|check| format!("0x{check:016x}")),
            vnodes: ring.vnode_count() as u64,
            first_positions: self.answers.first_positions.iter().map(first_positions).collect(),
            shares: ring
                .shares()
                .into_iter()
                .map(|(node, share)| (node.id().into(), format!("{share}")))
                .collect(),
            keys: self.answers.keys.iter().map(|asked| Answer::to(&asked.key_hex, ring)).collect(),
            generated_owners_sha256: owners_sha256(ring, self.generated_keys),
        }
    }
}

impl Answer {
    fn to(key_hex: &str, ring: &Ring) -> Self {
        let key = bytes(key_hex);
        Self {
            key_hex: key_hex.into(),
            position: format!("{}", ring.key_position(&key)),
            list: ring.preference_list(&key).map(|node| node.id().into()).collect(),
        }
    }
}

/// One digest of the owners of the keys `key-0`, `key-1` and so on.
pub(crate) fn owners_sha256(ring: &Ring, keys: u32) -> String {
    let mut owners = String::new();
    for number in 0..keys {
        let owner = ring.lookup(format!("key-{number}"));
        writeln!(owners, "{}", owner.map_or("", NodeRef::id)).unwrap();
    }
    hex(&Sha256::digest(owners))
}
