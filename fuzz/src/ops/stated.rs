//! What is stated of a node, and how rings of each placement take it.

use arbitrary::Arbitrary;
use vnode_ring::{Node, NodeUpdate, Placement, Position};

use super::{IDS, Id, Text, Weight};

/// For each id the number of a server. Two of them have the same points, and one is none.
const NUMBERS: [&str; IDS.len()] = ["2", "1048577", "3", "2147483647", "1", "10", "11", "4096", "01"];
/// For each id an address. Some have the same points, and one is none.
const ADDRESSES: [&str; IDS.len()] =
    ["10.0.0.2", "10.0.0.1", "10.0.0.1:80", "::1", "[::1]:80", "10.0.0.3", "::2", "127.0.0.1", "10.0.0"];
/// For each id an address with a port, but for one.
const SOCKETS: [&str; IDS.len()] = [
    "10.0.0.1:80",
    "10.0.0.1:81",
    "10.0.0.2:80",
    "[::1]:80",
    "[::1]:81",
    "10.0.0.2:81",
    "[::2]:80",
    "127.0.0.1:1",
    "10.0.0.1",
];

/// What is stated of a node.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) struct Stated {
    pub(crate) id: Id,
    pub(crate) weight: Option<Weight>,
    pub(crate) vnodes: Option<u8>,
    pub(crate) placement_id: Option<Id>,
    pub(crate) zone: Option<Text>,
    /// No attributes at all, or perhaps one.
    pub(crate) attributes: Option<Option<(Text, Text)>>,
    /// Never, but for [`placed`](Self::placed).
    #[arbitrary(default)]
    pub(crate) positions: Option<u8>,
}

impl Stated {
    /// An id alone.
    pub(crate) const fn of(id: &'static str) -> Self {
        Self {
            id: Id(id),
            weight: None,
            vnodes: None,
            placement_id: None,
            zone: None,
            attributes: None,
            positions: None,
        }
    }

    /// As a ring of that placement takes it, but for now and then.
    pub(crate) fn placed(self, placement: Placement) -> Self {
        match placement {
            Placement::HaproxyId | Placement::HaproxyId30 => self.named(&NUMBERS),
            Placement::HaproxyAddr => self.named(&ADDRESSES),
            Placement::HaproxyAddrPort => self.named(&SOCKETS),
            _ => self.positioned(placement == Placement::Explicit),
        }
    }

    /// Mostly positions where there would be vnodes, if the ring is one of stated positions.
    fn positioned(mut self, explicit: bool) -> Self {
        let of_id = u8::try_from(self.id.0.len()).ok().filter(|_| self.placement_id.is_none());
        (self.vnodes, self.positions) = match (explicit, self.vnodes) {
            (true, None) => (None, of_id),
            (true, Some(byte @ ..=239)) => (None, Some(byte)),
            (true, Some(byte @ 240..=247)) | (false, Some(byte @ 254..)) => (Some(byte), Some(byte)),
            (_, others) => (others, None),
        };
        self
    }

    /// Mostly few vnodes and, in place of the placement id, the one that stands for it, so that several nodes have room.
    /// Where none is stated, the id may do.
    fn named(mut self, placement_ids: &[&'static str; IDS.len()]) -> Self {
        let stands_for = |id: Id| Id(placement_ids[IDS.iter().position(|&one| one == id.0).unwrap_or(0)]);
        let left = self.vnodes.is_some_and(|byte| byte > 239);
        if !left {
            let placement_id = stands_for(self.placement_id.unwrap_or(self.id));
            self.placement_id = Some(placement_id).filter(|&id| self.placement_id.is_some() || id != self.id);
            self.vnodes = self.vnodes.map(|byte| byte % 16);
        }
        self
    }

    /// Of few positions, so that nodes share some; now and then one of them twice.
    pub(crate) fn positions(&self) -> Option<Vec<u64>> {
        let byte = self.positions?;
        let at = |number: u8| match number {
            0..24 => u64::from(number),
            others => u64::MAX - u64::from(others - 24),
        };
        Some(match byte % 16 {
            0 => Vec::new(),
            15 => vec![at(byte / 8), 7, at(byte / 8)],
            count => (0..=count % 5).rev().map(|index| at(byte / 16 + 3 * index)).collect(),
        })
    }

    pub(crate) fn node(&self) -> Node {
        let mut node = Node::new(self.id.0);
        if let Some(weight) = self.weight {
            node = node.with_weight(weight.0);
        }
        if let Some(vnodes) = self.vnodes {
            node = node.with_vnodes(vnodes.into());
        }
        if let Some(placement_id) = self.placement_id {
            node = node.with_placement_id(placement_id.0);
        }
        if let Some(zone) = self.zone {
            node = node.with_zone(zone.0);
        }
        if let Some(Some((name, value))) = self.attributes {
            node = node.with_attribute(name.0, value.0);
        }
        if let Some(positions) = self.positions() {
            node = node.with_positions(positions.into_iter().map(Position));
        }
        node
    }

    pub(crate) fn update(&self) -> NodeUpdate {
        let mut update = NodeUpdate::new(self.id.0);
        if let Some(weight) = self.weight {
            update = update.with_weight(weight.0);
        }
        if let Some(vnodes) = self.vnodes {
            update = update.with_vnodes(vnodes.into());
        }
        if let Some(placement_id) = self.placement_id {
            update = update.with_placement_id(placement_id.0);
        }
        if let Some(zone) = self.zone {
            update = update.with_zone(zone.0);
        }
        if let Some(attributes) = self.attributes {
            update = update.with_attributes(attributes.map(|(name, value)| (name.0, value.0)));
        }
        if let Some(positions) = self.positions() {
            update = update.with_positions(positions.into_iter().map(Position));
        }
        update
    }
}
