//! The rings of other programs, and their key hashes.

use serde::Serialize;
use vnode_ring::{Config, HashTag, KeyHash, Limits, Membership, Node, Placement, Position, Ring};

use crate::image::ImageBytes;
use crate::shape::{hex, owners_sha256};

/// Of which the hashes of keys are told: every length of a last word, and bytes that C may take for negative.
const KEYS: [&str; 6] = ["", "a", "user-1", "session:9e3779b1", "\u{43a}\u{43b}\u{44e}\u{447}-1", "x{tag}y"];

/// One ring.
#[derive(Serialize)]
pub(crate) struct Compatible {
    placement: &'static str,
    vnodes: usize,
    fingerprint: String,
    snapshot: String,
    image: ImageBytes,
    owners_sha256: String,
}

/// One key hash.
#[derive(Serialize)]
pub(crate) struct Hashed {
    key_hash: &'static str,
    positions: Vec<String>,
}

impl Compatible {
    pub(crate) fn all() -> Vec<Self> {
        Placement::ALL.iter().map(|&placement| Self::of(placement)).collect()
    }

    fn of(placement: Placement) -> Self {
        let config = Config::of_placement(placement)
            .with_hash_tag(HashTag::new(b'{', b'}').expect("both are printable"));
        let nodes =
            (1..=5).map(|number| Node::new(format!("10.0.0.{number}:11212")).with_weight(2 * number - 1));
        let nodes = nodes.zip(1..).map(|(node, number)| match placement {
            Placement::Explicit => node.with_positions(positions(number)),
            Placement::HaproxyId | Placement::HaproxyId30 => node.with_placement_id(number.to_string()),
            _ => node,
        });
        let membership = Membership::new(config, nodes).expect("it breaks no limit");
        let snapshot = membership.to_snapshot();
        assert_eq!(Membership::from_snapshot(&snapshot, Limits::default()).as_ref(), Ok(&membership));
        let ring = Ring::from_membership(membership, Limits::default()).expect("it breaks no limit");
        Self {
            placement: placement.name(),
            vnodes: ring.vnode_count(),
            fingerprint: ring.membership().fingerprint().to_string(),
            snapshot: hex(&snapshot),
            image: ImageBytes::of(&ring, None, 200),
            owners_sha256: owners_sha256(&ring, 2000),
        }
    }
}

/// Some positions, others for each number.
fn positions(number: u64) -> impl Iterator<Item = Position> {
    (0..40 * number).map(move |at| Position((8 * at + number).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

impl Hashed {
    pub(crate) fn all() -> Vec<Self> {
        let public = KeyHash::ALL.iter().copied().filter(|&hash| hash != KeyHash::SipHash13);
        public.map(Self::of).collect()
    }

    fn of(key_hash: KeyHash) -> Self {
        let hasher = Config::default().with_key_hash(key_hash).key_hasher(None).expect("it takes no secret");
        let positions = KEYS.map(|key| hasher.position(key.as_bytes()).to_string());
        Self { key_hash: key_hash.name(), positions: positions.to_vec() }
    }
}
