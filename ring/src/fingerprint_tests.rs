use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::config::Config;
use crate::node::Node;
use crate::tests::arbitrary::{config, full_nodes};
use crate::wire;

/// The definition, as one sum.
fn recomputed(config: &Config, nodes: &[Node]) -> u128 {
    let d = |bytes: Vec<u8>| u128::from_le_bytes(Sha256::digest(bytes)[..16].try_into().unwrap());
    let mut config_bytes = Vec::new();
    wire::config(&mut config_bytes, config);
    nodes.iter().fold(d(config_bytes), |sum, node| {
        let mut bytes = Vec::new();
        wire::node(&mut bytes, node);
        sum.wrapping_add(d(bytes))
    })
}

proptest! {
    #[test]
    fn a_fingerprint_is_the_sum_of_digests_whatever_came_and_went(
        config in config(), nodes in full_nodes(), others in full_nodes()
    ) {
        let fill = |start: Fingerprint, nodes: &[Node]| nodes.iter().fold(start, Fingerprint::with_node);
        let start = fill(Fingerprint::of_config(&config), &others);
        let changed = others.iter().fold(fill(start, &nodes), Fingerprint::without_node);
        prop_assert_eq!(changed.sum(), recomputed(&config, &nodes));
    }

    #[test]
    fn a_placement_fingerprint_sees_only_what_places(nodes in full_nodes()) {
        let empty = Fingerprint::of_config(&Config::default());
        for node in nodes {
            let plain = Node::new(node.id()).with_placement_id(node.placement_id());
            let plain = node.zone().into_iter().fold(plain, Node::with_zone);
            let placed = empty.with_placed_node(&node, 3);
            prop_assert_eq!(placed, empty.with_placed_node(&plain, 3));
            prop_assert_ne!(placed, empty.with_placed_node(&node, 4));
            prop_assert_ne!(placed, empty.with_placed_node(&node.clone().with_zone("other"), 3));
            prop_assert_ne!(placed, empty.with_placed_node(&node.clone().with_placement_id("other"), 3));
            prop_assert_eq!(placed.without_placed_node(&node, 3), empty);
        }
    }

    #[test]
    fn text_and_bytes_round_trip(number: u128) {
        let fingerprint = Fingerprint::of_sum(number);
        let text = fingerprint.to_string();
        prop_assert_eq!(&text, &format!("{number:032x}"));
        prop_assert_eq!(text.parse(), Ok(fingerprint));
        prop_assert_eq!(text.to_uppercase().parse(), Ok(fingerprint));
        prop_assert_eq!(Fingerprint::from_le_bytes(fingerprint.to_le_bytes()), fingerprint);
    }
}

#[test]
fn other_text_is_refused_and_told_why() {
    let refusal = |text: &str| text.parse::<Fingerprint>().unwrap_err().to_string();
    let digits = "0".repeat(32);
    assert_eq!(refusal(""), "a fingerprint is 32 hexadecimal digits (got 0)");
    assert_eq!(refusal(&digits[1..]), "a fingerprint is 32 hexadecimal digits (got 31)");
    assert_eq!(refusal(&format!("{digits}0")), "a fingerprint is 32 hexadecimal digits (got 33)");
    assert_eq!(
        refusal(&format!("+{}", &digits[1..])),
        "a fingerprint is 32 hexadecimal digits (got '+' at byte 0)"
    );
    assert_eq!(refusal("0é"), "a fingerprint is 32 hexadecimal digits (got 'é' at byte 1)");
    assert_eq!(
        refusal(&format!("{digits}\n")),
        "a fingerprint is 32 hexadecimal digits (got '\\n' at byte 32)"
    );
}

#[test]
fn configs_that_differ_in_anything_have_different_fingerprints() {
    let of = |config: Config| Fingerprint::of_config(&config);
    let plain = Config::default();
    let mut all = [
        of(plain.clone()),
        of(plain.clone().with_seed(1)),
        of(plain.clone().with_vnodes_per_weight(1)),
        of(plain.clone().with_key_check(0)),
        of(plain.with_key_check(1)),
    ];
    all.sort_unstable();
    assert!(all.windows(2).all(|pair| pair[0] != pair[1]));
}
