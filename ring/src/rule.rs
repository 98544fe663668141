//! How many replicas keys have and how they spread over zones.

use core::fmt;
use core::num::NonZeroU32;
use core::str::FromStr;

/// The most replicas that plans and balances count with.
pub const MAX_REPLICAS: usize = 32;

/// How replicas spread over the zones of their nodes. All nodes without a zone count as one zone.
///
/// Whatever the rule, replicas stand in ring order, so that the first one is the owner; and when a node joins, at most one
/// node, itself, enters a list and at most one drops out (guarantee 10, where the placement
/// [keeps it](crate::Placement::guarantees)).
///
/// ```
/// use vnode_ring::ZoneRule;
///
/// assert_eq!("strict".parse(), Ok(ZoneRule::STRICT));
/// assert_eq!(ZoneRule::Spread.to_string(), "spread");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ZoneRule {
    /// Zones do not count.
    #[default]
    Any,
    /// As even as can be: no zone holds a second replica while another with nodes to give holds none, and so on.
    Spread,
    /// At most so many in a zone, and fewer replicas where there are too few zones.
    Max(NonZeroU32),
}

impl ZoneRule {
    /// At most one replica in a zone.
    pub const STRICT: Self = Self::Max(NonZeroU32::MIN);
}

impl fmt::Display for ZoneRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Any => f.write_str("any"),
            Self::Spread => f.write_str("spread"),
            Self::STRICT => f.write_str("strict"),
            Self::Max(most) => write!(f, "max={most}"),
        }
    }
}

impl FromStr for ZoneRule {
    type Err = ZoneRuleError;

    fn from_str(text: &str) -> Result<Self, ZoneRuleError> {
        match text {
            "any" => Ok(Self::Any),
            "spread" => Ok(Self::Spread),
            "strict" => Ok(Self::STRICT),
            _ => text
                .strip_prefix("max=")
                .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
                .and_then(|digits| digits.parse().ok())
                .map(Self::Max)
                .ok_or(ZoneRuleError),
        }
    }
}

/// A text that names no [`ZoneRule`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneRuleError;

impl fmt::Display for ZoneRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected any, spread, strict or max=N with N at least 1")
    }
}

impl core::error::Error for ZoneRuleError {}

/// How many replicas a key has and how they spread over zones. A number alone means [`ZoneRule::Any`].
///
/// ```
/// use vnode_ring::{ReplicaRule, ZoneRule};
///
/// let rule = ReplicaRule::new(3).with_zones(ZoneRule::Spread);
/// assert_eq!((rule.replicas(), rule.zones()), (3, ZoneRule::Spread));
/// assert_eq!(ReplicaRule::from(3), ReplicaRule::new(3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReplicaRule {
    replicas: usize,
    zones: ZoneRule,
}

impl ReplicaRule {
    /// So many replicas, wherever they are.
    #[must_use]
    pub const fn new(replicas: usize) -> Self {
        Self { replicas, zones: ZoneRule::Any }
    }

    /// Sets how they spread over zones.
    #[must_use]
    pub const fn with_zones(mut self, zones: ZoneRule) -> Self {
        self.zones = zones;
        self
    }

    /// How many replicas a key has where there are nodes enough.
    #[must_use]
    pub const fn replicas(self) -> usize {
        self.replicas
    }

    /// How they spread over zones.
    #[must_use]
    pub const fn zones(self) -> ZoneRule {
        self.zones
    }

    /// Checks that plans and balances can count with it.
    ///
    /// # Errors
    /// When there are 0 replicas, or more than [`MAX_REPLICAS`].
    pub const fn check(self) -> Result<(), ReplicaRuleError> {
        match self.replicas {
            1..=MAX_REPLICAS => Ok(()),
            replicas => Err(ReplicaRuleError { replicas }),
        }
    }
}

impl From<usize> for ReplicaRule {
    fn from(replicas: usize) -> Self {
        Self::new(replicas)
    }
}

/// A number of replicas that plans and balances cannot count with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaRuleError {
    /// The number asked for.
    pub replicas: usize,
}

impl fmt::Display for ReplicaRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the number of replicas must be 1 to {MAX_REPLICAS} (got {})", self.replicas)
    }
}

impl core::error::Error for ReplicaRuleError {}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_rule_is_what_it_says() {
        for text in ["any", "spread", "strict", "max=2", "max=4294967295"] {
            assert_eq!(text.parse::<ZoneRule>().map(|rule| rule.to_string()).as_deref(), Ok(text));
        }
        assert_eq!("max=1".parse(), Ok(ZoneRule::STRICT));
        for text in
            ["", "Any", "max", "max=", "max=0", "max=+1", "max=-1", "max=4294967296", "max=1 ", "strict=1"]
        {
            assert_eq!(text.parse::<ZoneRule>(), Err(ZoneRuleError), "{text:?}");
        }
    }

    #[test]
    fn plans_count_with_a_few_replicas() {
        for (replicas, good) in [(0, false), (1, true), (MAX_REPLICAS, true), (MAX_REPLICAS + 1, false)] {
            assert_eq!(ReplicaRule::new(replicas).check().is_ok(), good);
        }
    }
}
