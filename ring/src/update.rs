//! What a source of nodes states about one of them.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::memory::or_end;
use crate::node::{Node, Positions};
use crate::position::Position;

/// What a source (a registry, a file) states about a node. What it does not state is kept as it is.
///
/// A source rarely knows everything: a registry states addresses and weights, while a calibrated vnode count or a
/// placement id that a replacement inherited are known here only. An update must not undo them.
///
/// ```
/// use vnode_ring::{Node, NodeUpdate};
///
/// let member = Node::new("cache-a").with_vnodes(300).with_attribute("addr", "10.0.0.1");
/// let moved = NodeUpdate::new("cache-a").with_attribute("addr", "10.0.0.2");
/// assert_eq!(moved.apply_to(Some(&member)), member.with_attribute("addr", "10.0.0.2"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodeUpdate {
    id: String,
    weight: Option<u32>,
    vnodes: Option<u32>,
    /// As [`Positions`] are written; the empty text states that there are none.
    positions: Option<Box<str>>,
    placement_id: Option<String>,
    /// The empty string states that there is none.
    zone: Option<String>,
    attributes: Option<BTreeMap<String, String>>,
}

impl NodeUpdate {
    /// An update that states nothing but that the node is there.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            weight: None,
            vnodes: None,
            positions: None,
            placement_id: None,
            zone: None,
            attributes: None,
        }
    }

    /// States the weight; 0 drains the node. Another weight than the member's clears the member's vnode count, which
    /// belonged to the old one, unless the update states a count too.
    #[must_use]
    pub const fn with_weight(mut self, weight: u32) -> Self {
        self.weight = Some(weight);
        self
    }

    /// States the number of vnodes, at least 1.
    #[must_use]
    pub const fn with_vnodes(mut self, vnodes: u32) -> Self {
        self.vnodes = Some(vnodes);
        self
    }

    /// States the positions of the node's vnodes: see [`Node::with_positions`]. None of them state that there are none.
    ///
    /// ```
    /// use vnode_ring::{NodeUpdate, Position};
    ///
    /// let update = NodeUpdate::new("a").with_positions([Position(7)]);
    /// assert!(update.apply_to(None).positions().unwrap().eq([Position(7)]));
    /// ```
    #[must_use]
    pub fn with_positions(mut self, positions: impl IntoIterator<Item = Position>) -> Self {
        let mut positions: Vec<Position> = positions.into_iter().collect();
        positions.sort_unstable();
        self.positions = Some(or_end(Positions::write(positions.into_iter())).into_boxed_str());
        self
    }

    /// States the id that the node's vnodes derive from. The node's own id states that it inherits none.
    #[must_use]
    pub fn with_placement_id(mut self, placement_id: impl Into<String>) -> Self {
        self.placement_id = Some(placement_id.into());
        self
    }

    /// States the failure domain. The empty string states that there is none.
    #[must_use]
    pub fn with_zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// States all attributes: a member loses those that are not among them.
    #[must_use]
    pub fn with_attributes<N: Into<String>, V: Into<String>>(
        mut self,
        attributes: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let owned = attributes.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.attributes = Some(owned.collect());
        self
    }

    /// Adds one attribute to those stated. From the first one on, a member loses those that are not among them.
    #[must_use]
    pub fn with_attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    /// The id of the node.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The stated weight.
    #[must_use]
    pub const fn weight(&self) -> Option<u32> {
        self.weight
    }

    /// The stated number of vnodes.
    #[must_use]
    pub const fn vnodes(&self) -> Option<u32> {
        self.vnodes
    }

    /// The stated positions, in order.
    #[must_use]
    pub fn positions(&self) -> Option<impl ExactSizeIterator<Item = Position> + Clone> {
        self.stated_positions().map(Positions::iter)
    }

    pub(crate) fn stated_positions(&self) -> Option<Positions<'_>> {
        self.positions.as_deref().map(Positions::read)
    }

    /// The stated placement id.
    #[must_use]
    pub fn placement_id(&self) -> Option<&str> {
        self.placement_id.as_deref()
    }

    /// The stated zone; empty where it states that there is none.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// The stated attributes, sorted by name.
    #[must_use]
    pub fn attributes(&self) -> Option<impl ExactSizeIterator<Item = (&str, &str)>> {
        let pairs = self.attributes.as_ref()?.iter();
        Some(pairs.map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The node as it is after the update: `member` is what it was before, if it was there. Nothing is checked; that
    /// happens where the node enters a membership.
    ///
    /// ```
    /// use vnode_ring::{Node, NodeUpdate};
    ///
    /// let update = NodeUpdate::new("a").with_weight(3);
    /// assert_eq!(update.apply_to(None), Node::new("a").with_weight(3));
    ///
    /// let calibrated = Node::new("a").with_weight(2).with_vnodes(500).with_zone("eu-1");
    /// assert_eq!(update.apply_to(Some(&calibrated)), Node::new("a").with_weight(3).with_zone("eu-1"));
    /// ```
    #[must_use]
    pub fn apply_to(&self, member: Option<&Node>) -> Node {
        let weight = self.weight.or(member.map(Node::weight));
        let kept_vnodes = member.filter(|member| weight == Some(member.weight())).and_then(Node::vnodes);
        let kept_placement_id = member.filter(|member| member.states_placement_id()).map(Node::placement_id);

        let vnodes = self.vnodes.or(kept_vnodes);
        let placement_id = self.placement_id().or(kept_placement_id);
        let positions = self.stated_positions().or(member.map(Node::stated_positions));
        let zone = self.zone().or(member.and_then(Node::zone));
        let stated = self.attributes().into_iter().flatten();
        let kept = member.filter(|_| self.attributes.is_none()).into_iter().flat_map(Node::attributes);
        Node::from_parts(
            &self.id,
            (weight.unwrap_or(1), vnodes),
            (placement_id, zone),
            positions.unwrap_or_default(),
            stated.chain(kept),
        )
    }
}

/// States all that the node states: weight, zone and attributes, also where there are none, and a vnode count or
/// placement id only where the node has one of its own, and positions only where it has some.
impl From<Node> for NodeUpdate {
    fn from(node: Node) -> Self {
        let mut update = Self::new(node.id())
            .with_weight(node.weight())
            .with_zone(node.zone().unwrap_or_default())
            .with_attributes(node.attributes());
        update.vnodes = node.vnodes();
        update.positions = node.positions().map(|_| node.stated_positions().written().into());
        update.placement_id = node.states_placement_id().then(|| node.placement_id().into());
        update
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
