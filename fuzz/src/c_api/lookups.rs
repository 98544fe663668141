//! Owners of keys, by rings and by views.

use std::ffi::c_void;
use std::num::NonZeroU32;

use ::vnode_ring::{NodeIndex, Position, ZoneRule};
use arbitrary::{Arbitrary, Result, Unstructured};
use vnode_ring_c::rule::VNODE_RING_ZONES_SPREAD;
use vnode_ring_c::status::{VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NOT_FOUND, VNODE_RING_ERR_NULL};

use super::call::{Call, Handed, Told, Twist};
use super::check::owner;

/// More than are looked up at a time.
const MOST_KEYS: u8 = 130;
/// Longer than every short path of a hash.
const LONG_KEY: usize = 300;

#[derive(Clone, Debug)]
pub(super) struct Key(pub(super) Vec<u8>);

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

    pub(super) fn lets(self, node: NodeIndex) -> bool {
        let (words, index) = (self.words(), node.get());
        words.get(index / 64).is_none_or(|word| word >> (index % 64) & 1 == 0)
    }

    pub(super) fn hand(self, words: &[u64], call: &mut Call) -> (*const u64, usize) {
        call.array(words, self.handed)
    }
}

/// What is asked of a ring.
#[derive(Arbitrary, Clone, Debug)]
pub(super) struct Asked {
    pub(super) key: Key,
    pub(super) handed: Handed,
    pub(super) out: Out,
    pub(super) zones: Zones,
    pub(super) room: u8,
    keys: u8,
    pub(super) arrays: [Handed; 2],
    offsets: u8,
    pub(super) load: u8,
    pub(super) percent: u16,
}

impl Asked {
    /// Loads that leave some room and some not.
    pub(super) fn loads(&self, caps: &[u64]) -> Vec<u64> {
        let full = |slot: usize| u64::from(self.load) >> (slot % 64) & 1;
        caps.iter().enumerate().map(|(slot, cap)| cap.saturating_sub(full(slot))).collect()
    }
}

/// What rings and views are both asked.
pub(super) struct Functions<O> {
    pub(super) lookup: unsafe extern "C" fn(*const O, *const c_void, usize, *mut u32) -> i32,
    pub(super) lookup_excluding:
        unsafe extern "C" fn(*const O, *const c_void, usize, *const u64, usize, *mut u32) -> i32,
    pub(super) lookup_batch:
        unsafe extern "C" fn(*const O, *const *const c_void, *const usize, usize, *mut u32) -> i32,
    pub(super) lookup_packed:
        unsafe extern "C" fn(*const O, *const c_void, usize, *const usize, usize, *mut u32) -> i32,
    pub(super) key_position: unsafe extern "C" fn(*const O, *const c_void, usize, *mut u64) -> i32,
    pub(super) pick:
        unsafe extern "C" fn(*const O, *const c_void, usize, *const u64, *const u64, usize, *mut u32) -> i32,
}

/// The same of the library.
pub(super) trait Model {
    fn lookup(&self, key: &[u8]) -> Option<NodeIndex>;
    fn lookup_where(&self, key: &[u8], lets: impl Fn(NodeIndex) -> bool) -> Option<NodeIndex>;
    fn key_position(&self, key: &[u8]) -> Position;
    fn pick(&self, key: &[u8], loads: &[u64], caps: &[u64]) -> Option<NodeIndex>;
}

/// An object that is asked.
pub(super) struct Check<'a, O, M> {
    pub(super) object: *mut O,
    pub(super) other: *mut c_void,
    pub(super) model: &'a M,
    pub(super) functions: Functions<O>,
    pub(super) asked: &'a Asked,
    pub(super) twist: Twist,
}

impl<O, M: Model> Check<'_, O, M> {
    pub(super) fn all(&self, loads: &[u64], caps: &[u64]) {
        self.one();
        self.parallel();
        self.packed();
        self.pick(loads, caps);
    }

    pub(super) fn begin(&self) -> (Call, *mut O) {
        let mut call = Call::new(self.twist);
        let object = call.object(self.object, self.other);
        (call, object)
    }

    fn one(&self) {
        let model = self.model;
        let Asked { key: Key(key), handed, out, .. } = self.asked;
        let ((mut call, ring), mut slot) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let status = unsafe { (self.functions.lookup)(ring, at, length, call.result(&mut slot)) };
        slot.is(call.ended(status, || owner(model.lookup(key))));

        let ((mut call, ring), mut slot) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let words = out.words();
        let (bits, count) = out.hand(&words, &mut call);
        let status = unsafe {
            (self.functions.lookup_excluding)(ring, at, length, bits, count, call.result(&mut slot))
        };
        slot.is(call.ended(status, || owner(model.lookup_where(key, |node| out.lets(node)))));

        let ((mut call, ring), mut position) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let status = unsafe { (self.functions.key_position)(ring, at, length, call.result(&mut position)) };
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
        if pointers_at.is_null() && count > 0 {
            call.wrong(VNODE_RING_ERR_NULL);
        }
        let status =
            unsafe { (self.functions.lookup_batch)(ring, pointers_at, lengths.as_ptr(), count, slots_at) };
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
            (self.functions.lookup_packed)(ring, bytes_at, bytes_len, offsets_at, count, slots.as_mut_ptr())
        };
        let shifted: Vec<_> =
            offsets.windows(2).filter_map(|pair| Some(bytes.get(pair[0]..pair[1])?.to_vec())).collect();
        if let Some(owners) = call.ended(status, || self.owners(&shifted)) {
            assert_eq!(slots, owners);
        }
    }

    fn pick(&self, loads: &[u64], caps: &[u64]) {
        let Asked { key: Key(key), handed, arrays, .. } = self.asked;
        let ((mut call, object), mut slot) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let (loads_at, slot_count) = call.array(loads, arrays[0]);
        let (place, caps_at) = (call.result(&mut slot), caps.as_ptr());
        let status =
            unsafe { (self.functions.pick)(object, at, length, loads_at, caps_at, slot_count, place) };
        slot.is(call.ended(status, || owner(self.model.pick(key, loads, caps))));
    }
}
