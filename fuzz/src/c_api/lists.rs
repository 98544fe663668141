//! Lists of keys, and which node takes a key when others are full.

use ::vnode_ring::{Headroom, NodeIndex, NodeRef, Position, Ring, Shortage};
use vnode_ring_c::list::*;
use vnode_ring_c::lookup::*;
use vnode_ring_c::ring::vnode_ring;

use super::call::{Told, Twist, listed};
use super::held::{Held, Others};
use super::lookups::{Asked, Check, Functions, Key, Model};
use super::positions;

impl Model for Ring {
    fn lookup(&self, key: &[u8]) -> Option<NodeIndex> {
        self.lookup(key).map(NodeRef::index)
    }

    fn lookup_where(&self, key: &[u8], lets: impl Fn(NodeIndex) -> bool) -> Option<NodeIndex> {
        self.lookup_where(key, |node| lets(node.index())).map(NodeRef::index)
    }

    fn key_position(&self, key: &[u8]) -> Position {
        self.key_position(key)
    }

    fn pick(&self, key: &[u8], loads: &[u64], caps: &[u64]) -> Option<NodeIndex> {
        self.pick(key, loads, caps).map(NodeRef::index)
    }
}

pub(super) fn check(held: &Held<vnode_ring, Ring>, others: Others, asked: &Asked, twist: Twist) {
    let functions = Functions {
        lookup: vnode_ring_lookup,
        lookup_excluding: vnode_ring_lookup_excluding,
        lookup_batch: vnode_ring_lookup_batch,
        lookup_packed: vnode_ring_lookup_packed,
        key_position: vnode_ring_key_position,
        pick: vnode_ring_pick,
    };
    let (object, other) = (held.object, others.than::<vnode_ring>());
    let it = Check { object, other, model: &held.model, functions, asked, twist };
    let caps = it.fair_caps();
    it.all(&asked.loads(&caps), &caps);
    it.replicas();
    let room = (usize::from(asked.room % 8), asked.arrays[1]);
    positions::check(held, others, (asked.load % 4).into(), room, twist);
}

/// What a list is short of, as a number.
pub(super) fn shortage_number(shortage: Option<Shortage>) -> i32 {
    match shortage {
        None => VNODE_RING_SHORTAGE_NONE,
        Some(Shortage::Nodes) => VNODE_RING_SHORTAGE_NODES,
        Some(Shortage::Zones) => VNODE_RING_SHORTAGE_ZONES,
        Some(other) => unreachable!("{other:?}"),
    }
}

impl Check<'_, vnode_ring, Ring> {
    fn replicas(&self) {
        let model = self.model;
        let Asked { key: Key(key), handed, out, zones, room, arrays, .. } = self.asked;
        let ((mut call, ring), mut count, mut shortage) = (self.begin(), Told::new(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let words = out.words();
        let (bits, words_len) = out.hand(&words, &mut call);
        let mut slots = vec![u32::MAX; usize::from(room % 40)];
        let (slots_at, capacity) = call.array_mut(slots.as_mut_ptr(), slots.len(), arrays[0]);
        let (count_at, shortage_at) = (call.result(&mut count), call.optional(&mut shortage));
        let zones_number = zones.number();
        let status = unsafe {
            vnode_ring_replicas(
                ring,
                at,
                length,
                zones_number,
                bits,
                words_len,
                slots_at,
                capacity,
                count_at,
                shortage_at,
            )
        };
        let mut expected = vec![NodeIndex::default(); slots.len()];
        let ended = call.ended(status, || {
            Ok(model.replicas_into_where(key, zones.rule(), &mut expected, |node| out.lets(node.index())))
        });
        count.is(ended.map(|placed| placed.nodes));
        shortage.is(ended.map(|placed| shortage_number(placed.shortage)));
        match ended {
            None => assert!(slots.iter().all(|&slot| slot == u32::MAX)),
            Some(placed) => {
                let expected = expected[..placed.nodes].iter().map(|&index| u32::from(index));
                assert!(slots[..placed.nodes].iter().copied().eq(expected));
            }
        }
    }

    fn fair_caps(&self) -> Vec<u64> {
        let Asked { load, percent, arrays, room, .. } = self.asked;
        let (load, percent) = (u64::from(*load), u32::from(*percent));
        let expected = self.model.membership().fair_caps(load, Headroom::percent(percent));
        let (call, ring) = self.begin();
        let room = (usize::from(room % 16), arrays[1]);
        let caps = listed(call, room, Ok(expected.len()), |caps, capacity, count| unsafe {
            vnode_ring_fair_caps(ring, load, percent, caps, capacity, count)
        });
        assert!(caps.is_none_or(|caps| caps == expected));
        expected
    }
}
