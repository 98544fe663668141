//! Placements and key hashes.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use vnode_ring::{KeyHash, Placement};

pub(crate) fn text() -> String {
    let mut text = String::new();
    for &placement in Placement::ALL {
        writeln!(text, "{}", placement.name()).expect("memory does not fail");
        for (name, value) in facts(placement) {
            let name = name.replace('-', " ");
            let value = match value {
                Value::String(value) => value,
                vnodes => format!("{vnodes} a weight"),
            };
            writeln!(text, "  {name:<12}  {value}").expect("memory does not fail");
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
    for &placement in Placement::ALL {
        let name = ("placement", json!(placement.name()));
        let members = std::iter::once(name).chain(facts(placement));
        let object: Map<_, _> = members.map(|(name, value)| (name.to_owned(), value)).collect();
        writeln!(text, "{}", Value::from(object)).expect("memory does not fail");
    }
    text
}

/// What holds for a placement, in the order in which people read it.
fn facts(placement: Placement) -> [(&'static str, Value); 7] {
    [
        ("program", json!(placement.program())),
        ("placement-id", json!(placement.placement_id())),
        ("key-hash", json!(placement.key_hash().name())),
        ("vnodes", json!(placement.vnodes_per_weight())),
        ("owner", json!(placement.owner())),
        ("failover", json!(placement.failover())),
        ("guarantees", json!(placement.guarantees())),
    ]
}
