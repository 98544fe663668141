//! Changes of directories, what they tell and what they do.

use ::vnode_ring::{Event, Node};
use vnode_ring_c::directory_change::*;
use vnode_ring_c::node::{VNODE_RING_NO_SLOT, vnode_ring_node};
use vnode_ring_c::status::VNODE_RING_ERR_NOT_FOUND;

use super::check::status_number;
use super::{HeldChange, HeldDirectory};
use crate::c_api::call::{Call, Told, Twist};
use crate::c_api::held::Others;
use crate::c_api::shown::{nobody, node, text};
use crate::c_api::status::coded;

/// Everything that a change tells.
pub(super) fn compare(held: &HeldChange, others: Others, twist: Twist) {
    let events: Vec<Event<'_>> = held.model.events().collect();
    held.tells(others, twist, vnode_ring_directory_change_is_empty, Ok(held.model.is_empty()));
    held.tells(others, twist, vnode_ring_directory_change_event_count, Ok(events.len()));
    for (number, event) in events.into_iter().map(Some).chain([None]).enumerate() {
        let (mut call, mut told) = (Call::new(twist), Told::new());
        let object = held.hand(&mut call, others);
        let place = call.result(&mut told);
        let status = unsafe { vnode_ring_directory_change_event_at(object, number, place) };
        let ended = call.ended(status, || event.ok_or(VNODE_RING_ERR_NOT_FOUND));
        if let Some((told, event)) = told.where_ok(ended.is_some()).zip(ended) {
            is_event(&told, event);
        }
    }
}

fn is_event(told: &vnode_ring_event, event: Event<'_>) {
    let none = (None, None, [0; 2], [None; 2]);
    let (kind, (group, id, statuses, nodes)) = match event {
        Event::GroupCreated { group } => {
            (VNODE_RING_EVENT_GROUP_CREATED, (Some(group), None, none.2, none.3))
        }
        Event::GroupRemoved { group } => {
            (VNODE_RING_EVENT_GROUP_REMOVED, (Some(group), None, none.2, none.3))
        }
        Event::Joined { group, node } => {
            (VNODE_RING_EVENT_JOINED, (Some(group), Some(node.id()), none.2, [None, Some(node)]))
        }
        Event::Left { group, node } => {
            (VNODE_RING_EVENT_LEFT, (Some(group), Some(node.id()), none.2, [Some(node), None]))
        }
        Event::Updated { group, old, new } => {
            (VNODE_RING_EVENT_UPDATED, (Some(group), Some(new.id()), none.2, [Some(old), Some(new)]))
        }
        Event::StatusChanged { group, id, old, new } => {
            let statuses = [old, new].map(status_number);
            (VNODE_RING_EVENT_STATUS_CHANGED, (Some(group), Some(id), statuses, none.3))
        }
        Event::SyncChanged { synced: true } => (VNODE_RING_EVENT_SYNCED, none),
        Event::SyncChanged { synced: false } => (VNODE_RING_EVENT_NOT_SYNCED, none),
        other => unreachable!("{other:?}"),
    };
    assert_eq!(told.kind, kind);
    assert_eq!((text(told.group, told.group_len), text(told.id, told.id_len)), (group, id));
    assert_eq!([told.old_status, told.new_status], statuses);
    let is_node = |told: &vnode_ring_node, expected: Option<&Node>| match expected {
        Some(expected) => node(told, expected, VNODE_RING_NO_SLOT),
        None => nobody(told),
    };
    is_node(&told.old_node, nodes[0]);
    is_node(&told.new_node, nodes[1]);
}

/// Carries a change out.
pub(super) fn apply(directory: &mut HeldDirectory, change: &HeldChange, others: Others, twist: Twist) {
    let mut call = Call::new(twist);
    let (object, change_object) = (directory.hand(&mut call, others), change.hand(&mut call, others));
    let status = unsafe { vnode_ring_directory_apply(object, change_object, call.error()) };
    let _ = call.ended(status, || coded(directory.model.apply(&change.model)));
}
