//! What a node file may say about the ring as a whole.

use vnode_ring::{Config, HashTag, KeyHash, Placement, Side};

use super::fields::{hex, integer, stated_twice};
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
    /// Which neighbour of a key owns it.
    pub side: Option<Side>,
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
            side: side(config),
            seed: Some(config.seed()),
            vnodes: Some(config.vnodes_per_weight()),
        }
    }

    /// The config that they ask for, but for what tells a secret: that of the placement where they state nothing else.
    #[must_use]
    pub fn config(&self) -> Config {
        let mut config = Config::of_placement(self.placement.unwrap_or_default());
        if let Some(key_hash) = self.key_hash {
            config = config.with_key_hash(key_hash);
        }
        if let Some(hash_tag) = self.hash_tag {
            config = config.with_hash_tag(hash_tag);
        }
        if let Some(side) = self.side {
            config = config.with_side(side);
        }
        if let Some(seed) = self.seed {
            config = config.with_seed(seed);
        }
        if let Some(vnodes) = self.vnodes {
            config = config.with_vnodes_per_weight(vnodes);
        }
        config
    }

    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), InputError> {
        let line = self.line;
        let twice = match name {
            "placement" => {
                self.placement.replace(named(line, name, value, Placement::ALL, Placement::name)?).is_some()
            }
            "key-hash" => {
                self.key_hash.replace(named(line, name, value, KeyHash::ALL, KeyHash::name)?).is_some()
            }
            "key-check" => {
                let key_check = hex(value).ok_or_else(|| {
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
            "side" => self.side.replace(named(line, name, value, Side::ALL, Side::name)?).is_some(),
            "seed" => self.seed.replace(integer(line, name, value, 0, u64::MAX)?).is_some(),
            "vnodes" => self.vnodes.replace(integer(line, name, value, 1, u32::MAX)?).is_some(),
            _ => {
                let message = format!(
                    "a ring has placement, key-hash, key-check, hash-tag, side, seed and vnodes ({})",
                    Got(name)
                );
                return Err(InputError::new(line, message));
            }
        };
        if twice { Err(InputError::new(line, stated_twice(name, value))) } else { Ok(()) }
    }
}

/// The side, where it is a parameter of the placement.
pub(crate) fn side(config: &Config) -> Option<Side> {
    Some(config.side()).filter(|_| config.placement().is_explicit())
}

/// What has this value as its name; the error lists all that have one.
fn named<T: Copy>(
    line: usize,
    name: &str,
    value: &str,
    all: &[T],
    name_of: fn(T) -> &'static str,
) -> Result<T, InputError> {
    all.iter().copied().find(|&one| name_of(one) == value).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|&one| name_of(one)).collect();
        let (last, rest) = names.split_last().expect("there is something to choose");
        let message = format!("{name} must be {} or {last} ({})", rest.join(", "), Got(value));
        InputError::new(line, message)
    })
}
