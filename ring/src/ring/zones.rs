//! The zones of the nodes that have vnodes: by number, and how many nodes each has.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::membership::Membership;
use crate::memory::{self, OutOfMemory};
use crate::placement::vnode_count;
use crate::rule::{MAX_REPLICAS, ZoneRule};

/// Larger zones are not told apart: lists are hardly longer, and those that are go round once.
const LEVELS: usize = MAX_REPLICAS;

/// The zones of the nodes that have vnodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zones {
    /// The zone of each slot; of slots without vnodes it means nothing.
    of_slot: Vec<u32>,
    /// Sorted by name, which is empty for nodes without a zone.
    known: Vec<Zone>,
    /// Numbers that no zone has any more.
    free: Vec<u32>,
    /// How many nodes all zones have.
    nodes: usize,
    /// At `n`, how many zones have more than `n` nodes.
    larger_than: [u32; LEVELS],
}

#[derive(Clone, Debug)]
struct Zone {
    name: Box<str>,
    number: u32,
    nodes: u32,
}

impl Zones {
    pub(crate) fn of(membership: &Membership) -> Result<Self, OutOfMemory> {
        let mut zones = Self { of_slot: memory::with_room(membership.slots())?, ..Self::default() };
        for node in membership.nodes() {
            if vnode_count(membership.config(), node.node()) > 0 {
                zones.join(node.index().0, node.zone())?;
            }
        }
        Ok(zones)
    }

    /// The zone of a node with vnodes.
    #[inline]
    pub(crate) fn of_slot(&self, slot: u32) -> u32 {
        self.of_slot[slot as usize]
    }

    /// One more than the largest number of a zone.
    pub(crate) fn numbers(&self) -> usize {
        self.known.len() + self.free.len()
    }

    /// What stands for a slot, be there a node with vnodes or not.
    pub(crate) fn get(&self, slot: u32) -> Option<u32> {
        self.of_slot.get(slot as usize).copied()
    }

    /// How many zones have more nodes than that; 0 from [`LEVELS`] on.
    pub(crate) fn larger_than(&self, nodes: usize) -> usize {
        self.larger_than.get(nodes).map_or(0, |&zones| zones as usize)
    }

    /// How many nodes a list of that length can have, or more.
    pub(crate) fn most(&self, rule: ZoneRule, wanted: usize) -> usize {
        let wanted = wanted.min(self.nodes);
        match rule {
            ZoneRule::Max(most) if (most.get() as usize) < LEVELS => {
                let room = self.larger_than.iter().take(most.get() as usize).map(|&zones| zones as usize);
                wanted.min(room.sum())
            }
            _ => wanted,
        }
    }

    /// Gives a node vnodes.
    pub(super) fn join(&mut self, slot: u32, zone: Option<&str>) -> Result<(), OutOfMemory> {
        let at = match self.find(zone) {
            Ok(at) => at,
            Err(at) => {
                memory::reserve(&mut self.known, 1)?;
                // As much room for free numbers as there are zones, so that leaving needs no memory.
                let missing = (self.known.len() + 1).saturating_sub(self.free.len());
                memory::reserve(&mut self.free, missing)?;
                let name = memory::text(zone.unwrap_or_default())?.into_boxed_str();
                let unused = u32::try_from(self.numbers()).expect("there are no more zones than nodes");
                let number = self.free.pop().unwrap_or(unused);
                self.known.insert(at, Zone { name, number, nodes: 0 });
                at
            }
        };
        let slots = slot as usize + 1;
        if self.of_slot.len() < slots {
            let missing = slots - self.of_slot.len();
            memory::reserve(&mut self.of_slot, missing)?;
            self.of_slot.resize(slots, 0);
        }
        let zone = &mut self.known[at];
        let larger = zone.nodes as usize;
        if let Some(zones) = self.larger_than.get_mut(larger) {
            *zones += 1;
        }
        zone.nodes += 1;
        self.nodes += 1;
        self.of_slot[slot as usize] = zone.number;
        Ok(())
    }

    /// Takes the vnodes of a node away, whose zone it had.
    pub(super) fn leave(&mut self, zone: Option<&str>) {
        let at = self.find(zone).expect("a node that leaves has joined");
        self.known[at].nodes -= 1;
        self.nodes -= 1;
        if let Some(zones) = self.larger_than.get_mut(self.known[at].nodes as usize) {
            *zones -= 1;
        }
        if self.known[at].nodes == 0 {
            self.free.push(self.known.remove(at).number);
        }
    }

    fn find(&self, zone: Option<&str>) -> Result<usize, usize> {
        let name = zone.unwrap_or_default();
        self.known.binary_search_by(|zone| (*zone.name).cmp(name))
    }
}
