//! Placements and key hashes.

use std::fmt::Write as _;

use serde_json::json;
use vnode_ring::{KeyHash, Placement};

pub(crate) fn text() -> String {
    let mut text = String::new();
    for placement in Placement::ALL {
        let lines = [
            ("program", placement.program()),
            ("key hash", placement.key_hash().name()),
            ("vnodes", &format!("{} a weight", placement.vnodes_per_weight())),
            ("owner", placement.owner()),
            ("failover", placement.failover()),
            ("guarantees", placement.guarantees()),
        ];
        writeln!(text, "{}", placement.name()).expect("memory does not fail");
        for (name, value) in lines {
            writeln!(text, "  {name:<10}  {value}").expect("memory does not fail");
        }
        text.push('\n');
    }
    let hashes: Vec<_> = KeyHash::ALL.iter().map(|hash| hash.name()).collect();
    writeln!(text, "key hashes: {}", hashes.join(" ")).expect("memory does not fail");
    text
}

/// One object a line.
pub(crate) fn json() -> String {
    let mut text = String::new();
    for placement in Placement::ALL {
        let object = json!({
            "placement": placement.name(),
            "program": placement.program(),
            "key-hash": placement.key_hash().name(),
            "vnodes": placement.vnodes_per_weight(),
            "owner": placement.owner(),
            "failover": placement.failover(),
            "guarantees": placement.guarantees(),
        });
        writeln!(text, "{object}").expect("memory does not fail");
    }
    text
}
