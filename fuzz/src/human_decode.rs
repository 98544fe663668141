//! Text for people: no text panics, and what is taken is written and read back as it is.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use vnode_ring::{
    Change, Config, Delta, Fingerprint, KeyHash, Limits, Membership, Node, NodeUpdate, Placement, Position,
    Range, Stamp, Status, Version,
};

/// Reads bytes as the JSON of every type.
pub fn target(bytes: &[u8]) {
    settles::<Change>(bytes);
    settles::<Config>(bytes);
    settles::<Delta>(bytes);
    settles::<Fingerprint>(bytes);
    settles::<KeyHash>(bytes);
    settles::<Limits>(bytes);
    settles::<Membership>(bytes);
    settles::<Node>(bytes);
    settles::<NodeUpdate>(bytes);
    settles::<Placement>(bytes);
    settles::<Position>(bytes);
    settles::<Range>(bytes);
    settles::<Stamp>(bytes);
    settles::<Status>(bytes);
    settles::<Version>(bytes);
}

fn settles<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<T>(bytes) else { return };
    let text = serde_json::to_vec(&value).expect("JSON has a place for all of it");
    let again: T = serde_json::from_slice(&text).expect("it was just written");
    assert_eq!(again, value);
    assert_eq!(serde_json::to_vec(&again).expect("JSON has a place for all of it"), text);
}
