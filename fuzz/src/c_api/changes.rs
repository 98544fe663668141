//! Changes and deltas.

use ::vnode_ring::{Change, Delta, Ring};
use vnode_ring_c::change::*;
use vnode_ring_c::delta::*;
use vnode_ring_c::error::vnode_ring_error;
use vnode_ring_c::node::VNODE_RING_NO_SLOT;
use vnode_ring_c::ring::vnode_ring;
use vnode_ring_c::stamp::vnode_ring_stamp;
use vnode_ring_c::status::VNODE_RING_ERR_NOT_FOUND;

use super::call::{Call, Handed, Told, Twist};
use super::held::{Held, Others};
use super::nodes::{self, Spoilt};
use super::shown::{self, is_stamp};
use super::status::coded;
use crate::ops::{Stated, Step};

pub(super) type HeldRing = Held<vnode_ring, Ring>;
pub(super) type HeldDelta = Held<vnode_ring_delta, Delta>;

/// The delta that a call made, beside the library's.
pub(super) fn made(told: &Told<*mut vnode_ring_delta>, ended: Option<Delta>) -> Option<HeldDelta> {
    Held::made(told, ended, vnode_ring_delta_free)
}

/// Changes a ring by the function of a step; `None` for a step that has none.
pub(super) fn step(
    ring: &mut HeldRing,
    others: Others,
    step: &Step,
    spoilt: Spoilt,
    handed: Handed,
    keep: bool,
    twist: Twist,
) -> Option<HeldDelta> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = ring.hand(&mut call, others);
    let (ended, kept) = match step {
        Step::Add(stated) => {
            let nodes = nodes::nodes(&[*stated], spoilt, &mut call);
            let handed = if handed == Handed::Huge { Handed::Null } else { handed };
            let (node, _) = call.array(&nodes.all, handed);
            let (error, delta) = ends(&mut call, &mut told, keep);
            let status = unsafe { vnode_ring_add(object, node, error, delta) };
            (call.ended(status, || coded(ring.model.add(stated.node()))), told)
        }
        Step::Remove(id) => {
            let (text, length) = call.text(id.0, handed);
            let (error, delta) = ends(&mut call, &mut told, keep);
            let status = unsafe { vnode_ring_remove(object, text, length, error, delta) };
            (call.ended(status, || coded(ring.model.remove(id.0))), told)
        }
        Step::Reweight(id, weight) => {
            let (text, length) = call.text(id.0, handed);
            let (error, delta) = ends(&mut call, &mut told, keep);
            let status = unsafe { vnode_ring_reweight(object, text, length, weight.0, error, delta) };
            (call.ended(status, || coded(ring.model.reweight(id.0, weight.0))), told)
        }
        Step::SetVnodes(..) | Step::Replace(..) | Step::Upsert(..) => return None,
    };
    made(&kept, ended)
}

/// Where an error goes, and what a change did, where that is to be kept.
pub(super) fn ends<D>(
    call: &mut Call,
    told: &mut Told<*mut D>,
    keep: bool,
) -> (*mut vnode_ring_error, *mut *mut D) {
    let error = call.error();
    (error, if keep { call.optional(told) } else { std::ptr::null_mut() })
}

/// A list of nodes or steps of a call, and how it is handed in.
#[derive(arbitrary::Arbitrary, Clone, Copy, Debug)]
pub(super) struct Listed {
    pub(super) spoilt: Spoilt,
    pub(super) handed: Handed,
}

pub(super) fn new(
    ring: &HeldRing,
    others: Others,
    steps: &[Step],
    listed: Listed,
    twist: Twist,
) -> Option<HeldDelta> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = ring.hand(&mut call, others);
    let changes = nodes::changes(steps, listed.spoilt, &mut call);
    let (at, count) = call.array(&changes.all, listed.handed);
    let (error, delta) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_delta_new(object, at, count, error, delta) };
    made(&told, call.ended(status, || coded(crate::ops::change(ring.model.membership(), steps))))
}

pub(super) fn reconcile(
    ring: &HeldRing,
    others: Others,
    list: &[Stated],
    epoch: Option<u64>,
    listed: Listed,
    twist: Twist,
) -> Option<HeldDelta> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = ring.hand(&mut call, others);
    let nodes = nodes::nodes(list, listed.spoilt, &mut call);
    let (at, count) = call.array(&nodes.all, listed.handed);
    let (error, delta) = (call.error(), call.result(&mut told));
    let updates = list.iter().map(Stated::update);
    let membership = ring.model.membership();
    let ended = if let Some(epoch) = epoch {
        let status = unsafe { vnode_ring_delta_reconcile_at(object, at, count, epoch, error, delta) };
        call.ended(status, || coded(membership.reconcile_at(epoch, updates)))
    } else {
        let status = unsafe { vnode_ring_delta_reconcile(object, at, count, error, delta) };
        call.ended(status, || coded(membership.reconcile(updates)))
    };
    made(&told, ended)
}

/// Everything that a delta tells.
pub(super) fn compare(held: &HeldDelta, others: Others, twist: Twist) {
    let model = &held.model;
    held.tells(others, twist, vnode_ring_delta_change_count, Ok(model.changes().len()));
    for (number, change) in model.changes().map(Some).chain([None]).enumerate() {
        let (mut call, mut old, mut new) = (Call::new(twist), Told::new(), Told::new());
        let object = held.hand(&mut call, others);
        let (old_at, new_at) = (call.result(&mut old), call.result(&mut new));
        let status = unsafe { vnode_ring_delta_change_at(object, number, old_at, new_at) };
        let ended = call.ended(status, || change.ok_or(VNODE_RING_ERR_NOT_FOUND));
        let sides = [(old, Change::old_node as fn(_) -> _), (new, Change::new_node)];
        for (told, node) in sides {
            let Some((told, change)) = told.where_ok(ended.is_some()).zip(ended) else { continue };
            match node(change) {
                Some(node) => shown::node(&told, node, VNODE_RING_NO_SLOT),
                None => shown::nobody(&told),
            }
        }
    }
    let (mut call, mut base, mut target) =
        (Call::new(twist), Told::<vnode_ring_stamp>::new(), Told::<vnode_ring_stamp>::new());
    let object = held.hand(&mut call, others);
    let (base_at, target_at) = (call.result(&mut base), call.result(&mut target));
    let status = unsafe { vnode_ring_delta_stamps(object, base_at, target_at) };
    let ended = call.ended(status, || Ok(()));
    for (told, stamp) in [(base, model.base()), (target, model.target())] {
        if let Some(told) = told.where_ok(ended.is_some()) {
            is_stamp(&told, stamp);
        }
    }
    held.writes(others, twist, vnode_ring_delta_to_bytes, &model.to_bytes());
}
