//! The naive model of a membership: a map. Written from the documentation, and as slow as it likes.

use std::collections::{BTreeMap, BTreeSet};

use vnode_ring::{Config, KeyHasher, Node, Placement, Position, Secret, VnodeSequence};

use crate::ops::{Setup, Stated, Step};
use crate::seeds::SECRET;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Described {
    weight: u32,
    vnodes: Option<u32>,
    placement_id: Option<&'static str>,
    zone: Option<&'static str>,
    attributes: BTreeMap<&'static str, &'static str>,
}

/// The nodes of a membership, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    vnodes_per_weight: u32,
    nodes: BTreeMap<&'static str, Described>,
}

impl Content {
    pub(crate) fn new(setup: Setup) -> Self {
        Self { vnodes_per_weight: setup.vnodes_per_weight(), nodes: BTreeMap::new() }
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.nodes.keys().copied()
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.nodes.contains_key(id)
    }

    /// The nodes as the library writes them down.
    pub(crate) fn nodes(&self) -> impl ExactSizeIterator<Item = Node> {
        self.nodes.iter().map(|(&id, described)| {
            let mut node = Node::new(id)
                .with_weight(described.weight)
                .with_zone(described.zone.unwrap_or_default())
                .with_attributes(described.attributes.iter().map(|(&name, &value)| (name, value)));
            if let Some(vnodes) = described.vnodes {
                node = node.with_vnodes(vnodes);
            }
            if let Some(placement_id) = described.placement_id {
                node = node.with_placement_id(placement_id);
            }
            node
        })
    }

    pub(crate) fn vnodes_of(&self, id: &str) -> u64 {
        let node = &self.nodes[id];
        node.vnodes.map_or(u64::from(node.weight) * u64::from(self.vnodes_per_weight), u64::from)
    }

    pub(crate) fn vnodes(&self) -> u64 {
        self.ids().map(|id| self.vnodes_of(id)).sum()
    }

    pub(crate) fn placement_id<'a>(&self, id: &'a str) -> &'a str {
        self.nodes[id].placement_id.unwrap_or(id)
    }

    /// Whether each placement id is there once.
    pub(crate) fn is_valid(&self) -> bool {
        let placement_ids: BTreeSet<&str> = self.ids().map(|id| self.placement_id(id)).collect();
        placement_ids.len() == self.nodes.len()
    }

    /// The ids of nodes that differ, in order.
    pub(crate) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let ids: BTreeSet<_> = self.ids().chain(other.ids()).collect();
        ids.into_iter().filter(|id| self.nodes.get(id) != other.nodes.get(id)).collect()
    }

    /// `None` where a node breaks a limit.
    fn put(&mut self, id: &'static str, mut node: Described) -> Option<()> {
        let is_id = |id: &str| !id.is_empty() && !id.contains(|c: char| c.is_ascii_control());
        let kept = is_id(id)
            && node.placement_id.is_none_or(is_id)
            && !node.attributes.contains_key("")
            && node.vnodes.is_none_or(|vnodes| vnodes > 0 && node.weight > 0);
        let by_weight = u64::from(node.weight) * u64::from(self.vnodes_per_weight);
        node.vnodes = node.vnodes.filter(|&vnodes| u64::from(vnodes) != by_weight);
        node.placement_id = node.placement_id.filter(|&placement_id| placement_id != id);
        self.nodes.insert(id, node);
        kept.then_some(())
    }

    pub(crate) fn add(&mut self, stated: &Stated) -> Option<()> {
        let new = !self.has(stated.id.0);
        new.then_some(()).and_then(|()| self.put(stated.id.0, described(stated, None)))
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<()> {
        self.nodes.remove(id).map(drop)
    }

    /// Takes over a node as it is elsewhere.
    pub(crate) fn take_from(&mut self, other: &Self, id: &'static str) -> Option<()> {
        let new = !self.has(id);
        self.put(id, other.nodes.get(id)?.clone())?;
        new.then_some(())
    }

    pub(crate) fn upsert(&mut self, stated: &Stated) -> Option<()> {
        let node = described(stated, self.nodes.get(stated.id.0));
        self.put(stated.id.0, node)
    }

    pub(crate) fn reconcile(&mut self, list: &[Stated]) -> Option<()> {
        let ids: BTreeSet<_> = list.iter().map(|stated| stated.id.0).collect();
        list.iter().try_for_each(|stated| self.upsert(stated))?;
        self.nodes.retain(|id, _| ids.contains(id));
        (ids.len() == list.len()).then_some(())
    }

    /// `None` where the step must be refused.
    pub(crate) fn step(&mut self, step: &Step) -> Option<()> {
        match step {
            Step::Add(stated) => self.add(stated),
            Step::Remove(id) => self.remove(id.0),
            Step::Reweight(id, weight) => {
                let node = self.nodes.get_mut(id.0)?;
                if node.weight != weight.0 {
                    (node.weight, node.vnodes) = (weight.0, None);
                }
                Some(())
            }
            Step::SetVnodes(id, vnodes) => {
                let node = self.nodes.get(id.0)?.clone();
                self.put(id.0, Described { vnodes: Some((*vnodes).into()), ..node })
            }
            Step::Replace(id, stated) => {
                let old_placement_id = self.has(id.0).then(|| self.placement_id(id.0))?;
                let old = self.nodes.remove(id.0)?;
                let new = described(stated, None);
                let taken = self.has(stated.id.0);
                self.put(
                    stated.id.0,
                    Described {
                        weight: old.weight,
                        vnodes: old.vnodes,
                        placement_id: Some(old_placement_id),
                        zone: new.zone.or(old.zone),
                        ..new
                    },
                )?;
                (!taken).then_some(())
            }
            Step::Upsert(stated) => self.upsert(stated),
        }
    }
}

/// What a statement makes of a node, or of none.
fn described(stated: &Stated, member: Option<&Described>) -> Described {
    let weight = stated.weight.map(|weight| weight.0).or(member.map(|member| member.weight)).unwrap_or(1);
    let kept = member.filter(|member| member.weight == weight);
    let zone = match stated.zone {
        Some(zone) => Some(zone.0).filter(|zone| !zone.is_empty()),
        None => member.and_then(|member| member.zone),
    };
    let attributes = match stated.attributes {
        Some(attributes) => attributes.into_iter().map(|(name, value)| (name.0, value.0)).collect(),
        None => member.map_or_else(BTreeMap::new, |member| member.attributes.clone()),
    };
    Described {
        weight,
        vnodes: stated.vnodes.map(u32::from).or(kept.and_then(|kept| kept.vnodes)),
        placement_id: stated.placement_id.map(|id| id.0).or(member.and_then(|member| member.placement_id)),
        zone,
        attributes,
    }
}

/// The circle: where the vnodes of a content stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Circle {
    setup: Setup,
}

impl Circle {
    pub(crate) const fn new(setup: Setup) -> Self {
        Self { setup }
    }

    pub(crate) fn config(self) -> Config {
        let config = Config::default()
            .with_placement(Placement::Tiny { bits: self.setup.width.bits() })
            .with_seed(self.setup.seed.into())
            .with_vnodes_per_weight(self.setup.vnodes_per_weight());
        if self.setup.keyed { config.with_secret(&Secret::new(SECRET)) } else { config }
    }

    pub(crate) fn key_hasher(self) -> KeyHasher {
        match self.setup.keyed {
            true => KeyHasher::siphash13(&Secret::new(SECRET)),
            false => KeyHasher::xxh3(self.setup.seed.into()),
        }
    }

    /// The positions of one node, in the order of its sequence.
    pub(crate) fn positions(self, content: &Content, id: &str) -> impl Iterator<Item = Position> + use<> {
        let sequence = VnodeSequence::native(self.setup.seed.into(), content.placement_id(id).as_bytes());
        let dropped = u64::BITS - self.setup.width.bits();
        // What a full sequence gives is cut here, not by the library.
        let kept = u64::MAX.checked_shl(dropped).unwrap_or(0);
        (0..content.vnodes_of(id)).map(move |index| Position(sequence.position(index).0 & kept))
    }

    /// All vnodes in order: position, placement id, id.
    pub(crate) fn in_order(self, content: &Content) -> Vec<(Position, &str, &str)> {
        let vnodes_of = |id| self.positions(content, id).map(move |at| (at, content.placement_id(id), id));
        let mut vnodes: Vec<_> = content.ids().flat_map(vnodes_of).collect();
        vnodes.sort_unstable();
        vnodes
    }

    /// All nodes with vnodes, sorted by the clockwise distance to their nearest vnode, then by placement id.
    pub(crate) fn list(self, content: &Content, key: Position) -> Vec<&str> {
        let nearest = |id| self.positions(content, id).map(|vnode| key.distance_to(vnode)).min();
        let mut ranked: Vec<_> =
            content.ids().filter_map(|id| Some((nearest(id)?, content.placement_id(id), id))).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, _, id)| id).collect()
    }
}
