//! Publication under every interleaving of a few threads, as loom searches them; `scripts/deep` runs these.
//!
//! Loom looks for another thread's turn before the last access to an object only. A load and a store in place of one
//! `fetch_add`, or a `yield_now` in a change, hide faults from it: after an edit here or there, break something and see.

use core::mem;
use core::sync::atomic::Ordering;

use loom::cell::UnsafeCell;
use loom::model;
use loom::sync::atomic::AtomicBool;
use loom::thread;

use super::super::sync::{Arc, lock};
use super::{Published, Reader, Replay};

/// Counts changes in two places, and lets the model see who reads and writes.
#[derive(Debug)]
struct Pair {
    counts: [u64; 2],
    accesses: UnsafeCell<()>,
}

impl Pair {
    fn new(counts: [u64; 2]) -> Self {
        Self { counts, accesses: UnsafeCell::new(()) }
    }

    /// How many changes it has seen.
    fn epoch(&self) -> u64 {
        self.accesses.with(|_| ());
        assert_eq!(self.counts[0], self.counts[1], "half a change");
        self.counts[0]
    }
}

impl Clone for Pair {
    fn clone(&self) -> Self {
        let epoch = self.epoch();
        Self::new([epoch, epoch])
    }
}

impl Replay for Pair {
    type Change = ();
    type Error = ();

    fn reached(&self, (): &()) -> bool {
        false
    }

    fn replay(&mut self, (): &()) -> Result<(), ()> {
        self.accesses.with_mut(|_| ());
        self.counts[0] += 1;
        self.counts[1] += 1;
        Ok(())
    }
}

fn shared() -> Arc<Published<Pair>> {
    Arc::new(Published::new(Pair::new([0, 0])))
}

fn change(published: &Published<Pair>) {
    assert_eq!(published.update(|_| Ok::<_, ()>(())), Ok(()));
}

/// Looks twice, and gives itself back.
fn look(mut reader: Reader<Pair>) -> Reader<Pair> {
    let first = reader.get().epoch();
    assert!(reader.get().epoch() >= first, "back in time");
    reader
}

#[test]
fn readers_see_whole_epochs_in_order() {
    model(|| {
        let published = shared();
        let reader = published.reader();
        let reader = thread::spawn(move || look(reader));
        change(&published);
        change(&published);
        assert_eq!(reader.join().unwrap().get().epoch(), 2, "an epoch was missed");
    });
}

/// Three changes: the third is the first that can be made on a copy that a reader saw change.
#[test]
fn a_copy_is_changed_only_when_no_reader_holds_it() {
    model(|| {
        let published = shared();
        let reader = published.reader();
        let reader = thread::spawn(move || look(reader));
        for _ in 0..3 {
            change(&published);
        }
        drop(reader.join().unwrap());
        assert_eq!(published.snapshot().epoch(), 3);
    });
}

#[test]
fn writers_do_not_lose_changes() {
    model(|| {
        let published = shared();
        let mut reader = published.reader();
        let writers = [0, 1].map(|_| {
            let published = Arc::clone(&published);
            thread::spawn(move || change(&published))
        });
        reader.get().epoch();
        for writer in writers {
            writer.join().unwrap();
        }
        assert_eq!(reader.get().epoch(), 2);
    });
}

/// Relaxed accesses to the version suffice: whoever hears of an epoch finds it.
#[test]
fn a_reader_sees_what_it_was_told_of() {
    model(|| {
        let published = shared();
        let told = Arc::new(AtomicBool::new(false));
        let (mut here, mut there) = (published.reader(), published.reader());
        let writer = thread::spawn(move || change(&published));
        let teller = thread::spawn({
            let told = Arc::clone(&told);
            move || told.store(there.get().epoch() == 1, Ordering::Release)
        });
        if told.load(Ordering::Acquire) {
            assert_eq!(here.get().epoch(), 1, "told of an epoch that is not there");
        }
        writer.join().unwrap();
        teller.join().unwrap();
    });
}

/// A control. A version that is raised before the mutex is held lets a reader take the old copy for the new one, for
/// ever; a model that does not find that proves nothing.
#[test]
#[should_panic(expected = "an epoch was missed")]
fn control_a_version_raised_too_early_is_found_out() {
    model(|| {
        let published = shared();
        let reader = published.reader();
        let reader = thread::spawn(move || look(reader));
        published.current.version.fetch_add(1, Ordering::SeqCst);
        drop(mem::replace(&mut *lock(&published.current.copy), Arc::new(Pair::new([1, 1]))));
        assert_eq!(reader.join().unwrap().get().epoch(), 1, "an epoch was missed");
    });
}

/// A control. A version that is read without the mutex may be that of the next copy.
#[test]
#[should_panic(expected = "an epoch was missed")]
fn control_a_version_read_too_late_is_found_out() {
    model(|| {
        let published = shared();
        let current = Arc::clone(&published.current);
        let reader = thread::spawn(move || {
            let copy = current.copy();
            let version = current.version.load(Ordering::SeqCst);
            Reader { version, copy, current }
        });
        change(&published);
        assert_eq!(reader.join().unwrap().get().epoch(), 1, "an epoch was missed");
    });
}
