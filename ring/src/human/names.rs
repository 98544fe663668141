//! Algorithms, by their names.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text;
#[cfg(feature = "compat")]
use crate::config::HashTag;
use crate::config::Placement;
use crate::hash::KeyHash;
use crate::text::Excerpt;

fn placement(name: &str) -> Result<Placement, String> {
    let names = Placement::ALL.iter().map(|placement| placement.name());
    Placement::from_name(name).ok_or_else(|| refused("placement", names, name))
}

fn key_hash(name: &str) -> Result<KeyHash, String> {
    let names = KeyHash::ALL.iter().map(|hash| hash.name());
    KeyHash::from_name(name).ok_or_else(|| refused("key-hash", names, name))
}

fn refused<'a>(what: &str, names: impl Iterator<Item = &'a str>, got: &str) -> String {
    let names: Vec<&str> = names.collect();
    format!("{what} must be {} (got {})", one_of(&names), Excerpt(got))
}

/// Names as people list what may be chosen.
fn one_of(names: &[&str]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(feature = "compat")]
fn hash_tag(text: &str) -> Result<HashTag, String> {
    text.parse().map_err(|error| format!("hash-tag: {error} (got {})", Excerpt(text)))
}

#[cfg(feature = "compat")]
impl Serialize for HashTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "compat")]
impl<'de> Deserialize<'de> for HashTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::read(deserializer, "a hash tag: two characters", hash_tag)
    }
}

impl Serialize for Placement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Placement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::read(deserializer, "the name of a placement", placement)
    }
}

impl Serialize for KeyHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for KeyHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::read(deserializer, "the name of a key hash", key_hash)
    }
}
