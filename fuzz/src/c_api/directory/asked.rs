//! What a directory is asked, some of it with what is wrong.

use ::vnode_ring::{MatchError, NodeIndex, NodeRef, Status};
use arbitrary::Arbitrary;
use vnode_ring_c::directory_match::*;
use vnode_ring_c::directory_member::*;
use vnode_ring_c::status::{VNODE_RING_ERR_NO_GROUP, VNODE_RING_ERR_NOT_FOUND};

use super::{HeldDirectory, Named, check, matches};
use crate::c_api::call::{Call, Handed, Texts, Told, Twist};
use crate::c_api::held::Others;
use crate::c_api::lists::shortage_number;
use crate::c_api::lookups::{Key, Zones};
use crate::c_api::shown::text;
use crate::ops::Id;

/// What is asked of a directory.
#[derive(Arbitrary, Clone, Debug)]
pub(in crate::c_api) struct Asked {
    group: Named,
    id: Id,
    key: Key,
    texts: Texts,
    flags: u8,
    zones: Zones,
    room: u8,
    array: Handed,
}

impl Asked {
    pub(super) fn check(&self, held: &HeldDirectory, others: Others, twist: Twist) {
        let group = (self.group.name(), self.texts.of(0));
        let room = (usize::from(self.room % 8), self.array);
        check::groups(held, others, room, twist);
        check::group(held, others, group, twist);
        check::members(held, others, group, room, twist);
        check::member(held, others, group, (self.id.0, self.texts.of(1)), twist);
        self.attribute(held, others, twist);
        check::positions(held, others, group, u32::from(self.room / 16), room, twist);
        let flags = match self.flags {
            0..=139 => 0,
            140..=239 => VNODE_RING_MATCH_ANY_STATUS,
            others => others.into(),
        };
        matches::check(held, others, group, (&self.key.0, self.texts.of(1)), flags, twist);
        self.replicas(held, others, twist);
    }

    fn attribute(&self, held: &HeldDirectory, others: Others, twist: Twist) {
        let (mut call, mut value, mut length) = (Call::new(twist), Told::new(), Told::new());
        let object = held.hand(&mut call, others);
        let (group, group_len) = call.text(self.group.name(), self.texts.of(0));
        let (name, name_len) = call.text("x", self.texts.of(1));
        let slot = u32::from(self.room % 8);
        let (value_at, length_at) = (call.result(&mut value), call.result(&mut length));
        let status = unsafe {
            vnode_ring_directory_attribute_of(
                object, group, group_len, slot, name, name_len, value_at, length_at,
            )
        };
        let found = held.model.group(self.group.name()).ok_or(VNODE_RING_ERR_NO_GROUP);
        call.first(found.err());
        let ended = call.ended(status, || {
            let node = found?.membership().node(NodeIndex::from(slot));
            node.and_then(|node| node.attribute("x")).ok_or(VNODE_RING_ERR_NOT_FOUND)
        });
        let told = value.where_ok(ended.is_some()).zip(length.where_ok(ended.is_some()));
        if let Some((told, length)) = told {
            assert_eq!(text(told, length), ended);
        }
    }

    fn replicas(&self, held: &HeldDirectory, others: Others, twist: Twist) {
        let Self { key: Key(key), texts, zones, room, array, .. } = self;
        let (mut call, object, found) = matches::begin(held, others, self.group.name(), twist);
        let (mut count, mut shortage) = (Told::new(), Told::new());
        let (group, group_len) = call.text(self.group.name(), texts.of(0));
        let (key_at, key_len) = call.bytes(key, texts.of(1));
        let mut slots = vec![u32::MAX; usize::from(room % 16)];
        let (slots_at, capacity) = call.array_mut(slots.as_mut_ptr(), slots.len(), *array);
        let (count_at, shortage_at) = (call.result(&mut count), call.optional(&mut shortage));
        let number = zones.number();
        let status = unsafe {
            vnode_ring_directory_replicas(
                object,
                group,
                group_len,
                key_at,
                key_len,
                number,
                slots_at,
                capacity,
                count_at,
                shortage_at,
            )
        };
        let mut expected = vec![NodeIndex::default(); slots.len()];
        let ended = call.ended(status, || {
            let group = found?;
            let serves = |node: NodeRef<'_>| group.status(node.id()) != Some(Status::Critical);
            Ok(group.ring().replicas_into_where(key, zones.rule(), &mut expected, serves))
        });
        count.is(ended.map(|placed| placed.nodes));
        shortage.is(ended.map(|placed| shortage_number(placed.shortage)));
        let placed = ended.map_or(0, |placed| placed.nodes);
        let expected = &expected[..placed];
        assert!(slots[..placed].iter().copied().eq(expected.iter().map(|&index| u32::from(index))));
        assert!(ended.is_some() || slots.iter().all(|&slot| slot == u32::MAX));
        if ended.is_some() && number == 0 && !expected.is_empty() {
            // The list begins with the match.
            let first: Result<_, MatchError> = held.model.match_key(self.group.name(), key);
            assert_eq!(first.map(NodeRef::index), Ok(expected[0]));
        }
    }
}
