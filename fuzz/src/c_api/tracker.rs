//! A tracker beside directories: events, deadlines, what they know as bytes.

mod check;
mod deadlines;
mod events;

use ::vnode_ring::{Mark, Tracker};
use arbitrary::Arbitrary;
use vnode_ring_c::tracker::*;

use super::at::At;
use super::call::{Call, Texts, Told, Twist};
use super::directory::{Directories, HeldChange, Named};
use super::files::Way;
use super::held::{Held, Others};
use super::status::coded;
use crate::envelope::repair;
use crate::ops::Id;
use deadlines::Expiry;
use events::Event;

pub(super) type HeldTracker = Held<vnode_ring_tracker, Tracker>;

#[derive(Arbitrary, Clone, Debug)]
pub(super) enum Op {
    New,
    Event(At, Event, Kept),
    Renew(Named, Id, u8, Texts),
    Expire(At, Expiry, Kept),
    SetMaxExpiry(u8),
    Freeze,
    Thaw(u8),
    Mark(At),
    Forget(At, bool),
    File(Way, bool),
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

/// The tracker of a history.
pub(super) struct Tracking {
    tracker: HeldTracker,
    marks: [Option<u64>; 2],
    now: u64,
}

impl Tracking {
    pub(super) fn new(directories: &Directories, others: Others) -> Self {
        let mut tracker = new(Twist::None).expect("nothing is wrong");
        // Most of what can happen needs members that were heard of.
        for directory in directories.directories.iter().flatten() {
            drop(Event::first().check(&mut tracker, directory, others, Twist::None));
        }
        Self { tracker, marks: [Some(0), Some(u64::MAX)], now: 0 }
    }

    pub(super) fn go(&mut self, op: Op, directories: &mut Directories, others: Others, twist: Twist) {
        let tracker = &mut self.tracker;
        match op {
            Op::New => self.put(new(twist)),
            Op::Event(at, event, kept) => {
                let Some(directory) = at.get(&directories.directories) else { return };
                let change = event.check(tracker, directory, others, twist);
                keep(directories, at, kept, change, others, twist);
            }
            Op::Renew(group, id, after, texts) => {
                let deadline = self.now.saturating_add(after.into());
                deadlines::renew(tracker, (group.name(), id.0), deadline, texts, others, twist);
            }
            Op::Expire(at, expiry, kept) => {
                let Some(directory) = at.get(&directories.directories) else { return };
                let now = expiry.at(&mut self.now);
                let change = expiry.check(tracker, directory, now, others, twist);
                keep(directories, at, kept, change, others, twist);
            }
            Op::SetMaxExpiry(percent) => deadlines::set_max_expiry(tracker, percent, others, twist),
            Op::Freeze => deadlines::freeze(tracker, others, twist),
            Op::Thaw(grace) => {
                let grace = if grace == u8::MAX { u64::MAX } else { grace.into() };
                deadlines::thaw(tracker, self.now, grace, others, twist);
            }
            Op::Mark(to) => to.put(&mut self.marks, Some(tracker.model.mark().into())),
            Op::Forget(mark, wants) => {
                let mark = mark.get(&self.marks).copied().unwrap_or_default();
                forget(tracker, mark, wants, others, twist);
            }
            Op::File(way, repaired) => {
                let snapshot = tracker.model.to_snapshot();
                self.put(read(snapshot, &way, repaired, twist));
            }
        }
        self.check(others, twist);
    }

    fn put(&mut self, tracker: Option<HeldTracker>) {
        if let Some(tracker) = tracker {
            self.tracker = tracker;
        }
    }

    pub(super) fn check(&self, others: Others, twist: Twist) {
        check::tracker(&self.tracker, others, twist);
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
