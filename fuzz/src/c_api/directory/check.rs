//! What C tells of a directory, compared with the library's own.

use ::vnode_ring::{Directory, GroupRef, Node, NodeIndex, NodeRef, Status};
use vnode_ring_c::directory::*;
use vnode_ring_c::directory_match::VNODE_RING_MATCH_ANY_STATUS;
use vnode_ring_c::directory_member::*;
use vnode_ring_c::ring::vnode_ring_free;
use vnode_ring_c::status::{VNODE_RING_ERR_NO_GROUP, VNODE_RING_ERR_NOT_FOUND, VNODE_RING_ERR_NOT_MEMBER};

use super::{GROUPS, HeldDirectory, matches};
use crate::c_api::call::{Call, Handed, Told, Twist, listed};
use crate::c_api::changes::HeldRing;
use crate::c_api::held::{Held, Others};
use crate::c_api::nodes;
use crate::c_api::positions::stated;
use crate::c_api::shown::{attributes, is_stamp, node, text};
use crate::ops::IDS;

/// Each of a few members has some of them.
const KEYS: [&[u8]; 4] = [b"", b"a", b"key", b"user-1"];

/// A status as a number.
pub(super) fn status_number(status: Status) -> i32 {
    match status {
        Status::Passing => VNODE_RING_STATUS_PASSING,
        Status::Warning => VNODE_RING_STATUS_WARNING,
        Status::Critical => VNODE_RING_STATUS_CRITICAL,
    }
}

/// Everything that a directory tells, and the members of a few keys.
pub(super) fn directory(held: &HeldDirectory, others: Others, twist: Twist) {
    let model = &held.model;
    held.tells(others, twist, vnode_ring_directory_is_synced, Ok(model.is_synced()));
    held.tells(others, twist, vnode_ring_directory_group_count, Ok(model.groups().len()));
    held.writes(others, twist, vnode_ring_directory_to_snapshot, &model.to_snapshot());
    groups(held, others, (model.groups().len(), Handed::Fine), twist);
    for group in GROUPS {
        self::group(held, others, (group.name(), Handed::Fine), twist);
        members_one_by_one(held, others, group.name(), twist);
        let room = model.group(group.name()).map_or(0, |group| group.membership().len());
        members(held, others, (group.name(), Handed::Fine), (room, Handed::Fine), twist);
        let keys = &KEYS[..if model.group(group.name()).is_some() { KEYS.len() } else { 1 }];
        for (key, flags) in keys.iter().flat_map(|key| [(key, 0), (key, VNODE_RING_MATCH_ANY_STATUS)]) {
            matches::check(held, others, (group.name(), Handed::Fine), (key, Handed::Fine), flags, twist);
        }
    }
}

fn found<'a>(directory: &'a Directory, group: &str) -> Result<GroupRef<'a>, i32> {
    directory.group(group).ok_or(VNODE_RING_ERR_NO_GROUP)
}

fn is_group(told: &vnode_ring_group, group: GroupRef<'_>) {
    let membership = group.membership();
    assert_eq!(text(told.name, told.name_len), Some(group.name()));
    assert_eq!((told.member_count, told.slot_count), (membership.len(), membership.slots()));
    is_stamp(&told.stamp, membership.stamp());
}

fn is_member(told: &vnode_ring_member, member: NodeRef<'_>, status: Option<Status>) {
    node(&told.node, member.node(), member.index().into());
    assert_eq!(Some(told.status), status.map(status_number));
}

pub(super) fn groups(held: &HeldDirectory, others: Others, room: (usize, Handed), twist: Twist) {
    let mut call = Call::new(twist);
    let object = held.hand(&mut call, others);
    let groups = held.model.groups();
    let told = listed(call, room, Ok(groups.len()), |place, capacity, count| unsafe {
        vnode_ring_directory_groups(object, place, capacity, count)
    });
    for (told, group) in told.iter().flatten().zip(groups) {
        is_group(told, group);
    }
}

pub(super) fn group(held: &HeldDirectory, others: Others, name: (&str, Handed), twist: Twist) {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = held.hand(&mut call, others);
    let (text, length) = call.text(name.0, name.1);
    let status = unsafe { vnode_ring_directory_group(object, text, length, call.result(&mut told)) };
    let group = found(&held.model, name.0);
    call.first(group.err());
    let ended = call.ended(status, || group);
    if let Some((told, group)) = told.where_ok(ended.is_some()).zip(ended) {
        is_group(&told, group);
    }
}

pub(super) fn members(
    held: &HeldDirectory,
    others: Others,
    name: (&str, Handed),
    room: (usize, Handed),
    twist: Twist,
) {
    let mut call = Call::new(twist);
    let object = held.hand(&mut call, others);
    let (text, length) = call.text(name.0, name.1);
    let group = held.model.group(name.0);
    let expected = found(&held.model, name.0).map(|group| group.membership().len());
    let told = listed(call, room, expected, |place, capacity, count| unsafe {
        vnode_ring_directory_members(object, text, length, place, capacity, count)
    });
    let expected = group.into_iter().flat_map(GroupRef::members);
    for (told, member) in told.iter().flatten().zip(expected) {
        is_member(told, member.node(), Some(member.status()));
    }
}

/// A member by its id.
pub(super) fn member(
    held: &HeldDirectory,
    others: Others,
    group: (&str, Handed),
    id: (&str, Handed),
    twist: Twist,
) {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = held.hand(&mut call, others);
    let (text, length) = call.text(group.0, group.1);
    let (id_text, id_len) = call.text(id.0, id.1);
    let place = call.result(&mut told);
    let status = unsafe { vnode_ring_directory_member_of(object, text, length, id_text, id_len, place) };
    let group = found(&held.model, group.0);
    // The group is looked for before the id is read.
    call.first(group.err());
    let member = group.and_then(|group| group.membership().get(id.0).ok_or(VNODE_RING_ERR_NOT_MEMBER));
    let ended = call.ended(status, || member);
    if let Some((told, member)) = told.where_ok(ended.is_some()).zip(ended) {
        is_member(&told, member, group.ok().and_then(|group| group.status(id.0)));
    }
}

fn members_one_by_one(held: &HeldDirectory, others: Others, name: &str, twist: Twist) {
    let group = found(&held.model, name);
    for id in &IDS[..if group.is_ok() { IDS.len() } else { 1 }] {
        member(held, others, (name, Handed::Fine), (id, Handed::Fine), twist);
    }
    let slots = group.map_or(0, |group| group.membership().slots());
    for slot in 0..=u32::try_from(slots).expect("there are few") {
        let (mut call, mut told) = (Call::new(twist), Told::new());
        let object = held.hand(&mut call, others);
        let (at, length) = call.text(name, Handed::Fine);
        let place = call.result(&mut told);
        let status = unsafe { vnode_ring_directory_member_at(object, at, length, slot, place) };
        let index = NodeIndex::from(slot);
        let member = group.and_then(|group| group.membership().node(index).ok_or(VNODE_RING_ERR_NOT_FOUND));
        let ended = call.ended(status, || member);
        if let Some((told, member)) = told.where_ok(ended.is_some()).zip(ended) {
            is_member(&told, member, group.ok().and_then(|group| group.status(member.id())));
        }

        let room = member.map_or(0, |member| stated(member).len());
        positions(held, others, (name, Handed::Fine), slot, (room, Handed::Fine), twist);
        let ((at, length), object) = (nodes::text(name), held.object);
        let node = member.ok().map(NodeRef::node);
        attributes(
            node.into_iter().flat_map(Node::attributes),
            |name| node?.attribute(name),
            group.err().unwrap_or(VNODE_RING_ERR_NOT_FOUND),
            |number, told| unsafe {
                vnode_ring_directory_attribute_at(object, at, length, slot, number, told)
            },
            |(name, name_len), value, value_len| unsafe {
                vnode_ring_directory_attribute_of(object, at, length, slot, name, name_len, value, value_len)
            },
        );
    }
}

/// The positions that a member states, into a buffer that has room for so many.
pub(super) fn positions(
    held: &HeldDirectory,
    others: Others,
    name: (&str, Handed),
    slot: u32,
    room: (usize, Handed),
    twist: Twist,
) {
    let mut call = Call::new(twist);
    let object = held.hand(&mut call, others);
    let (text, length) = call.text(name.0, name.1);
    let group = found(&held.model, name.0);
    let index = NodeIndex::from(slot);
    let member = group.and_then(|group| group.membership().node(index).ok_or(VNODE_RING_ERR_NOT_FOUND));
    let expected = member.map(stated);
    let count = expected.as_ref().map(Vec::len).map_err(|&status| status);
    let told = listed(call, room, count, |place, capacity, count| unsafe {
        vnode_ring_directory_positions_at(object, text, length, slot, place, capacity, count)
    });
    assert!(told.is_none_or(|told| Ok(told) == expected));
}

/// A copy of the ring of a group.
pub(super) fn ring(
    held: &HeldDirectory,
    others: Others,
    name: &str,
    handed: Handed,
    twist: Twist,
) -> Option<HeldRing> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = held.hand(&mut call, others);
    let (text, length) = call.text(name, handed);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_directory_ring(object, text, length, error, place) };
    let ended = call.ended(status, || found(&held.model, name).map(|group| group.ring().clone()));
    Held::made(&told, ended, vnode_ring_free)
}
