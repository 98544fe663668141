//! Algorithms, by their names.

use alloc::format;
use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text;
use crate::config::Placement;
use crate::hash::KeyHash;
use crate::text::Excerpt;

fn placement(name: &str) -> Result<Placement, String> {
    let refused = || format!("placement must be {} (got {})", Placement::Native.name(), Excerpt(name));
    Placement::from_name(name).ok_or_else(refused)
}

fn key_hash(name: &str) -> Result<KeyHash, String> {
    let [xxh3, siphash13] = [KeyHash::Xxh3, KeyHash::SipHash13].map(KeyHash::name);
    let refused = || format!("key-hash must be {xxh3} or {siphash13} (got {})", Excerpt(name));
    KeyHash::from_name(name).ok_or_else(refused)
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
