//! What views are asked about keys.

use ::vnode_ring::{NodeIndex, NodeView, Position, RingView};
use vnode_ring_c::view::vnode_ring_view;
use vnode_ring_c::view_lookup::*;

use super::HeldView;
use crate::c_api::call::{Told, Twist};
use crate::c_api::check::owner;
use crate::c_api::held::Others;
use crate::c_api::lookups::{Asked, Check, Functions, Key, Model};

/// Numbers in the image that are asked about as positions.
const NUMBERS: usize = 12;
/// Places of tiny placements.
const PLACES: u64 = 16;

impl Model for RingView<'_> {
    fn lookup(&self, key: &[u8]) -> Option<NodeIndex> {
        self.lookup(key).map(NodeView::index)
    }

    fn lookup_where(&self, key: &[u8], lets: impl Fn(NodeIndex) -> bool) -> Option<NodeIndex> {
        self.lookup_where(key, |node| lets(node.index())).map(NodeView::index)
    }

    fn key_position(&self, key: &[u8]) -> Position {
        self.key_position(key)
    }

    fn pick(&self, key: &[u8], loads: &[u64], caps: &[u64]) -> Option<NodeIndex> {
        self.pick(key, loads, caps).map(NodeView::index)
    }
}

pub(super) fn check(held: &HeldView, model: &RingView<'_>, others: Others, asked: &Asked, twist: Twist) {
    let functions = Functions {
        lookup: vnode_ring_view_lookup,
        lookup_excluding: vnode_ring_view_lookup_excluding,
        lookup_batch: vnode_ring_view_lookup_batch,
        lookup_packed: vnode_ring_view_lookup_packed,
        key_position: vnode_ring_view_key_position,
        pick: vnode_ring_view_pick,
    };
    let (object, other) = (held.object, others.than::<vnode_ring_view>());
    let it = Check { object, other, model, functions, asked, twist };
    let caps = vec![u64::from(asked.load); model.len()];
    it.all(&asked.loads(&caps), &caps);
    it.list();
    it.positions(&held.model.1.bytes);
}

impl Check<'_, vnode_ring_view, RingView<'_>> {
    fn list(&self) {
        let Asked { key: Key(key), handed, out, room, arrays, .. } = self.asked;
        let ((mut call, view), mut count) = (self.begin(), Told::new());
        let (at, length) = call.bytes(key, *handed);
        let words = out.words();
        let (bits, words_len) = out.hand(&words, &mut call);
        let mut slots = vec![u32::MAX; usize::from(room % 40)];
        let (slots_at, capacity) = call.array_mut(slots.as_mut_ptr(), slots.len(), arrays[0]);
        let count_at = call.result(&mut count);
        let status = unsafe {
            vnode_ring_view_preference_list(view, at, length, bits, words_len, slots_at, capacity, count_at)
        };
        let mut expected = vec![NodeIndex::default(); slots.len()];
        let ended = call.ended(status, || {
            let lets = |node: NodeView<'_>| out.lets(node.index());
            Ok(self.model.preference_list_into_where(key, &mut expected, lets))
        });
        count.is(ended);
        match ended {
            None => assert!(slots.iter().all(|&slot| slot == u32::MAX)),
            Some(found) => {
                let expected = expected[..found].iter().map(|&index| u32::from(index));
                assert!(slots[..found].iter().copied().eq(expected));
            }
        }
    }

    fn positions(&self, bytes: &[u8]) {
        let numbers = bytes.rchunks_exact(8).filter_map(|number| number.try_into().ok());
        let numbers = numbers.map(u64::from_le_bytes).take(NUMBERS);
        for position in (0..PLACES).map(|place| place << 60).chain([u64::MAX]).chain(numbers) {
            let ((mut call, view), mut slot) = (self.begin(), Told::new());
            let status = unsafe { vnode_ring_view_lookup_position(view, position, call.result(&mut slot)) };
            let found = self.model.lookup_position(Position(position)).map(NodeView::index);
            slot.is(call.ended(status, || owner(found)));
        }
    }
}
