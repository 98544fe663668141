//! What is refused, and how that is said.

use alloc::string::{String, ToString};

use serde::de::DeserializeOwned;

use crate::config::Config;
use crate::{
    Change, Delta, Fingerprint, KeyHash, Limits, Membership, Node, NodeUpdate, Placement, Position, Range,
    Stamp,
};

/// The message, without the place in the text that `serde_json` adds.
fn refusal<T: DeserializeOwned>(json: &str) -> String {
    let error = serde_json::from_str::<T>(json).err().expect("it is refused").to_string();
    error.split(" at line ").next().unwrap_or_default().into()
}

#[test]
fn nodes_keep_every_limit() {
    let node = refusal::<Node>;
    assert_eq!(node(r#"{"id": ""}"#), r#"node "": id must not be empty"#);
    assert_eq!(
        refusal::<Membership>(r#"{"nodes": [{"id": "a", "vnodes": 0}]}"#),
        r#"node "a": vnodes must be at least 1 (got 0); use weight 0 to drain a node"#
    );
    assert!(node(r#"{"id": "a", "weight": 0, "vnodes": 3}"#).starts_with(r#"node "a": "#));
    assert_eq!(node(r#"{"id": "a", "placement": ""}"#), r#"node "a": placement id must not be empty"#);
    assert_eq!(
        node(r#"{"id": "a", "attributes": {"": "x"}}"#),
        r#"node "a": attribute names must not be empty"#
    );
    assert_eq!(
        node(r#"{"id": "a", "attributes": {"x": "1", "y": "2", "x": "3"}}"#),
        r#"attribute "x" is stated twice"#
    );
    assert_eq!(node("{}"), "missing field `id`");
    assert_eq!(node(r#"{"id": "a", "id": "b"}"#), "duplicate field `id`");
    assert!(node(r#"{"id": "a", "Weight": 2}"#).starts_with("unknown field `Weight`, expected one of `id`"));
    assert!(node(r#"{"id": "a", "weight": -1}"#).starts_with("invalid value"));
    assert!(node(r#"{"id": "a", "weight": 4294967296}"#).starts_with("invalid value"));
    assert!(node(r#"{"id": "a", "attributes": {"x": 1}}"#).starts_with("invalid type"));
    assert_eq!(refusal::<NodeUpdate>(r#"{"id": "a\n"}"#), node(r#"{"id": "a\n"}"#));
    assert!(refusal::<NodeUpdate>(r#"{"id": "a", "rack": 1}"#).starts_with("unknown field `rack`"));
}

#[test]
fn configs_are_whole() {
    let config = refusal::<Config>;
    assert_eq!(config(r#"{"vnodes": 0}"#), "vnodes per weight must be at least 1 (got 0)");
    let chosen =
        |message: String, first: &str, got: &str| message.starts_with(first) && message.ends_with(got);
    let placement = config(r#"{"placement": "maglev"}"#);
    assert!(chosen(placement, "placement must be native", r#"(got "maglev")"#));
    let key_hash = config(r#"{"key-hash": "sha1"}"#);
    assert!(
        chosen(key_hash, "key-hash must be xxh3", r#"or siphash13 (got "sha1")"#) || cfg!(feature = "compat")
    );
    assert_eq!(config(r#"{"key-check": "0x04fcae0e1c2c59df"}"#), "key-check: only with key-hash siphash13");
    assert_eq!(
        config(r#"{"key-hash": "siphash13"}"#),
        "key-hash siphash13: state the key-check of its secret"
    );
    for key_check in ["04fcae0e1c2c59df", "0x4fc", "0x+4fcae0e1c2c59df", "0x04fcae0e1c2c59dg"] {
        assert_eq!(
            config(&alloc::format!(r#"{{"key-hash": "siphash13", "key-check": "{key_check}"}}"#)),
            alloc::format!(r#"expected 0x and 16 hex digits (got "{key_check}")"#)
        );
    }
    assert!(config(r#"{"secret": "x"}"#).starts_with("unknown field `secret`"));
    for seed in ["-1", "1.5", r#""""#, r#""+7""#, r#""18446744073709551616""#, "18446744073709551616"] {
        let message = config(&alloc::format!(r#"{{"seed": {seed}}}"#));
        assert!(
            message.ends_with("expected a number from 0 to 18446744073709551615, which may be text"),
            "{message}"
        );
    }
    assert_eq!(refusal::<Placement>("7"), "invalid type: integer `7`, expected the name of a placement");
    assert_eq!(refusal::<KeyHash>("null"), "invalid type: null, expected the name of a key hash");
    assert_eq!(
        refusal::<Limits>(r#"{"max-vnodes": 268435457}"#),
        "the limit of vnodes can be at most 268435456 (got 268435457)"
    );
}

#[test]
fn memberships_hold_what_they_say() {
    let membership = refusal::<Membership>;
    assert_eq!(
        membership(r#"{"nodes": [{"id": "a"}, {"id": "b"}, {"id": "a"}]}"#),
        r#"node "a": two nodes have this id"#
    );
    assert_eq!(
        membership(r#"{"nodes": [{"id": "a"}, {"id": "b", "placement": "a"}]}"#),
        r#"node "b": placement id "a" belongs to node "a""#
    );
    let empty = Fingerprint::of_config(&Config::default());
    assert_eq!(
        membership(r#"{"fingerprint": "00000000000000000000000000000000", "nodes": []}"#),
        alloc::format!(
            "the fingerprint is stated as 00000000000000000000000000000000, but that of config and nodes is {empty}"
        )
    );
    assert_eq!(membership("{}"), "missing field `nodes`");
    assert!(membership(r#"{"nodes": [], "version": 1}"#).starts_with("unknown field `version`"));
}

#[test]
fn small_types_are_strict() {
    assert_eq!(refusal::<Position>(r#""0x1""#), r#"expected 0x and 16 hex digits (got "0x1")"#);
    assert!(refusal::<Range>(r#"{"start": "0x0000000000000000"}"#).starts_with("missing field `end`"));
    assert_eq!(refusal::<Fingerprint>(r#""ab""#), "a fingerprint is 32 hexadecimal digits (got 2)");
    assert!(
        refusal::<Stamp>(r#"{"epoch": 1, "fingerprint": "00", "at": 2}"#).starts_with("a fingerprint is")
    );
    assert_eq!(refusal::<Stamp>(r#"{"epoch": 1}"#), "missing field `fingerprint`");
}

#[test]
fn deltas_lead_where_they_say() {
    let change = refusal::<Change>;
    assert_eq!(
        change(r#"{"old": {"id": "a"}, "new": {"id": "b"}}"#),
        r#"a change is of one node (got "a" and "b")"#
    );
    for nothing in ["{}", r#"{"old": {"id": "a"}, "new": {"id": "a", "weight": 1}}"#] {
        assert_eq!(change(nothing), "a change that changes nothing");
    }

    let start = Membership::new(Config::default(), ["a", "b"].map(Node::new)).unwrap();
    let delta = start.change().remove("a").unwrap().reweight("b", 2).unwrap().delta().unwrap();
    let written = || serde_json::to_value(&delta).unwrap();
    assert_eq!(serde_json::from_value::<Delta>(written()).unwrap(), delta);
    let refused = |edit: &dyn Fn(&mut serde_json::Value)| {
        let mut json = written();
        edit(&mut json);
        refusal::<Delta>(&json.to_string())
    };
    let late = "the delta leads to an epoch that is not later than the one that it starts from";
    assert_eq!(refused(&|json| json["target"]["epoch"] = 0.into()), late);
    assert_eq!(refused(&|json| json["base"]["epoch"] = "9".into()), late);
    let (base, target) = (delta.base().fingerprint, delta.target().fingerprint);
    assert_eq!(
        refused(&|json| json["target"]["fingerprint"] = base.to_string().into()),
        alloc::format!("the delta states that it leads to fingerprint {base}, but it leads to {target}")
    );
    assert_eq!(
        refused(&|json| json["changes"][0] = json["changes"][1].clone()),
        r#"node "b": two changes of this node"#
    );
    // With the vnodes per weight of the config, the stated number is what the weight gives.
    assert_eq!(
        refused(&|json| {
            json["changes"] =
                serde_json::from_str(r#"[{"old": {"id": "a"}, "new": {"id": "a", "vnodes": 256}}]"#).unwrap();
        }),
        "a change that changes nothing"
    );
    assert_eq!(
        refused(&|json| drop(json.as_object_mut().unwrap().remove("config"))),
        "missing field `config`"
    );
}
