//! What C tells of a tracker, compared with the library's own.

use ::vnode_ring::Version;
use vnode_ring_c::status::VNODE_RING_ERR_NOT_FOUND;
use vnode_ring_c::tracker::*;
use vnode_ring_c::tracker_deadline::*;

use super::HeldTracker;
use crate::c_api::call::{Call, Handed, Told, Twist};
use crate::c_api::directory::GROUPS;
use crate::c_api::held::Others;
use crate::ops::IDS;

pub(super) fn tracker(held: &HeldTracker, others: Others, twist: Twist) {
    let model = &held.model;
    let next = model.next_deadline().ok_or(VNODE_RING_ERR_NOT_FOUND);
    held.tells(others, twist, vnode_ring_tracker_next_deadline, next);
    held.tells(others, twist, vnode_ring_tracker_is_frozen, Ok(model.is_frozen()));
    held.tells(others, twist, vnode_ring_tracker_mark, Ok(u64::from(model.mark())));
    held.writes(others, twist, vnode_ring_tracker_to_snapshot, &model.to_snapshot());
    for group in GROUPS {
        // None of the last group can be.
        for id in &IDS[..if group.name().is_empty() { 1 } else { IDS.len() }] {
            version(held, (group.name(), Handed::Fine), (id, Handed::Fine), others, twist);
        }
    }
}

/// The version of a member.
pub(super) fn version(
    held: &HeldTracker,
    group: (&str, Handed),
    id: (&str, Handed),
    others: Others,
    twist: Twist,
) {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = held.hand(&mut call, others);
    let (group_at, group_len) = call.text(group.0, group.1);
    let (id_at, id_len) = call.text(id.0, id.1);
    let place = call.result(&mut told);
    let status = unsafe { vnode_ring_tracker_version(object, group_at, group_len, id_at, id_len, place) };
    let version = held.model.version(group.0, id.0).ok_or(VNODE_RING_ERR_NOT_FOUND);
    let ended = call.ended(status, || version);
    if let Some(vnode_ring_event_version { incarnation, counter }) = told.where_ok(ended.is_some()) {
        assert_eq!(Some(Version { incarnation, counter }), ended);
    }
}
