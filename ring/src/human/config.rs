//! Configs and limits.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{number, text};
use crate::config::{Config, Placement};
use crate::hash::KeyHash;
use crate::limits::Limits;
use crate::position::Position;

/// What is not stated is as in the default config.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Config", rename_all = "kebab-case", deny_unknown_fields, default)]
struct ConfigFields {
    placement: Placement,
    key_hash: KeyHash,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_check: Option<KeyCheck>,
    #[serde(with = "number")]
    seed: u64,
    vnodes: u32,
}

impl From<&Config> for ConfigFields {
    fn from(config: &Config) -> Self {
        Self {
            placement: config.placement(),
            key_hash: config.key_hash(),
            key_check: config.key_check().map(KeyCheck),
            seed: config.seed(),
            vnodes: config.vnodes_per_weight(),
        }
    }
}

impl Default for ConfigFields {
    fn default() -> Self {
        Self::from(&Config::default())
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

/// What is not stated is as in the default; a key check belongs to the keyed hash and the keyed hash to a key check.
impl<'de> Deserialize<'de> for Config {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = ConfigFields::deserialize(deserializer)?;
        let config = Self::default()
            .with_placement(fields.placement)
            .with_seed(fields.seed)
            .with_vnodes_per_weight(fields.vnodes);
        config.check().map_err(D::Error::custom)?;
        match (fields.key_hash, fields.key_check) {
            (KeyHash::Xxh3, None) => Ok(config),
            (KeyHash::SipHash13, Some(KeyCheck(key_check))) => Ok(config.with_key_check(key_check)),
            (KeyHash::Xxh3, Some(_)) => Err(D::Error::custom("key-check: only with key-hash siphash13")),
            (KeyHash::SipHash13, None) => {
                Err(D::Error::custom("key-hash siphash13: state the key-check of its secret"))
            }
        }
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
