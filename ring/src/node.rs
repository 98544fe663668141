//! A node: a member that can own keys.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::fmt;

/// The longest id and placement id, in bytes.
pub const MAX_ID_BYTES: usize = 1024;
/// The longest zone, in bytes.
pub const MAX_ZONE_BYTES: usize = 255;
/// The largest sum of the bytes of all attribute names and values of one node.
pub const MAX_ATTRIBUTE_BYTES: usize = 64 * 1024;

/// A member that can own keys: an id, a weight, and what else is known about it.
///
/// A `Node` is a plain description. It is checked where it enters a [`Membership`](crate::Membership), which also
/// brings it to normal form: what equals a default is dropped, so that one meaning has one form.
///
/// ```
/// use vnode_ring::Node;
///
/// let node = Node::new("cache-a").with_weight(2).with_zone("eu-1").with_attribute("addr", "10.0.0.1:11211");
/// assert_eq!(node.weight(), 2);
/// assert_eq!(node.attribute("addr"), Some("10.0.0.1:11211"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    id: String,
    weight: u32,
    vnodes: Option<u32>,
    placement_id: Option<String>,
    zone: Option<String>,
    attributes: BTreeMap<String, String>,
}

impl Node {
    /// A node of weight 1. Choose an id that survives a restart of the node: everything it owns follows the id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            weight: 1,
            vnodes: None,
            placement_id: None,
            zone: None,
            attributes: BTreeMap::new(),
        }
    }

    /// Sets the node's share relative to the other nodes. 0 drains it: it stays a member and owns nothing.
    #[must_use]
    pub fn with_weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// States the number of vnodes, at least 1, instead of `weight * vnodes_per_weight`. A membership drops a number that
    /// equals the product.
    #[must_use]
    pub fn with_vnodes(mut self, vnodes: u32) -> Self {
        self.vnodes = Some(vnodes);
        self
    }

    /// Lets the node's vnodes derive from another id than its own: a replacement that takes the id of the node it
    /// replaces takes over exactly what that one owned.
    #[must_use]
    pub fn with_placement_id(mut self, placement_id: impl Into<String>) -> Self {
        self.placement_id = Some(placement_id.into());
        self
    }

    /// Sets the failure domain. The empty string means none.
    #[must_use]
    pub fn with_zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// Adds an attribute, or replaces its value. Attributes are carried along and never decide placement.
    #[must_use]
    pub fn with_attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.insert(name.into(), value.into());
        self
    }

    /// The id, unique in a membership.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The weight; 0 means drained.
    #[must_use]
    pub const fn weight(&self) -> u32 {
        self.weight
    }

    /// The stated number of vnodes, if it differs from what the weight gives.
    #[must_use]
    pub const fn vnodes(&self) -> Option<u32> {
        self.vnodes
    }

    /// The id that the node's vnodes derive from: its own unless it states another.
    #[must_use]
    pub fn placement_id(&self) -> &str {
        self.placement_id.as_deref().unwrap_or(&self.id)
    }

    /// Whether the node states a placement id.
    pub(crate) const fn states_placement_id(&self) -> bool {
        self.placement_id.is_some()
    }

    /// The failure domain.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// One attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// All attributes, sorted by name.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Drops what says nothing; `vnodes_by_weight` is the count that the weight alone would give.
    pub(crate) fn into_normal_form(mut self, vnodes_by_weight: u64) -> Self {
        self.vnodes = self.vnodes.filter(|&stated| u64::from(stated) != vnodes_by_weight);
        self.placement_id = self.placement_id.filter(|stated| *stated != self.id);
        self.zone = self.zone.filter(|zone| !zone.is_empty());
        self
    }

    /// The same node with another weight. A stated vnode count belonged to the old weight, so it goes.
    pub(crate) fn reweighted(mut self, weight: u32) -> Self {
        if self.weight != weight {
            self.weight = weight;
            self.vnodes = None;
        }
        self
    }

    /// Checks every limit of a single node. O(bytes of the node).
    ///
    /// # Errors
    /// The first limit that does not hold.
    pub fn check(&self) -> Result<(), NodeError> {
        check_id(&self.id).map_err(NodeError::Id)?;
        if let Some(placement_id) = &self.placement_id {
            check_id(placement_id).map_err(NodeError::PlacementId)?;
        }
        let zone_bytes = self.zone.as_ref().map_or(0, String::len);
        if zone_bytes > MAX_ZONE_BYTES {
            return Err(NodeError::ZoneTooLong { bytes: zone_bytes });
        }
        if self.attributes.contains_key("") {
            return Err(NodeError::EmptyAttributeName);
        }
        let attribute_bytes: usize =
            self.attributes.iter().map(|(name, value)| name.len() + value.len()).sum();
        if attribute_bytes > MAX_ATTRIBUTE_BYTES {
            return Err(NodeError::AttributesTooLong { bytes: attribute_bytes });
        }
        match self.vnodes {
            Some(0) => Err(NodeError::NoVnodes),
            Some(vnodes) if self.weight == 0 => Err(NodeError::DrainedWithVnodes { vnodes }),
            _ => Ok(()),
        }
    }
}

pub(crate) fn check_id(id: &str) -> Result<(), IdError> {
    if id.is_empty() {
        return Err(IdError::Empty);
    }
    if id.len() > MAX_ID_BYTES {
        return Err(IdError::TooLong { bytes: id.len() });
    }
    match id.bytes().position(|byte| byte.is_ascii_control()) {
        Some(at) => Err(IdError::ControlCharacter { at, byte: id.as_bytes()[at] }),
        None => Ok(()),
    }
}

/// The slot of a node inside one ring value: dense, with holes after removals.
///
/// It is valid for the ring value that it came from, and for nothing else: not for a changed ring, not for another
/// process. Ids are what lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub(crate) u32);

impl NodeIndex {
    /// The slot as an index into an array of [`Membership::slots`](crate::Membership::slots) entries.
    #[inline]
    #[must_use]
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

/// Why a node is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeError {
    /// The id is not acceptable.
    Id(IdError),
    /// The stated placement id is not acceptable.
    PlacementId(IdError),
    /// The zone is longer than [`MAX_ZONE_BYTES`].
    ZoneTooLong {
        /// Its length.
        bytes: usize,
    },
    /// An attribute has the empty name.
    EmptyAttributeName,
    /// Attribute names and values together are longer than [`MAX_ATTRIBUTE_BYTES`].
    AttributesTooLong {
        /// Their length.
        bytes: usize,
    },
    /// The stated vnode count is 0.
    NoVnodes,
    /// A node of weight 0 states a vnode count.
    DrainedWithVnodes {
        /// The stated count.
        vnodes: u32,
    },
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(error) => write!(f, "id {error}"),
            Self::PlacementId(error) => write!(f, "placement id {error}"),
            Self::ZoneTooLong { bytes } => {
                write!(f, "zone must be at most {MAX_ZONE_BYTES} bytes (got {bytes})")
            }
            Self::EmptyAttributeName => f.write_str("attribute names must not be empty"),
            Self::AttributesTooLong { bytes } => {
                write!(f, "attributes must be at most {MAX_ATTRIBUTE_BYTES} bytes in all (got {bytes})")
            }
            Self::NoVnodes => f.write_str("vnodes must be at least 1 (got 0); use weight 0 to drain a node"),
            Self::DrainedWithVnodes { vnodes } => {
                write!(f, "a node of weight 0 must not state vnodes (got {vnodes}); it owns nothing")
            }
        }
    }
}

impl core::error::Error for NodeError {}

/// Why an id or placement id is not acceptable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// It has no bytes.
    Empty,
    /// It is longer than [`MAX_ID_BYTES`].
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// It holds one of U+0000 to U+001F or U+007F.
    ControlCharacter {
        /// Offset of the first one, in bytes.
        at: usize,
        /// The character.
        byte: u8,
    },
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("must not be empty"),
            Self::TooLong { bytes } => write!(f, "must be at most {MAX_ID_BYTES} bytes (got {bytes})"),
            Self::ControlCharacter { at, byte } => {
                write!(f, "must not hold control characters (got U+{byte:04X} at byte {at})")
            }
        }
    }
}

impl core::error::Error for IdError {}

#[cfg(test)]
#[path = "node_tests.rs"]
mod tests;
