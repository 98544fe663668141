use alloc::vec::Vec;
use core::panic::AssertUnwindSafe;
use core::sync::atomic::{AtomicBool, Ordering};
use std::panic::catch_unwind;
use std::thread;

use super::*;
use crate::config::Config;
use crate::limits::Limits;
use crate::membership::Membership;
use crate::position::Position;

const CHANGES: u64 = if cfg!(miri) { 4 } else { 300 };

fn ring() -> Ring {
    Ring::new(Config::default().with_vnodes_per_weight(16), ["a", "b", "c"].map(Node::new)).unwrap()
}

fn vnodes(ring: &Ring) -> Vec<(Position, &str)> {
    ring.vnodes_in_order(&mut crate::Scratch::default())
        .map(|(position, node)| (position, node.id()))
        .collect()
}

/// Equal to a ring that is compiled from the membership, vnode for vnode.
fn assert_whole(ring: &Ring) {
    let fresh = Ring::from_membership(ring.membership().clone(), Limits::default()).unwrap();
    assert_eq!(vnodes(ring), vnodes(&fresh));
}

/// Which copy it is: a copy of a ring holds its ids elsewhere, and a change leaves those of other nodes where they are.
fn copy_of(ring: &Ring) -> *const u8 {
    ring.membership().get("a").unwrap().id().as_ptr()
}

#[test]
fn handles_may_go_to_other_threads() {
    fn sends<T: Send + Sync + 'static>(_: &T) {}
    let shared = SharedRing::new(ring());
    sends(&shared);
    sends(&shared.reader());
}

/// In epoch n, node "a" has weight n + 1 and "x" is a member when n is odd.
#[test]
fn every_reader_sees_whole_epochs_in_order() {
    let shared = SharedRing::new(ring());
    let look = |mut reader: RingReader| {
        let mut last = 0;
        while last < CHANGES {
            let ring = reader.ring();
            let epoch = ring.membership().epoch();
            assert!(epoch >= last, "from epoch {last} back to {epoch}");
            let nodes = 3 + (epoch % 2);
            assert_eq!(ring.nodes().len() as u64, nodes);
            assert_eq!(ring.vnode_count() as u64, 16 * (nodes + epoch));
            assert_eq!(ring.vnodes_in_order(&mut crate::Scratch::default()).count(), ring.vnode_count());
            assert!(ring.lookup(epoch.to_le_bytes()).is_some());
            last = epoch;
        }
        assert_whole(reader.ring());
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            let reader = shared.reader();
            scope.spawn(move || look(reader));
        }
        for epoch in 1..=CHANGES {
            let ring = shared.snapshot();
            let weight = u32::try_from(epoch + 1).unwrap();
            let changes = ring.change().reweight("a", weight).unwrap();
            let changes = if epoch % 2 == 1 { changes.add(Node::new("x")) } else { changes.remove("x") };
            let delta = changes.unwrap().delta().unwrap();
            drop(ring);
            shared.apply(&delta).unwrap();
        }
    });
}

#[test]
fn writers_take_turns_and_no_change_is_lost() {
    let shared = SharedRing::new(ring());
    thread::scope(|scope| {
        for writer in ["p", "q", "r"] {
            let shared = &shared;
            scope.spawn(move || {
                for number in 0..CHANGES / 10 {
                    shared.add(Node::new(alloc::format!("{writer}{number}"))).unwrap();
                }
            });
        }
    });
    let ring = shared.snapshot();
    assert_eq!(ring.nodes().len() as u64, 3 + 3 * (CHANGES / 10));
    assert_eq!(ring.membership().epoch(), 3 * (CHANGES / 10));
    assert_whole(&ring);
}

#[test]
fn a_change_is_made_on_the_retired_copy_unless_someone_holds_it() {
    let shared = SharedRing::new(ring());
    let mut reader = shared.reader();
    let mut change = |weight| {
        shared.reweight("b", weight).unwrap();
        assert_whole(reader.ring());
        copy_of(reader.ring())
    };
    // The first change copies; from then on two copies take turns.
    let copies = [1, 2, 3, 4, 5, 6].map(|n| change(n + 1));
    assert_ne!(copies[0], copies[1]);
    assert_eq!([copies[0], copies[1]], [copies[2], copies[3]]);
    assert_eq!([copies[0], copies[1]], [copies[4], copies[5]]);

    let held = shared.snapshot();
    let mut lagging = shared.reader();
    assert_eq!(copy_of(&held), copies[5]);
    assert_eq!(change(10), copies[0]);
    // The copy whose turn it would be is held: there is a third one now.
    let third = change(11);
    assert!(!copies.contains(&third));
    assert_eq!(held.membership().epoch(), 6);
    assert_whole(&held);
    assert_eq!([change(12), change(13)], [copies[0], third]);

    drop(held);
    lagging.ring(); // lets go of epoch 6, which nobody has any more
    assert_eq!(lagging.ring().membership().epoch(), 10);
    assert_eq!(change(14), copies[0]);
}

#[test]
fn a_refused_change_leaves_nothing_behind() {
    let limits = Limits::default().with_max_vnodes(16 * 5).unwrap();
    let membership =
        Membership::new(Config::default().with_vnodes_per_weight(16), ["a", "b", "c"].map(Node::new))
            .unwrap();
    let shared = SharedRing::new(Ring::from_membership(membership, limits).unwrap());
    let mut reader = shared.reader();
    let old = shared.snapshot().change().remove("a").unwrap().delta().unwrap();
    let done = shared.add(Node::new("d")).unwrap();
    let copies = (copy_of(&shared.snapshot()), copy_of(reader.ring()));
    assert_eq!(copies.0, copies.1);

    for _ in 0..2 {
        let before = vnodes(reader.ring()).len();
        assert_eq!(shared.apply(&done), Ok(Outcome::NoChange));
        assert!(matches!(shared.apply(&old), Err(ChangeError::Stale { base: 0, ours: 1 })));
        assert!(matches!(shared.add(Node::new("d")), Err(ChangeError::AlreadyMember { .. })));
        assert!(matches!(shared.remove("e"), Err(ChangeError::NotMember { .. })));
        assert!(matches!(shared.reweight("a", 3), Err(ChangeError::TooManyVnodes(_))));
        assert_eq!((copy_of(reader.ring()), vnodes(reader.ring()).len()), (copies.0, before));
    }
    // Both copies are as they should be.
    for weight in [2, 1, 2] {
        shared.reweight("a", weight).unwrap();
        assert_whole(reader.ring());
    }
    assert_eq!(reader.ring().membership().epoch(), 4);
}

#[test]
fn another_ring_takes_the_place_of_the_shared_one() {
    let shared = SharedRing::new(ring());
    let mut reader = shared.reader();
    shared.add(Node::new("d")).unwrap();
    shared.publish(Ring::new(Config::default().with_vnodes_per_weight(16), [Node::new("z")]).unwrap());
    assert_eq!(reader.ring().membership().epoch(), 0);
    for weight in 1..4 {
        shared.reweight("z", weight + 1).unwrap();
        assert_whole(reader.ring());
    }
    assert_eq!(reader.ring().nodes().len(), 1);
}

#[test]
fn readers_outlive_the_shared_ring() {
    let shared = SharedRing::new(ring());
    let mut reader = shared.reader();
    shared.add(Node::new("d")).unwrap();
    drop(shared);
    assert_eq!(reader.ring().membership().epoch(), 1);
    assert_eq!(reader.clone().ring().nodes().len(), 4);
}

/// Counts its changes in two places and panics or refuses in between when told so.
#[derive(Clone, Debug, Default)]
struct Pair(u64, u64);

impl Replay for Pair {
    type Change = &'static str;
    type Error = ();

    fn reached(&self, change: &&'static str) -> bool {
        *change == "nothing"
    }

    fn replay(&mut self, change: &&'static str) -> Result<(), ()> {
        self.0 += 1;
        assert_ne!(*change, "panic");
        self.1 += 1;
        Ok(())
    }
}

#[test]
fn a_writer_that_panics_harms_nobody() {
    let published = Published::new(Pair::default());
    let mut reader = published.reader();
    let update = |change| published.update(|_| Ok::<_, ()>(change));
    for round in 1..4 {
        update("count").unwrap();
        update("count").unwrap();
        assert!(catch_unwind(AssertUnwindSafe(|| update("panic"))).is_err());
        assert!(
            catch_unwind(AssertUnwindSafe(|| published.update(|_| -> Result<_, ()> { panic!() }))).is_err()
        );
        assert_eq!((reader.get().0, reader.get().1), (2 * round, 2 * round));
    }
}

#[test]
fn what_changes_nothing_publishes_nothing() {
    let published = Published::new(Pair::default());
    let before = published.snapshot();
    published.update(|_| Ok::<_, ()>("nothing")).unwrap();
    assert!(Arc::ptr_eq(&before, &published.snapshot()));
}

/// A writer that is busy holds no reader up, nor one that takes a snapshot.
#[test]
fn readers_do_not_wait_for_the_work_of_a_change() {
    let published = Published::new(Pair::default());
    let (working, looked) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            published.update(|_| {
                working.store(true, Ordering::Release);
                while !looked.load(Ordering::Acquire) {
                    thread::yield_now();
                }
                Ok::<_, ()>("count")
            })
        });
        while !working.load(Ordering::Acquire) {
            thread::yield_now();
        }
        assert_eq!((published.snapshot().0, published.reader().get().0), (0, 0));
        looked.store(true, Ordering::Release);
    });
    assert_eq!(published.reader().get().0, 1);
}
