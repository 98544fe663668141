//! Keyed rings: nobody is answered without the right secret, and nothing else is different.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::arbitrary::{native, nodes};
use super::oracle;
use crate::{
    BuildError, Config, KeyHash, KeyHasher, Limits, Membership, Node, NodeRef, Ring, Secret, SecretError,
};

fn keyed(config: Config, nodes: impl IntoIterator<Item = Node>, secret: &Secret) -> Ring {
    let membership = Membership::new(config.with_secret(secret), nodes).unwrap();
    Ring::with_secret(membership, Limits::default(), secret).unwrap()
}

fn counted() -> Secret {
    Secret::new(core::array::from_fn(|i| i.to_le_bytes()[0]))
}

#[test]
fn key_check_and_position_are_those_of_the_spec() {
    let ring = keyed(Config::default(), ["a"].map(Node::new), &counted());
    assert_eq!(ring.config().key_check(), Some(0x04fc_ae0e_1c2c_59df));
    assert_eq!(ring.config().key_hash(), KeyHash::SipHash13);
    assert_eq!(ring.key_position("user-1").0, 0xe3ac_386a_02b7_93e7);
    assert_eq!(ring.key_position("vnode-ring").0, 0x04fc_ae0e_1c2c_59df);
    assert_eq!(
        ring.identity().to_string(),
        "placement=native key-hash=siphash13 key-check=0x04fcae0e1c2c59df seed=0 vnodes-per-weight=256 nodes=1 \
         vnodes=256 epoch=0 fingerprint=9f9366bf33463e9b35eff4faf01285e7"
    );
    assert_eq!(Config::default().key_check(), None);
    for hash in [KeyHash::Xxh3, KeyHash::SipHash13] {
        assert_eq!(KeyHash::from_name(hash.name()), Some(hash));
    }
    assert_eq!(KeyHash::from_name("siphash"), None);
}

#[test]
fn every_bit_of_the_secret_counts() {
    let mut checks: Vec<u64> = (0..128)
        .map(|bit: usize| {
            let mut bytes = [0; Secret::BYTES];
            bytes[bit / 8] = 1 << (bit % 8);
            Secret::new(bytes).key_check()
        })
        .collect();
    checks.sort_unstable();
    checks.dedup();
    assert_eq!(checks.len(), 128);
}

#[test]
fn a_missing_wrong_or_needless_secret_is_an_error() {
    let build = |config: Config, secret: Option<&Secret>| {
        let membership = Membership::new(config, ["a"].map(Node::new)).unwrap();
        let ring = match secret {
            Some(secret) => Ring::with_secret(membership, Limits::default(), secret),
            None => Ring::from_membership(membership, Limits::default()),
        };
        ring.map(drop).map_err(|error| (error.to_string(), error))
    };
    let (ours, other) = (counted(), Secret::new([0xff; 16]));
    let config = Config::default().with_secret(&ours);
    let (expected, got) = (ours.key_check(), other.key_check());
    assert_eq!(build(config.clone(), Some(&ours)), Ok(()));
    assert_eq!(
        build(config.clone(), None).unwrap_err(),
        (
            "the ring is keyed: give its secret, the one with key check 0x04fcae0e1c2c59df (Ring::with_secret)"
                .into(),
            BuildError::Secret(SecretError::Missing { expected })
        )
    );
    assert_eq!(
        build(config.clone(), Some(&other)).unwrap_err(),
        (
            format!(
                "the ring is keyed by the secret with key check 0x04fcae0e1c2c59df; the one given has 0x{got:016x}: \
                 it belongs to another ring"
            ),
            BuildError::Secret(SecretError::Wrong { expected, got })
        )
    );
    assert_eq!(
        build(Config::default(), Some(&ours)).unwrap_err(),
        (
            "a secret was given for a ring that is not keyed: drop it, or key the ring (Config::with_secret)"
                .into(),
            BuildError::Secret(SecretError::NotKeyed)
        )
    );
    assert!(matches!(Ring::new(config, []), Err(BuildError::Secret(_))));
}

#[test]
fn a_secret_is_never_shown() {
    let bytes = [0xa5; 16];
    let ring = keyed(Config::default(), ["a"].map(Node::new), &Secret::new(bytes));
    let shown = format!(
        "{ring:?} {:?} {:?} {}",
        Secret::new(bytes),
        KeyHasher::siphash13(&Secret::new(bytes)),
        ring.identity()
    );
    let word = u64::from_le_bytes([0xa5; 8]);
    for leak in ["a5a5", "165, 165", &word.to_string(), &format!("{word:X}")] {
        assert!(!shown.to_lowercase().contains(&leak.to_lowercase()), "{leak} in {shown}");
    }
}

/// With 100 nodes, the owner under another secret is the same once in a hundred keys.
#[test]
#[cfg_attr(miri, ignore = "takes long there: it counts")]
fn two_secrets_give_different_owners() {
    let ring = |byte| {
        let nodes = (0..100).map(|number| Node::new(format!("node-{number}")));
        keyed(Config::default(), nodes, &Secret::new([byte; 16]))
    };
    let (one, other) = (ring(1), ring(2));
    let same = |key: &u32| {
        let key = key.to_le_bytes();
        one.lookup(key).map(NodeRef::id) == other.lookup(key).map(NodeRef::id)
    };
    assert!((0..10_000).filter(same).count() < 200);
    assert_ne!(one.membership(), other.membership());
}

proptest! {
    /// Native nodes stand where they stand without a secret, and a key is answered as its position is: so what is proved for
    /// all positions holds for all keys under every secret.
    #[test]
    fn guarantees_hold_whatever_the_secret(
        config in native(), nodes in nodes(), secret in any::<[u8; 16]>(),
        keys in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..40),
    ) {
        let secret = Secret::new(secret);
        let plain = Ring::new(config.clone(), nodes.clone()).unwrap();
        let old = keyed(config, nodes, &secret);
        let mut new = old.clone();
        new.add(Node::new("joiner")).unwrap();
        let reference = oracle::nodes(old.membership());
        for key in &keys {
            let position = KeyHasher::siphash13(&secret).position(key);
            prop_assert_eq!(old.key_position(key), position);
            let owner = old.lookup(key).map(NodeRef::id);
            prop_assert_eq!(owner, plain.lookup_position(position).map(NodeRef::id));
            let list = oracle::preference_list(&reference, position);
            prop_assert_eq!(owner, list.first().copied());
            prop_assert!(old.preference_list(key).map(NodeRef::id).eq(list));
            let now = new.lookup(key).map(NodeRef::id);
            prop_assert!(now == owner || now == Some("joiner"), "{:?} moved {:?} -> {:?}", key, owner, now);
        }
        new.remove("joiner").unwrap();
        for key in &keys {
            prop_assert_eq!(new.lookup(key).map(NodeRef::id), old.lookup(key).map(NodeRef::id));
        }
    }
}
