//! Configs and limits.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{number, text};
#[cfg(feature = "compat")]
use crate::config::HashTag;
use crate::config::{Config, Placement};
use crate::hash::KeyHash;
use crate::limits::Limits;
use crate::position::Position;

/// What is not stated is as in the config of the placement.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename = "Config", rename_all = "kebab-case", deny_unknown_fields, default)]
struct ConfigFields {
    placement: Placement,
    key_hash: Option<KeyHash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_check: Option<KeyCheck>,
    #[cfg(feature = "compat")]
    #[serde(skip_serializing_if = "Option::is_none")]
    hash_tag: Option<HashTag>,
    #[serde(with = "number")]
    seed: u64,
    vnodes: Option<u32>,
}

impl From<&Config> for ConfigFields {
    fn from(config: &Config) -> Self {
        Self {
            placement: config.placement(),
            key_hash: Some(config.key_hash()),
            key_check: config.key_check().map(KeyCheck),
            #[cfg(feature = "compat")]
            hash_tag: config.hash_tag(),
            seed: config.seed(),
            vnodes: Some(config.vnodes_per_weight()),
        }
    }
}

/// Written as positions are.
struct KeyCheck(u64);

impl Serialize for KeyCheck {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Position(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeyCheck {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::read(deserializer, "a key check: 0x and 16 hex digits", text::hex).map(|bits| Self(bits.0))
    }
}

impl Serialize for Config {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ConfigFields::from(self).serialize(serializer)
    }
}

/// What is not stated is as in the config of the placement; a key check belongs to the keyed hash and the keyed hash to a key check.
impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = ConfigFields::deserialize(deserializer)?;
        let config = Self::of_placement(fields.placement);
        let key_hash = fields.key_hash.unwrap_or(config.key_hash());
        let vnodes = fields.vnodes.unwrap_or(config.vnodes_per_weight());
        let config = config.with_key_hash(key_hash).with_seed(fields.seed).with_vnodes_per_weight(vnodes);
        #[cfg(feature = "compat")]
        let config = fields.hash_tag.into_iter().fold(config, Self::with_hash_tag);
        let config = match (key_hash, fields.key_check) {
            (KeyHash::SipHash13, Some(KeyCheck(key_check))) => config.with_key_check(key_check),
            (KeyHash::SipHash13, None) => {
                return Err(D::Error::custom("key-hash siphash13: state the key-check of its secret"));
            }
            (_, Some(_)) => return Err(D::Error::custom("key-check: only with key-hash siphash13")),
            (_, None) => config,
        };
        config.check().map_err(D::Error::custom)?;
        Ok(config)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "Limits", rename_all = "kebab-case", deny_unknown_fields, default)]
struct LimitsFields {
    max_vnodes: u32,
}

impl Default for LimitsFields {
    fn default() -> Self {
        Self { max_vnodes: Limits::default().max_vnodes() }
    }
}

impl Serialize for Limits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        LimitsFields { max_vnodes: self.max_vnodes() }.serialize(serializer)
    }
}

/// What is not stated is as in the default.
impl<'de> Deserialize<'de> for Limits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let LimitsFields { max_vnodes } = LimitsFields::deserialize(deserializer)?;
        Self::default().with_max_vnodes(max_vnodes).map_err(D::Error::custom)
    }
}
