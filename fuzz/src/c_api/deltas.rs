//! Deltas worked out of rings and other deltas, and applied.

use ::vnode_ring::{Calibration, CalibrationRule, Outcome};
use vnode_ring_c::change::*;
use vnode_ring_c::delta::*;

use super::call::{Call, Told, Twist};
use super::changes::{HeldDelta, HeldRing, made};
use super::held::Others;
use super::shares::Rule;
use super::status::coded;

pub(super) fn calibrate(
    ring: &HeldRing,
    others: Others,
    rule: Rule,
    band: u16,
    twist: Twist,
) -> Option<HeldDelta> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = ring.hand(&mut call, others);
    let (error, place) = (call.error(), call.result(&mut told));
    let (replicas, zones, band) = (rule.replicas(), rule.zones(), u32::from(band) * 99);
    let status = unsafe { vnode_ring_delta_calibrate(object, replicas, zones, band, error, place) };
    let ended = call.ended(status, || {
        let rule = CalibrationRule::new(rule.rule()).with_band(band);
        coded(Calibration::of(&ring.model, rule)).map(Calibration::into_delta)
    });
    made(&told, ended)
}

pub(super) fn diff(old: &HeldRing, new: &HeldRing, others: Others, twist: Twist) -> Option<HeldDelta> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let objects = (old.hand(&mut call, others), new.hand(&mut call, others));
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_delta_diff(objects.0, objects.1, error, place) };
    let (old, new) = (old.model.membership(), new.model.membership());
    made(&told, call.ended(status, || coded(old.diff(new))))
}

pub(super) fn apply(ring: &mut HeldRing, delta: &HeldDelta, others: Others, twist: Twist) {
    let (mut call, mut changed) = (Call::new(twist), Told::new());
    let objects = (ring.hand(&mut call, others), delta.hand(&mut call, others));
    let (error, place) = (call.error(), call.optional(&mut changed));
    let status = unsafe { vnode_ring_apply(objects.0, objects.1, error, place) };
    let ended = call.ended(status, || coded(ring.model.apply(&delta.model)));
    changed.is(ended.map(|outcome| outcome != Outcome::NoChange));
}

pub(super) fn compose(
    first: &HeldDelta,
    next: &HeldDelta,
    others: Others,
    twist: Twist,
) -> Option<HeldDelta> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let objects = (first.hand(&mut call, others), next.hand(&mut call, others));
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_delta_compose(objects.0, objects.1, error, place) };
    made(&told, call.ended(status, || coded(first.model.compose(&next.model))))
}
