//! Which member a key belongs to.

use ::vnode_ring::GroupRef;
use vnode_ring_c::directory::vnode_ring_directory;
use vnode_ring_c::directory_match::*;
use vnode_ring_c::status::{VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NO_GROUP, VNODE_RING_ERR_NOT_SYNCED};

use super::HeldDirectory;
use crate::c_api::call::{Call, Handed, Told, Twist};
use crate::c_api::held::Others;
use crate::c_api::shown::node;
use crate::c_api::status::coded;

/// A call that asks about a key: the group is looked for first.
pub(super) fn begin<'d>(
    held: &'d HeldDirectory,
    others: Others,
    name: &str,
    twist: Twist,
) -> (Call, *mut vnode_ring_directory, Result<GroupRef<'d>, i32>) {
    let mut call = Call::new(twist);
    let object = held.hand(&mut call, others);
    let group = match held.model.group(name) {
        _ if !held.model.is_synced() => Err(VNODE_RING_ERR_NOT_SYNCED),
        None => Err(VNODE_RING_ERR_NO_GROUP),
        Some(group) => Ok(group),
    };
    call.first(group.err());
    (call, object, group)
}

pub(super) fn check(
    held: &HeldDirectory,
    others: Others,
    name: (&str, Handed),
    key: (&[u8], Handed),
    flags: u32,
    twist: Twist,
) {
    let ((mut call, object, _), mut told) = (begin(held, others, name.0, twist), Told::new());
    let (group, group_len) = call.text(name.0, name.1);
    let (key_at, key_len) = call.bytes(key.0, key.1);
    if flags > VNODE_RING_MATCH_ANY_STATUS {
        call.wrong(VNODE_RING_ERR_ARGUMENT);
    }
    let place = call.result(&mut told);
    let status =
        unsafe { vnode_ring_directory_match(object, group, group_len, key_at, key_len, flags, place) };
    let ended = call.ended(status, || {
        coded(match flags {
            0 => held.model.match_key(name.0, key.0),
            _ => held.model.match_key_any_status(name.0, key.0),
        })
    });
    if let Some((told, member)) = told.where_ok(ended.is_some()).zip(ended) {
        node(&told, member.node(), member.index().into());
    }
}
