//! Deadlines, and the guard of those who fall silent together.

use arbitrary::Arbitrary;
use vnode_ring_c::status::VNODE_RING_ERR_ARGUMENT;
use vnode_ring_c::tracker_deadline::*;

use super::HeldTracker;
use crate::c_api::call::{Call, Texts, Told, Twist};
use crate::c_api::directory::{HeldChange, HeldDirectory, made_change};
use crate::c_api::held::Others;
use crate::c_api::status::coded;

/// When members expire, and whether whatever the guard says.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(in crate::c_api) struct Expiry {
    after: u8,
    anyway: bool,
}

impl Expiry {
    /// The time goes on, but for the end of all time.
    pub(super) fn at(self, now: &mut u64) -> u64 {
        if self.after == u8::MAX {
            return u64::MAX;
        }
        *now += u64::from(self.after);
        *now
    }

    pub(super) fn check(
        self,
        tracker: &mut HeldTracker,
        directory: &HeldDirectory,
        now: u64,
        others: Others,
        twist: Twist,
    ) -> Option<HeldChange> {
        let (mut call, mut told) = (Call::new(twist), Told::new());
        let objects = (tracker.hand(&mut call, others), directory.hand(&mut call, others));
        let (error, change) = (call.error(), call.result(&mut told));
        let function = if self.anyway { vnode_ring_tracker_expire_anyway } else { vnode_ring_tracker_expire };
        let status = unsafe { function(objects.0, objects.1, now, error, change) };
        let model = &mut tracker.model;
        let ended = call.ended(status, || {
            coded(match self.anyway {
                true => model.expire_anyway(&directory.model, now),
                false => model.expire(&directory.model, now),
            })
        });
        made_change(&told, ended)
    }
}

pub(super) fn renew(
    tracker: &mut HeldTracker,
    (group, id): (&str, &str),
    deadline: u64,
    texts: Texts,
    others: Others,
    twist: Twist,
) {
    let mut call = Call::new(twist);
    let object = tracker.hand(&mut call, others);
    let (group_at, group_len) = call.text(group, texts.of(0));
    let (id_at, id_len) = call.text(id, texts.of(1));
    let error = call.error();
    let status =
        unsafe { vnode_ring_tracker_renew(object, group_at, group_len, id_at, id_len, deadline, error) };
    let _ = call.ended(status, || coded(tracker.model.renew(group, id, deadline)));
}

pub(super) fn set_max_expiry(tracker: &mut HeldTracker, percent: u8, others: Others, twist: Twist) {
    let mut call = Call::new(twist);
    let object = tracker.hand(&mut call, others);
    // Also more than there is, and what is little in its last byte.
    let number = match percent {
        250.. => u32::from(percent) << 8,
        percent => u32::from(percent % 128),
    };
    let within = u8::try_from(number).ok().filter(|&percent| percent <= 100);
    if within.is_none() {
        call.wrong(VNODE_RING_ERR_ARGUMENT);
    }
    let status = unsafe { vnode_ring_tracker_set_max_expiry(object, number, call.error()) };
    let ended = call.ended(status, || within.ok_or(VNODE_RING_ERR_ARGUMENT));
    if let Some(percent) = ended {
        tracker.model = std::mem::take(&mut tracker.model).with_max_expiry(percent);
    }
}

pub(super) fn freeze(tracker: &mut HeldTracker, others: Others, twist: Twist) {
    let mut call = Call::new(twist);
    let object = tracker.hand(&mut call, others);
    let status = unsafe { vnode_ring_tracker_freeze(object) };
    if call.ended(status, || Ok(())).is_some() {
        tracker.model.freeze();
    }
}

pub(super) fn thaw(tracker: &mut HeldTracker, now: u64, grace: u64, others: Others, twist: Twist) {
    let mut call = Call::new(twist);
    let object = tracker.hand(&mut call, others);
    let status = unsafe { vnode_ring_tracker_thaw(object, now, grace) };
    if call.ended(status, || Ok(())).is_some() {
        tracker.model.thaw(now, grace);
    }
}
