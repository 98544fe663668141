//! Why there is no plan, or no source in it.

use alloc::string::String;
use core::fmt;

use crate::config::Config;
use crate::delta::ChangeError;
use crate::position::Range;
use crate::rule::ReplicaRuleError;
use crate::text::Excerpt;

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// The rings have different seeds: nearly every key would move, and no vnode is the same.
    Seeds {
        /// That of the old ring.
        old: u64,
        /// That of the new ring.
        new: u64,
    },
    /// Keys get their positions differently: by another hash, or with another secret.
    Keys {
        /// The key check of the old ring; none where it is not keyed.
        old: Option<u64>,
        /// The key check of the new ring.
        new: Option<u64>,
    },
    /// Keys stand elsewhere: by another hash, another part of them, or on the circle turned round. There are no ranges
    /// then; see [`Migration`](crate::Migration).
    KeyPositions {
        /// The config of the old ring.
        old: Config,
        /// That of the new ring.
        new: Config,
    },
    /// Plans cannot count with so many replicas.
    Rule(ReplicaRuleError),
    /// The change cannot be made.
    Change(ChangeError),
    /// A node that is said to be unavailable is in neither ring.
    UnknownNode {
        /// Its id.
        id: String,
    },
}

impl PlanError {
    /// A position must mean the same keys in both rings.
    pub(super) fn check_configs(old: &Config, new: &Config) -> Result<(), Self> {
        if old.key_check() != new.key_check() {
            return Err(Self::Keys { old: old.key_check(), new: new.key_check() });
        }
        match (old.seed(), new.seed()) {
            (old, new) if old != new => Err(Self::Seeds { old, new }),
            _ if !old.places_keys_as(new) => Err(Self::KeyPositions { old: old.clone(), new: new.clone() }),
            _ => Ok(()),
        }
    }

    pub(super) fn unknown(id: &str) -> Self {
        Self::UnknownNode { id: id.into() }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seeds { old, new } => {
                write!(
                    f,
                    "the rings have different seeds ({old} and {new}): there is no plan from one to the other"
                )
            }
            Self::Keys { old, new } => {
                let named = |check: &Option<u64>| match check {
                    None => "no secret".into(),
                    Some(check) => alloc::format!("the secret with key check 0x{check:016x}"),
                };
                write!(f, "the rings place keys differently: with {} and with {}", named(old), named(new))
            }
            Self::KeyPositions { old, new } => {
                let named = |f: &mut fmt::Formatter<'_>, config: &Config| {
                    write!(
                        f,
                        "placement {} and key hash {}",
                        config.placement().name(),
                        config.key_hash().name()
                    )
                };
                f.write_str("keys stand elsewhere, by ")?;
                named(f, old)?;
                f.write_str(" and by ")?;
                named(f, new)?;
                f.write_str(" or other hash tags or sides: there are no ranges, so no plan but a migration")
            }
            Self::Rule(error) => error.fmt(f),
            Self::Change(error) => error.fmt(f),
            Self::UnknownNode { id } => {
                write!(f, "node {} is a member neither before nor after the change", Excerpt(id))
            }
        }
    }
}

impl core::error::Error for PlanError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Rule(error) => Some(error),
            Self::Change(error) => Some(error),
            _ => None,
        }
    }
}

/// No node that holds a range is available: its data cannot be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSource {
    /// The range.
    pub range: Range,
    /// The id of the node that should get it.
    pub to: String,
}

impl fmt::Display for NoSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { range, to } = self;
        write!(f, "no node that holds the range {range} is available, so that {} cannot get it", Excerpt(to))
    }
}

impl core::error::Error for NoSource {}
