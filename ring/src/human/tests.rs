//! What is written is read back as it was, and what is read goes through every check.

mod examples;
mod refusals;

use alloc::vec::Vec;
use core::fmt::Debug;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::{Config, Placement};
use crate::tests::arbitrary::{config as tiny_config, full_nodes};
use crate::{
    Change, Delta, Fingerprint, KeyHash, Limits, Membership, Node, NodeUpdate, Position, Range, Stamp,
    Status, Version,
};

/// All data: what lacks one of the two traits does not compile here.
#[test]
fn every_type_is_written_and_read_and_none_is_read_from_null() {
    fn refuses_null<T: Serialize + DeserializeOwned>() {
        assert!(serde_json::from_str::<T>("null").is_err(), "{}", core::any::type_name::<T>());
    }
    refuses_null::<Node>();
    refuses_null::<NodeUpdate>();
    refuses_null::<Config>();
    refuses_null::<Placement>();
    refuses_null::<KeyHash>();
    refuses_null::<Limits>();
    refuses_null::<Membership>();
    refuses_null::<Stamp>();
    refuses_null::<Fingerprint>();
    refuses_null::<Change>();
    refuses_null::<Delta>();
    refuses_null::<Position>();
    refuses_null::<Range>();
    refuses_null::<Status>();
    refuses_null::<Version>();
}

/// Configs whose placement has a name outside of tests, some of them keyed.
fn config() -> impl Strategy<Value = Config> {
    (tiny_config(), any::<Option<u64>>()).prop_map(|(config, key_check)| {
        let config = config.with_placement(Placement::Native);
        key_check.into_iter().fold(config, Config::with_key_check)
    })
}

fn update() -> impl Strategy<Value = NodeUpdate> {
    (full_nodes(), any::<[bool; 5]>()).prop_map(|(nodes, stated)| {
        let node = nodes.into_iter().next().unwrap_or_else(|| Node::new("none"));
        let mut update = NodeUpdate::new(node.id());
        if stated[0] {
            update = update.with_weight(node.weight());
        }
        if let Some(vnodes) = node.vnodes().filter(|_| stated[1]) {
            update = update.with_vnodes(vnodes);
        }
        if stated[2] {
            update = update.with_placement_id(node.placement_id());
        }
        if stated[3] {
            update = update.with_zone(node.zone().unwrap_or_default());
        }
        if stated[4] {
            update = update.with_attributes(node.attributes());
        }
        update
    })
}

/// As text for people, as the shortest text, from a stream, and through a tree of values.
fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let [short, pretty] =
        [serde_json::to_string(value), serde_json::to_string_pretty(value)].map(Result::unwrap);
    for text in [&short, &pretty] {
        assert_eq!(&serde_json::from_str::<T>(text).unwrap(), value, "{text}");
    }
    assert_eq!(&serde_json::from_reader::<_, T>(short.as_bytes()).unwrap(), value);
    let tree = serde_json::to_value(value).unwrap();
    assert!(is_plain(&tree), "{tree}");
    assert_eq!(&T::deserialize(&tree).unwrap(), value);
    assert_eq!(&serde_json::from_value::<T>(tree).unwrap(), value);
}

/// Formats without null, and readers whose numbers are doubles or signed, lose nothing.
fn is_plain(tree: &Value) -> bool {
    match tree {
        Value::Null => false,
        Value::Number(number) => number.as_u64().is_some_and(|number| number <= 1 << 53),
        Value::Array(values) => values.iter().all(is_plain),
        Value::Object(fields) => fields.values().all(is_plain),
        Value::Bool(_) | Value::String(_) => true,
    }
}

proptest! {
    #[test]
    fn configs_and_what_they_consist_of_come_back(config in config(), max_vnodes in 0..1u32 << 28) {
        comes_back(&config);
        comes_back(&config.placement());
        comes_back(&config.key_hash());
        comes_back(&Limits::default().with_max_vnodes(max_vnodes).unwrap());
    }

    #[test]
    fn places_and_stamps_come_back(start: u64, end: u64, epoch: u64, bytes: [u8; 16]) {
        let range = Range { start: Position(start), end: Position(end) };
        comes_back(&range.start);
        comes_back(&range);
        let fingerprint = Fingerprint::from_le_bytes(bytes);
        comes_back(&fingerprint);
        comes_back(&Stamp { epoch, fingerprint });
        comes_back(&Stamp { epoch: epoch >> 20, fingerprint });
    }

    #[test]
    fn statuses_and_versions_come_back(incarnation: u64, counter: u64) {
        for name in ["passing", "warning", "critical"] {
            comes_back(&Status::from_name(name).unwrap());
        }
        comes_back(&Version { incarnation, counter });
        comes_back(&Version { incarnation: incarnation >> 20, counter: counter >> 20 });
    }

    #[test]
    fn nodes_and_updates_come_back(nodes in full_nodes(), update in update()) {
        for node in &nodes {
            comes_back(node);
            comes_back(&NodeUpdate::from(node.clone()));
        }
        comes_back(&update);
    }

    #[test]
    fn memberships_come_back_with_their_epoch(config in config(), nodes in full_nodes(), epoch: u64) {
        let mut membership = Membership::new(config.clone(), nodes).unwrap();
        membership.set_epoch(epoch);
        comes_back(&membership);
        let text = serde_json::to_string(&membership).unwrap();
        let read: Membership = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read.stamp(), membership.stamp());

        let mut reversed = serde_json::to_value(&membership).unwrap();
        reversed["nodes"].as_array_mut().unwrap().reverse();
        let read: Membership = serde_json::from_value(reversed).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text, "whatever the order of nodes");
    }

    #[test]
    fn deltas_and_changes_come_back(
        config in config(), old in full_nodes(), new in full_nodes(), epochs: (u32, u64),
    ) {
        let mut old = Membership::new(config.clone(), old).unwrap();
        old.set_epoch(epochs.0.into());
        let mut new = Membership::new(config, new).unwrap();
        new.set_epoch(epochs.1);
        let delta = old.diff(&new).unwrap();
        comes_back(&delta);
        for change in delta.changes() {
            comes_back(change);
        }

        let mut reversed = serde_json::to_value(&delta).unwrap();
        reversed["changes"].as_array_mut().unwrap().reverse();
        prop_assert_eq!(serde_json::from_value::<Delta>(reversed).unwrap(), delta, "whatever the order of changes");
    }
}

#[test]
fn numbers_are_written_exactly_and_read_in_both_forms() {
    let seed = |json: &str| serde_json::from_str::<Config>(json).map(|config| config.seed());
    assert_eq!(seed(r#"{"seed": 18446744073709551615}"#).unwrap(), u64::MAX);
    assert_eq!(seed(r#"{"seed": "18446744073709551615"}"#).unwrap(), u64::MAX);
    assert_eq!(seed(r#"{"seed": "7"}"#).unwrap(), 7);
    let written = |seed| serde_json::to_value(Config::default().with_seed(seed)).unwrap()["seed"].clone();
    assert_eq!([1 << 53, (1 << 53) + 1].map(written), [Value::from(1u64 << 53), "9007199254740993".into()]);
}

#[test]
fn what_is_left_out_is_as_in_the_library() {
    let read: Membership = serde_json::from_str(r#"{"nodes": [{"id": "b"}, {"id": "a"}]}"#).unwrap();
    let made = Membership::new(Config::default(), ["a", "b"].map(Node::new)).unwrap();
    assert_eq!((&read, read.stamp()), (&made, made.stamp()));
    let limits: Vec<Limits> = serde_json::from_str("[{}]").unwrap();
    assert_eq!(limits, [Limits::default()]);
    let update: NodeUpdate = serde_json::from_str(r#"{"id": "a", "zone": "", "attributes": {}}"#).unwrap();
    let nothing: [(&str, &str); 0] = [];
    assert_eq!(update, NodeUpdate::new("a").with_zone("").with_attributes(nothing));
}
