//! What a node file may say about the ring as a whole.

use vnode_ring::{Config, HashTag, KeyHash, Placement};

use super::fields::{integer, stated_twice};
use super::{Got, InputError};

/// Parameters of the ring, as far as the file states them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RingParameters {
    /// Where they are stated.
    pub line: usize,
    /// How nodes and keys get onto the circle.
    pub placement: Option<Placement>,
    /// What gives keys their position.
    pub key_hash: Option<KeyHash>,
    /// What the secret of a keyed ring is told by.
    pub key_check: Option<u64>,
    /// What marks the part of a key by which it is placed.
    pub hash_tag: Option<HashTag>,
    /// The seed.
    pub seed: Option<u64>,
    /// Vnodes of a node of weight 1.
    pub vnodes: Option<u32>,
}

impl RingParameters {
    pub(super) fn new(line: usize) -> Self {
        Self { line, ..Self::default() }
    }

    /// All that a config says.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self {
            line: 0,
            placement: Some(config.placement()),
            key_hash: Some(config.key_hash()),
            key_check: config.key_check(),
            hash_tag: config.hash_tag(),
            seed: Some(config.seed()),
            vnodes: Some(config.vnodes_per_weight()),
        }
    }

    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), InputError> {
        let line = self.line;
        let twice = match name {
            "placement" => {
                let placement = Placement::from_name(value).ok_or_else(|| {
                    let names = one_of(Placement::ALL.iter().map(|placement| placement.name()));
                    InputError::new(line, format!("placement must be {names} ({})", Got(value)))
                })?;
                self.placement.replace(placement).is_some()
            }
            "key-hash" => {
                let key_hash = KeyHash::from_name(value).ok_or_else(|| {
                    let names = one_of(KeyHash::ALL.iter().map(|hash| hash.name()));
                    InputError::new(line, format!("key-hash must be {names} ({})", Got(value)))
                })?;
                self.key_hash.replace(key_hash).is_some()
            }
            "key-check" => {
                let key_check = key_check(value).ok_or_else(|| {
                    InputError::new(line, format!("key-check must be 0x and 16 hex digits ({})", Got(value)))
                })?;
                self.key_check.replace(key_check).is_some()
            }
            "hash-tag" => {
                let hash_tag = value
                    .parse()
                    .map_err(|error| InputError::new(line, format!("hash-tag: {error} ({})", Got(value))))?;
                self.hash_tag.replace(hash_tag).is_some()
            }
            "seed" => self.seed.replace(integer(line, name, value, 0, u64::MAX)?).is_some(),
            "vnodes" => self.vnodes.replace(integer(line, name, value, 1, u32::MAX)?).is_some(),
            _ => {
                let message = format!(
                    "a ring has placement, key-hash, key-check, hash-tag, seed and vnodes ({})",
                    Got(name)
                );
                return Err(InputError::new(line, message));
            }
        };
        if twice { Err(InputError::new(line, stated_twice(name, value))) } else { Ok(()) }
    }
}

/// Names as people list what may be chosen.
fn one_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    let (last, rest) = names.split_last().expect("there is something to choose");
    format!("{} or {last}", rest.join(", "))
}

/// What [`Identity`](vnode_ring::Identity) prints as key-check, read back.
fn key_check(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 16)?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(digits, 16).ok().filter(|_| all_hex)
}
