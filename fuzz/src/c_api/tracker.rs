//! Trackers beside directories: events, deadlines, what they know as bytes.

mod check;
mod deadlines;
mod events;

use ::vnode_ring::{Mark, Tracker};
use arbitrary::Arbitrary;
use vnode_ring_c::tracker::*;

use super::at::At;
use super::call::{Call, Texts, Told, Twist};
use super::directory::{Directories, HeldChange};
use super::files::Way;
use super::held::{Held, Others};
use super::status::coded;
use crate::envelope::repair;
use crate::ops::{Group, Id};
use deadlines::Expiry;
use events::Event;

const TRACKERS: usize = 2;

pub(super) type HeldTracker = Held<vnode_ring_tracker, Tracker>;

#[derive(Arbitrary, Clone, Debug)]
pub(super) enum Op {
    New(At),
    Free(At),
    Event(At, At, Event, Kept),
    Renew(At, Group, Id, u8, Texts),
    Expire(At, At, Expiry, Kept),
    SetMaxExpiry(At, u8),
    Freeze(At),
    Thaw(At, u8),
    Mark(At, At),
    Forget(At, At, bool),
    File(At, Way, bool, At),
}

/// Where a change goes, and whether the directory that it was made for carries it out.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Kept {
    at: At,
    left: u8,
}

impl Kept {
    const fn is_carried_out(self) -> bool {
        self.left < 200
    }
}

/// The trackers of a history.
pub(super) struct Trackers {
    trackers: [Option<HeldTracker>; TRACKERS],
    marks: [Option<u64>; 2],
    now: u64,
}

impl Trackers {
    pub(super) fn new() -> Self {
        let first = new(Twist::None);
        Self { trackers: [first, None], marks: [Some(0), Some(u64::MAX)], now: 0 }
    }

    pub(super) fn go(&mut self, op: Op, directories: &mut Directories, others: Others, twist: Twist) {
        let changed = match op {
            Op::New(at) => {
                at.put(&mut self.trackers, new(twist));
                at
            }
            Op::Free(at) => {
                at.free(&mut self.trackers);
                at
            }
            Op::Event(at, directory, event, kept) => {
                let pair = at.get_mut(&mut self.trackers).zip(directory.get(&directories.directories));
                let Some((tracker, held)) = pair else { return };
                let change = event.check(tracker, held, others, twist);
                self.check(at, others, twist);
                return keep(directories, directory, kept, change, others, twist);
            }
            Op::Expire(at, directory, expiry, kept) => {
                let pair = at.get_mut(&mut self.trackers).zip(directory.get(&directories.directories));
                let Some((tracker, held)) = pair else { return };
                let now = expiry.at(&mut self.now);
                let change = expiry.check(tracker, held, now, others, twist);
                self.check(at, others, twist);
                return keep(directories, directory, kept, change, others, twist);
            }
            Op::Renew(at, group, id, after, texts) => {
                let Some(tracker) = at.get_mut(&mut self.trackers) else { return };
                let deadline = self.now.saturating_add(after.into());
                deadlines::renew(tracker, (group.name(), id.0), deadline, texts, others, twist);
                at
            }
            Op::SetMaxExpiry(at, percent) => {
                let Some(tracker) = at.get_mut(&mut self.trackers) else { return };
                deadlines::set_max_expiry(tracker, percent, others, twist);
                at
            }
            Op::Freeze(at) => {
                let Some(tracker) = at.get_mut(&mut self.trackers) else { return };
                deadlines::freeze(tracker, others, twist);
                at
            }
            Op::Thaw(at, grace) => {
                let Some(tracker) = at.get_mut(&mut self.trackers) else { return };
                let grace = if grace == u8::MAX { u64::MAX } else { grace.into() };
                deadlines::thaw(tracker, self.now, grace, others, twist);
                at
            }
            Op::Mark(at, to) => {
                let Some(tracker) = at.get(&self.trackers) else { return };
                let mark = tracker.model.mark().into();
                to.put(&mut self.marks, Some(mark));
                at
            }
            Op::Forget(at, mark, wants) => {
                let marks = &self.marks;
                let pair = at.get_mut(&mut self.trackers).zip(mark.get(marks));
                let Some((tracker, mark)) = pair else { return };
                forget(tracker, *mark, wants, others, twist);
                at
            }
            Op::File(at, way, repaired, to) => {
                let Some(tracker) = at.get(&self.trackers) else { return };
                let read = read(tracker.model.to_snapshot(), &way, repaired, twist);
                to.put(&mut self.trackers, read);
                to
            }
        };
        self.check(changed, others, twist);
    }

    fn check(&self, at: At, others: Others, twist: Twist) {
        if let Some(tracker) = at.get(&self.trackers) {
            check::tracker(tracker, others, twist);
        }
    }

    /// Nothing that happened to others has left a trace.
    pub(super) fn check_all(&self, others: Others) {
        let trackers = self.trackers.iter().flatten();
        trackers.for_each(|tracker| check::tracker(tracker, others, Twist::None));
    }
}

fn keep(
    directories: &mut Directories,
    directory: At,
    kept: Kept,
    change: Option<HeldChange>,
    others: Others,
    twist: Twist,
) {
    let made = change.is_some();
    directories.keep(kept.at, change, others, twist);
    if made && kept.is_carried_out() {
        directories.apply(directory, kept.at, others, Twist::None);
    }
}

fn made(told: &Told<*mut vnode_ring_tracker>, ended: Option<Tracker>) -> Option<HeldTracker> {
    Held::made(told, ended, vnode_ring_tracker_free)
}

fn new(twist: Twist) -> Option<HeldTracker> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_tracker_new(error, place) };
    made(&told, call.ended(status, || Ok(Tracker::default())))
}

fn read(snapshot: Vec<u8>, way: &Way, repaired: bool, twist: Twist) -> Option<HeldTracker> {
    let mut bytes = way.bytes(snapshot);
    if repaired {
        repair(&mut bytes);
    }
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let (at, length) = call.bytes(&bytes, way.handed);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_tracker_from_snapshot(at, length, error, place) };
    made(&told, call.ended(status, || coded(Tracker::from_snapshot(&bytes))))
}

fn forget(tracker: &mut HeldTracker, mark: u64, wants: bool, others: Others, twist: Twist) {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = tracker.hand(&mut call, others);
    let place = if wants { call.optional(&mut told) } else { std::ptr::null_mut() };
    let status = unsafe { vnode_ring_tracker_forget(object, mark, place) };
    let forgotten = call.ended(status, || Ok(tracker.model.forget(Mark::from(mark))));
    told.is(forgotten);
}
