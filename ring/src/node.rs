//! A node: a member that can own keys.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::memory::{self, OutOfMemory, or_end};
use crate::position::Position;

mod check;
mod error;
mod positions;
mod text;

pub(crate) use check::check_id;
pub use error::{IdError, NodeError};
pub(crate) use positions::Positions;
use text::{Attributes, Texts};

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
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Node {
    /// See [`Texts`].
    text: Box<str>,
    id_bytes: u32,
    weight: u32,
    vnodes: Option<u32>,
}

impl Node {
    /// A node of weight 1. Choose an id that survives a restart of the node: everything it owns follows the id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self::from_parts(&id.into(), (1, None), (None, None), Positions::default(), [])
    }

    /// A node with everything at once; attributes sorted by name, each name once.
    pub(crate) fn from_parts<'a>(
        id: &str,
        numbers: (u32, Option<u32>),
        names: (Option<&str>, Option<&str>),
        positions: Positions<'_>,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        or_end(Self::try_from_parts(id, numbers, names, positions, attributes))
    }

    pub(crate) fn try_from_parts<'a>(
        id: &str,
        (weight, vnodes): (u32, Option<u32>),
        (placement_id, zone): (Option<&str>, Option<&str>),
        positions: Positions<'_>,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, OutOfMemory> {
        let zone = zone.filter(|zone| !zone.is_empty());
        let attributes = Attributes::write(attributes)?;
        let texts = Texts { id, placement_id, zone, positions, attributes: Attributes::read(&attributes) };
        let (text, id_bytes) = texts.write()?;
        Ok(Self { text, id_bytes, weight, vnodes })
    }

    /// A clone, if there is memory for it.
    pub(crate) fn try_clone(&self) -> Result<Self, OutOfMemory> {
        Ok(Self { text: memory::text(&self.text)?.into_boxed_str(), ..*self })
    }

    fn texts(&self) -> Texts<'_> {
        Texts::read(&self.text, self.id_bytes)
    }

    /// The same node with other texts.
    fn write(&self, texts: Texts<'_>) -> Self {
        self.try_write(texts).unwrap_or_else(|error| error.abort())
    }

    fn try_write(&self, texts: Texts<'_>) -> Result<Self, OutOfMemory> {
        let (text, id_bytes) = texts.write()?;
        Ok(Self { text, id_bytes, ..*self })
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
    pub fn with_placement_id(self, placement_id: impl Into<String>) -> Self {
        let placement_id = placement_id.into();
        self.write(Texts { placement_id: Some(&placement_id), ..self.texts() })
    }

    /// Sets the failure domain. The empty string means none.
    #[must_use]
    pub fn with_zone(self, zone: impl Into<String>) -> Self {
        let zone = zone.into();
        self.write(Texts { zone: Some(zone.as_str()).filter(|zone| !zone.is_empty()), ..self.texts() })
    }

    /// States the positions of the node's vnodes, in any order, for the placement `Explicit`: there every node of weight above
    /// 0 has some, and no other placement takes any. None are the same as not stating them.
    ///
    /// ```
    /// use vnode_ring::{Node, Position};
    ///
    /// let node = Node::new("cache-a").with_positions([Position(20), Position(10)]);
    /// assert!(node.positions().unwrap().eq([Position(10), Position(20)]));
    /// ```
    #[must_use]
    pub fn with_positions(self, positions: impl IntoIterator<Item = Position>) -> Self {
        let mut positions: Vec<Position> = positions.into_iter().collect();
        positions.sort_unstable();
        or_end(self.try_with_positions(&positions))
    }

    /// As [`with_positions`](Self::with_positions), from positions that are in order.
    pub(crate) fn try_with_positions(&self, sorted: &[Position]) -> Result<Self, OutOfMemory> {
        let positions = Positions::write(sorted.iter().copied())?;
        self.try_write(Texts { positions: Positions::read(&positions), ..self.texts() })
    }

    /// Adds an attribute, or replaces its value. Attributes are carried along and never decide placement.
    #[must_use]
    pub fn with_attribute(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with_attributes([(name.into().as_str(), value.into().as_str())])
    }

    /// Adds many attributes at once, which takes O(n log n) where one by one takes O(n^2).
    ///
    /// ```
    /// use vnode_ring::Node;
    ///
    /// let node = Node::new("cache-a").with_attributes([("rack", "r1"), ("addr", "10.0.0.1:11211")]);
    /// assert!(node.attributes().eq([("addr", "10.0.0.1:11211"), ("rack", "r1")]));
    /// ```
    #[must_use]
    pub fn with_attributes<'a>(self, attributes: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let texts = self.texts();
        let mut all: BTreeMap<&str, &str> = texts.attributes.iter().collect();
        for (name, value) in attributes {
            all.insert(name, value);
        }
        let attributes = Attributes::write(all).unwrap_or_else(|error| error.abort());
        self.write(Texts { attributes: Attributes::read(&attributes), ..texts })
    }

    /// The id, unique in a membership.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.text[..self.id_bytes as usize]
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
        self.texts().placement_id.unwrap_or_else(|| self.id())
    }

    /// Whether the node states a placement id.
    pub(crate) fn states_placement_id(&self) -> bool {
        self.texts().placement_id.is_some()
    }

    /// The failure domain.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        self.texts().zone
    }

    /// The stated positions, in order; `None` where the node states none. Those of a drained node are kept.
    #[must_use]
    pub fn positions(&self) -> Option<impl ExactSizeIterator<Item = Position> + Clone> {
        let positions = self.stated_positions();
        (!positions.is_empty()).then(|| positions.iter())
    }

    pub(crate) fn stated_positions(&self) -> Positions<'_> {
        self.texts().positions
    }

    /// One attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|(stated, _)| *stated == name).map(|(_, value)| value)
    }

    /// All attributes, sorted by name.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.texts().attributes.iter()
    }

    /// Drops what says nothing; `vnodes_by_weight` is the count that the weight alone would give.
    pub(crate) fn into_normal_form(mut self, vnodes_by_weight: u64) -> Result<Self, OutOfMemory> {
        self.vnodes = self.vnodes.filter(|&stated| u64::from(stated) != vnodes_by_weight);
        if self.texts().placement_id == Some(self.id()) {
            self = self.try_write(Texts { placement_id: None, ..self.texts() })?;
        }
        Ok(self)
    }

    /// The same node with a count that it does not state itself; `vnodes_by_weight` is the one that needs no stating.
    pub(crate) fn with_given_vnodes(mut self, vnodes: u32, vnodes_by_weight: u64) -> Self {
        self.vnodes = Some(vnodes).filter(|&vnodes| u64::from(vnodes) != vnodes_by_weight);
        self
    }

    /// The same node of that weight, which states no vnode count.
    #[cfg(feature = "compat")]
    pub(crate) const fn without_vnodes(mut self, weight: u32) -> Self {
        (self.weight, self.vnodes) = (weight, None);
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

    /// The same node in the place of another one: see [`Changes::replace`](crate::Changes::replace).
    pub(crate) fn succeeding(mut self, old: &Self) -> Self {
        (self.weight, self.vnodes) = (old.weight, old.vnodes);
        let (zone, placement_id) = (self.zone().or(old.zone()), Some(old.placement_id()));
        let positions = old.stated_positions();
        let texts = Texts { placement_id, zone, positions, ..self.texts() };
        self.write(texts)
    }
}

#[expect(clippy::missing_fields_in_debug, reason = "the text is shown as what it holds")]
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Node");
        shown
            .field("id", &self.id())
            .field("weight", &self.weight)
            .field("vnodes", &self.vnodes)
            .field("placement_id", &self.texts().placement_id)
            .field("zone", &self.zone())
            .field("attributes", &self.attributes().collect::<BTreeMap<_, _>>());
        if let Some(positions) = self.positions() {
            shown.field("positions", &positions.collect::<Vec<_>>());
        }
        shown.finish()
    }
}

#[cfg(test)]
mod tests;
