use alloc::collections::BTreeMap;
use alloc::string::String;

use proptest::prelude::*;
use serde::Serialize;

use super::*;
use crate::tests::arbitrary::{config, full_nodes};

#[derive(Serialize)]
struct SerdeNode<'a> {
    id: &'a str,
    weight: u32,
    vnodes: Option<u32>,
    placement_id: Option<&'a str>,
    zone: Option<&'a str>,
    attributes: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct SerdeConfig {
    no_id: u8,
    placement: u8,
    key_hash: u8,
    key_check: Option<[u8; 8]>,
    seed: u64,
    vnodes_per_weight: u32,
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes);
    bytes
}

fn serde(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap()
}

proptest! {
    #[test]
    fn bytes_equal_those_of_postcard(nodes in full_nodes()) {
        for node in nodes {
            let expected = serde(&SerdeNode {
                id: node.id(),
                weight: node.weight(),
                vnodes: node.vnodes(),
                placement_id: node.states_placement_id().then(|| node.placement_id()),
                zone: node.zone(),
                attributes: node.attributes().collect(),
            });
            prop_assert_eq!(&written(|sink| super::node(sink, &node)), &expected);
            let descriptor = written(|sink| descriptor(sink, &node));
            prop_assert_eq!(serde(&node.id()).into_iter().chain(descriptor).collect::<Vec<_>>(), expected);
            prop_assert_eq!(
                written(|sink| placed_node(sink, &node, 1 << 40)),
                serde(&(node.id(), node.placement_id(), node.zone(), 1u64 << 40))
            );
        }
    }

    #[test]
    fn configs_equal_those_of_postcard(config in config(), key_check: Option<u64>) {
        let config = key_check.into_iter().fold(config, Config::with_key_check);
        let expected = serde(&SerdeConfig {
            no_id: 0,
            placement: config.placement().number(),
            key_hash: config.key_hash().number(),
            key_check: key_check.map(u64::to_le_bytes),
            seed: config.seed(),
            vnodes_per_weight: config.vnodes_per_weight(),
        });
        prop_assert_eq!(written(|sink| super::config(sink, &config)), expected);
    }

    #[test]
    fn numbers_and_text_equal_those_of_postcard(number: u64, shift in 0u32..64, small: u8, words: String) {
        for number in [number, number >> shift, u64::MAX >> shift, 1 << shift, small.into()] {
            prop_assert_eq!(written(|sink| varint(sink, number)), serde(&number));
        }
        prop_assert_eq!(written(|sink| text(sink, &words)), serde(&words));
    }
}

/// What [`Compare`] answers when `pieces` are written where `expected` is expected.
#[cfg(feature = "snapshot")]
fn compared(expected: &[u8], pieces: &[&[u8]]) -> Result<(), usize> {
    let mut sink = Compare::new(expected);
    for piece in pieces {
        sink.put(piece);
    }
    sink.finish()
}

#[cfg(feature = "snapshot")]
#[test]
fn comparison_finds_the_first_difference() {
    assert_eq!(compared(b"", &[]), Ok(()));
    assert_eq!(compared(b"abcd", &[b"ab", b"", b"cd"]), Ok(()));
    assert_eq!(compared(b"abcd", &[b"ab"]), Err(2));
    assert_eq!(compared(b"abcd", &[b"abcd", b"e"]), Err(4));
    assert_eq!(compared(b"abcd", &[b"abcde"]), Err(4));
    assert_eq!(compared(b"abcd", &[b"ab", b"xd"]), Err(2));
    assert_eq!(compared(b"abcd", &[b"xbcd"]), Err(0));
    assert_eq!(compared(b"abcd", &[b"abx", b"d"]), Err(2), "what follows a difference changes nothing");
}
