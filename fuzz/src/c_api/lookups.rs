//! Owners and lists of keys.

use std::ffi::c_void;
use std::num::NonZeroU32;

use ::vnode_ring::{Headroom, NodeIndex, NodeRef, Ring, Shortage, ZoneRule};
use arbitrary::{Arbitrary, Result, Unstructured};
use vnode_ring_c::list::*;
use vnode_ring_c::lookup::*;
use vnode_ring_c::ring::vnode_ring;
use vnode_ring_c::rule::VNODE_RING_ZONES_SPREAD;
use vnode_ring_c::status::{VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_BUFFER, VNODE_RING_ERR_NOT_FOUND};

use super::call::{Call, Handed, Told, Twist};
use super::check::owner;
use super::held::{Held, Others};

/// More than are looked up at a time.
const MOST_KEYS: u8 = 130;
/// Longer than every short path of a hash.
const LONG_KEY: usize = 300;

#[derive(Clone, Debug)]
struct Key(Vec<u8>);

impl<'a> Arbitrary<'a> for Key {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let byte = u8::arbitrary(u)?;
        Ok(Self(match byte {
            0..=9 => vec![byte; LONG_KEY],
            _ => u.bytes(usize::from(byte % 4).min(u.len()))?.to_vec(),
        }))
    }
}

/// A rule about zones, as C and the library state it.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Zones(u8);

impl Zones {
    pub(super) fn number(self) -> u32 {
        match self.0 % 5 {
            4 => VNODE_RING_ZONES_SPREAD,
            most => most.into(),
        }
    }

    pub(super) fn rule(self) -> ZoneRule {
        match self.number() {
            VNODE_RING_ZONES_SPREAD => ZoneRule::Spread,
            most => NonZeroU32::new(most).map_or(ZoneRule::Any, ZoneRule::Max),
        }
    }
}

/// Nodes that are out, by their slots.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Out {
    mask: u8,
    none: bool,
    handed: Handed,
}

impl Out {
    pub(super) fn words(self) -> Vec<u64> {
        if self.none { Vec::new() } else { vec![self.mask.into()] }
    }

    pub(super) fn lets(self, node: NodeRef<'_>) -> bool {
        let words = self.words();
        let index = node.index().get();
        words.get(index / 64).is_none_or(|word| word >> (index % 64) & 1 == 0)
    }

    pub(super) fn hand(self, words: &[u64], call: &mut Call) -> (*const u64, usize) {
        call.array(words, self.handed)
    }
}

/// What is asked of a ring.
#[derive(Arbitrary, Clone, Debug)]
pub(super) struct Asked {
    key: Key,
    handed: Handed,
    out: Out,
    zones: Zones,
    room: u8,
    keys: u8,
    arrays: [Handed; 2],
    offsets: u8,
    load: u8,
    percent: u16,
}

pub(super) fn check(held: &Held<vnode_ring, Ring>, others: Others, asked: &Asked, twist: Twist) {
    let it = Check { object: held.object, model: &held.model, others, asked, twist };
    it.one();
    it.parallel();
    it.packed();
    it.replicas();
    it.bounded();
}

struct Check<'a> {
    object: *mut vnode_ring,
    model: &'a Ring,
    others: Others,
    asked: &'a Asked,
    twist: Twist,
}

impl Check<'_> {
    fn begin(&self) -> (Call, *mut vnode_ring) {
        let mut call = Call::new(self.twist);
        let object = call.object(self.object, self.others.delta);
        (call, object)
    }

    fn one(&self) {
        let model = self.model;
        let Asked { key: Key(key), handed, out, .. } = self.asked;
        let ((mut call, ring), mut slot) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let status = unsafe { vnode_ring_lookup(ring, at, length, call.result(&mut slot)) };
        slot.is(call.ended(status, || owner(model.lookup(key))));

        let ((mut call, ring), mut slot) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let words = out.words();
        let (bits, count) = out.hand(&words, &mut call);
        let status =
            unsafe { vnode_ring_lookup_excluding(ring, at, length, bits, count, call.result(&mut slot)) };
        slot.is(call.ended(status, || owner(model.lookup_where(key, |node| out.lets(node)))));

        let ((mut call, ring), mut position) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let status = unsafe { vnode_ring_key_position(ring, at, length, call.result(&mut position)) };
        position.is(call.ended(status, || Ok(model.key_position(key).0)));
    }

    /// Keys, all different, of one length and more.
    fn keys(&self) -> Vec<Vec<u8>> {
        let key = |number| [&self.asked.key.0[..], &[number]].concat();
        (0..self.asked.keys % MOST_KEYS).map(key).collect()
    }

    fn owners(&self, keys: &[Vec<u8>]) -> std::result::Result<Vec<u32>, i32> {
        keys.iter().map(|key| owner(self.model.lookup(key))).collect()
    }

    fn parallel(&self) {
        let (keys, [of_keys, of_slots]) = (self.keys(), self.asked.arrays);
        let (mut call, ring) = self.begin();
        let pointers: Vec<*const c_void> = keys.iter().map(|key| key.as_ptr().cast()).collect();
        let mut lengths: Vec<usize> = keys.iter().map(Vec::len).collect();
        if let (Handed::NotUtf8, Some(last)) = (of_keys, lengths.last_mut()) {
            // Not the array but a key in it. Keys before it might find no owner first.
            *last = usize::MAX;
            call.wrong(VNODE_RING_ERR_ARGUMENT);
            call.wrong(VNODE_RING_ERR_NOT_FOUND);
        }
        let mut slots = vec![u32::MAX; keys.len()];
        let (pointers_at, count) = call.array(&pointers, of_keys);
        // One count is that of all three.
        let (slots_at, count) = if count == keys.len() {
            call.array_mut(slots.as_mut_ptr(), keys.len(), of_slots)
        } else {
            (slots.as_mut_ptr(), count)
        };
        let status = unsafe { vnode_ring_lookup_batch(ring, pointers_at, lengths.as_ptr(), count, slots_at) };
        if let Some(owners) = call.ended(status, || self.owners(&keys)) {
            assert_eq!(slots, owners);
        }
    }

    fn packed(&self) {
        let (keys, [of_offsets, of_bytes]) = (self.keys(), self.asked.arrays);
        let (mut call, ring) = self.begin();
        let bytes = keys.concat();
        let mut offsets = vec![0];
        for key in &keys {
            offsets.push(offsets.last().expect("there is one") + key.len());
        }
        let spoilt = usize::from(self.asked.offsets);
        if self.asked.offsets > 200 && spoilt % 60 < keys.len() {
            // The end of a key comes before its start or after all bytes. Keys before it might find no owner first.
            offsets[spoilt % 60 + 1] = if spoilt % 2 == 0 { usize::MAX } else { 0 };
            if offsets.windows(2).any(|pair| pair[0] > pair[1] || pair[1] > bytes.len()) {
                call.wrong(VNODE_RING_ERR_ARGUMENT);
                call.wrong(VNODE_RING_ERR_NOT_FOUND);
            }
        }
        let count = match of_offsets {
            Handed::Huge => {
                call.wrong(VNODE_RING_ERR_ARGUMENT);
                usize::MAX
            }
            _ => keys.len(),
        };
        let offsets_handed = if of_offsets == Handed::Huge { Handed::Fine } else { of_offsets };
        let (offsets_at, _) = call.array(&offsets, offsets_handed);
        let (bytes_at, bytes_len) = call.bytes(&bytes, of_bytes);
        let mut slots = vec![u32::MAX; keys.len()];
        let status = unsafe {
            vnode_ring_lookup_packed(ring, bytes_at, bytes_len, offsets_at, count, slots.as_mut_ptr())
        };
        let shifted: Vec<_> =
            offsets.windows(2).filter_map(|pair| Some(bytes.get(pair[0]..pair[1])?.to_vec())).collect();
        if let Some(owners) = call.ended(status, || self.owners(&shifted)) {
            assert_eq!(slots, owners);
        }
    }

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
            Ok(model.replicas_into_where(key, zones.rule(), &mut expected, |node| out.lets(node)))
        });
        count.is(ended.map(|placed| placed.nodes));
        shortage.is(ended.map(|placed| match placed.shortage {
            None => VNODE_RING_SHORTAGE_NONE,
            Some(Shortage::Nodes) => VNODE_RING_SHORTAGE_NODES,
            Some(Shortage::Zones) => VNODE_RING_SHORTAGE_ZONES,
            Some(other) => unreachable!("{other:?}"),
        }));
        match ended {
            None => assert!(slots.iter().all(|&slot| slot == u32::MAX)),
            Some(placed) => {
                let expected = expected[..placed.nodes].iter().map(|&index| u32::from(index));
                assert!(slots[..placed.nodes].iter().copied().eq(expected));
            }
        }
    }

    fn bounded(&self) {
        let model = self.model;
        let Asked { key: Key(key), handed, load, percent, arrays, room, .. } = self.asked;
        let expected = model.membership().fair_caps((*load).into(), Headroom::percent((*percent).into()));
        let ((mut call, ring), mut count) = (self.begin(), Told::new());
        let mut caps = vec![u64::MAX; usize::from(room % 16)];
        if caps.len() < expected.len() {
            call.wrong(VNODE_RING_ERR_BUFFER);
        }
        let caps_handed = if expected.is_empty() { Handed::Fine } else { arrays[1] };
        let (caps_at, capacity) = call.array_mut(caps.as_mut_ptr(), caps.len(), caps_handed);
        let (load, percent) = (u64::from(*load), u32::from(*percent));
        let status =
            unsafe { vnode_ring_fair_caps(ring, load, percent, caps_at, capacity, call.result(&mut count)) };
        let ended = call.ended(status, || Ok(expected.len()));
        count.is(ended);
        let written = ended.unwrap_or(0);
        assert_eq!(caps[..written], expected[..written]);
        assert!(caps[written..].iter().all(|&cap| cap == u64::MAX));

        // Loads that leave some room and some not.
        let loads: Vec<u64> =
            (0..).zip(&expected).map(|(slot, cap)| cap.saturating_sub(load >> slot & 1)).collect();
        let ((mut call, ring), mut slot) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let (loads_at, slot_count) = call.array(&loads, arrays[0]);
        let status = unsafe {
            vnode_ring_pick(ring, at, length, loads_at, expected.as_ptr(), slot_count, call.result(&mut slot))
        };
        slot.is(call.ended(status, || owner(model.pick(key, &loads, &expected))));
    }
}
