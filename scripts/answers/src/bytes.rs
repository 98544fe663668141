//! Memberships and deltas as bytes, read back before they count.

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use vnode_ring::{Config, Delta, Limits, Membership, Node, NodeRef, Ring};

use crate::image::ImageBytes;
use crate::shape::{Shape, hex, owners_sha256};

/// More owners than the narrow layout of a table can number.
const LARGE_NODES: u32 = 70_000;

/// A membership, and a change of it, as bytes.
#[derive(Serialize)]
pub(crate) struct RingBytes {
    fingerprint: String,
    placement_fingerprint: String,
    snapshot: String,
    delta: String,
    target_fingerprint: String,
    image: ImageBytes,
    /// After the change.
    patched_image: ImageBytes,
    /// After the change.
    owners_sha256: String,
    /// For people.
    json: String,
}

impl RingBytes {
    /// And the ring of the membership that was read.
    pub(crate) fn of(shape: &Shape) -> (Self, Ring) {
        let written = shape.membership();
        let snapshot = written.to_snapshot();
        let membership = Membership::from_snapshot(&snapshot, Limits::default()).expect("it was written");
        assert_eq!(membership, written, "{}", shape.name);

        let delta = change(&membership);
        let bytes = delta.to_bytes();
        let read = Delta::from_bytes(&bytes, Limits::default()).expect("it was written");
        assert_eq!(read, delta, "{}", shape.name);

        let json = serde_json::to_string(&membership).expect("it has names and numbers");
        let again: Membership = serde_json::from_str(&json).expect("it was written");
        assert_eq!(again, membership, "{}", shape.name);

        let ring = shape.ring(membership);
        let mut patched = ring.clone();
        patched.apply(&read).expect("it was made for this membership");
        let rebuilt = shape.ring(patched.membership().clone());
        let owners = owners_sha256(&patched, shape.generated_keys);
        assert_eq!(owners, owners_sha256(&rebuilt, shape.generated_keys), "{}", shape.name);

        let result = Self {
            fingerprint: ring.membership().fingerprint().to_string(),
            placement_fingerprint: ring.membership().placement_fingerprint().to_string(),
            snapshot: hex(&snapshot),
            delta: hex(&bytes),
            image: ImageBytes::of(&ring, shape.secret().as_ref(), shape.generated_keys),
            patched_image: ImageBytes::of(&patched, shape.secret().as_ref(), shape.generated_keys),
            target_fingerprint: patched.membership().fingerprint().to_string(),
            owners_sha256: owners,
            json,
        };
        (result, ring)
    }
}

/// The first node leaves, the last one grows, one joins with all that a node can have.
fn change(membership: &Membership) -> Delta {
    let node = Node::new("joiner \u{1f30d}")
        .with_weight(3)
        .with_vnodes(77)
        .with_placement_id("placed elsewhere")
        .with_zone("zone")
        .with_attributes([("name", "value"), ("address", "[::1]:80")]);
    let mut changes = membership.change().add(node).expect("nobody has that id");
    let ids: Vec<&str> = membership.nodes().map(NodeRef::id).collect();
    if let [first, .., last] = &ids[..] {
        changes = changes.remove(first).and_then(|it| it.reweight(last, 9)).expect("they are there");
    }
    changes.delta().expect("it breaks no limit")
}

/// A ring of many nodes.
#[derive(Serialize)]
pub(crate) struct Large {
    fingerprint: String,
    snapshot_sha256: String,
    image: ImageBytes,
    owners_sha256: String,
}

impl Large {
    pub(crate) fn new() -> Self {
        let config = Config::default().with_vnodes_per_weight(1);
        let nodes = (0..LARGE_NODES).map(|number| Node::new(format!("node-{number}")));
        let ring = Ring::new(config, nodes).expect("it breaks no limit");
        Self {
            fingerprint: ring.membership().fingerprint().to_string(),
            snapshot_sha256: hex(&Sha256::digest(ring.membership().to_snapshot())),
            image: ImageBytes::of(&ring, None, 1000),
            owners_sha256: owners_sha256(&ring, 10_000),
        }
    }
}
