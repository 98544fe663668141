//! Shared rings and their readers.

use ::vnode_ring::{Outcome, Ring, RingReader, SharedRing};
use vnode_ring_c::change::vnode_ring_remove;
use vnode_ring_c::ring::{vnode_ring, vnode_ring_free};
use vnode_ring_c::shared::*;
use vnode_ring_c::status::VNODE_RING_ERR_LENT;

use super::call::{Call, Told, Twist};
use super::changes::{HeldDelta, HeldRing};
use super::check;
use super::held::{Held, Others};
use super::status::coded;

pub(super) type HeldShared = Held<vnode_ring_shared, SharedRing>;
pub(super) type HeldReader = Held<vnode_ring_reader, RingReader>;

pub(super) fn share(ring: &HeldRing, others: Others, twist: Twist) -> Option<HeldShared> {
    let functions = (vnode_ring_shared_new as _, vnode_ring_shared_free as _);
    ring.make(others, twist, functions, |ring| Ok(SharedRing::new(ring.clone())))
}

pub(super) fn apply(shared: &HeldShared, delta: &HeldDelta, others: Others, twist: Twist) {
    let (mut call, mut changed) = (Call::new(twist), Told::new());
    let (object, delta_object) = (shared.hand(&mut call, others), delta.hand(&mut call, others));
    let (error, place) = (call.error(), call.optional(&mut changed));
    let status = unsafe { vnode_ring_shared_apply(object, delta_object, error, place) };
    let ended = call.ended(status, || coded(shared.model.apply(&delta.model)));
    changed.is(ended.map(|outcome| outcome != Outcome::NoChange));
}

pub(super) fn publish(shared: &HeldShared, ring: &HeldRing, others: Others, twist: Twist) {
    let mut call = Call::new(twist);
    let (object, ring_object) = (shared.hand(&mut call, others), ring.hand(&mut call, others));
    let status = unsafe { vnode_ring_shared_publish(object, ring_object, call.error()) };
    let _ = call.ended(status, || {
        shared.model.publish(ring.model.clone());
        Ok(())
    });
}

pub(super) fn copy(shared: &HeldShared, others: Others, twist: Twist) -> Option<HeldRing> {
    let functions = (vnode_ring_shared_copy as _, vnode_ring_free as _);
    shared.make(others, twist, functions, |shared| Ok(Ring::clone(&shared.snapshot())))
}

pub(super) fn reader(shared: &HeldShared, others: Others, twist: Twist) -> Option<HeldReader> {
    let functions = (vnode_ring_reader_new as _, vnode_ring_reader_free as _);
    shared.make(others, twist, functions, |shared| Ok(shared.reader()))
}

/// Reads, and tries to do with the ring what is not for those whom it is lent.
pub(super) fn read(reader: &mut HeldReader, others: Others, twist: Twist) {
    let (mut call, mut told) = (Call::new(twist), Told::<*mut vnode_ring>::new());
    let object = reader.hand(&mut call, others);
    let place = call.result(&mut told).cast::<*const vnode_ring>();
    let status = unsafe { vnode_ring_reader_ring(object, place) };
    let ended = call.ended(status, || Ok(()));
    let Some(lent) = told.object(ended.is_some()) else { return };
    // Freeing it does nothing.
    let lent = Held::new(lent, reader.model.ring().clone(), vnode_ring_free);
    let mut call = Call::new(Twist::None);
    call.wrong(VNODE_RING_ERR_LENT);
    let error = call.error();
    let status = unsafe { vnode_ring_remove(lent.object, c"a".as_ptr(), 1, error, std::ptr::null_mut()) };
    assert!(call.ended(status, || Ok(())).is_none());
    // SAFETY: a lent ring is left alone.
    unsafe { vnode_ring_free(lent.object) };
    check::ring(&lent, others, twist);
}
