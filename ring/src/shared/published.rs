//! Publication of any value that changes by replayable steps. Knows nothing of rings.

use core::fmt::Debug;
use core::mem;
use core::sync::atomic::Ordering;

use super::sync::{Arc, AtomicU64, Mutex, lock};

/// A value with changes that lead equal copies to equal copies.
pub(crate) trait Replay: Clone + Debug {
    type Change: Clone + Debug;
    type Error;

    /// Whether the value is where the change leads, so that there is nothing to do.
    fn reached(&self, change: &Self::Change) -> bool;

    /// Carries a change out, wholly or not at all.
    fn replay(&mut self, change: &Self::Change) -> Result<(), Self::Error>;
}

/// The copy that readers read.
///
/// The mutex orders everything. The version only tells a reader when to look, and changes while the mutex is held, so
/// that whoever holds it knows the version of what it guards.
#[derive(Debug)]
struct Current<T> {
    version: AtomicU64,
    copy: Mutex<Arc<T>>,
}

impl<T> Current<T> {
    fn copy(&self) -> Arc<T> {
        Arc::clone(&lock(&self.copy))
    }

    fn versioned_copy(&self) -> (u64, Arc<T>) {
        let copy = lock(&self.copy);
        (self.version.load(Ordering::Relaxed), Arc::clone(&copy))
    }

    fn swap(&self, next: Arc<T>) -> Arc<T> {
        let mut copy = lock(&self.copy);
        self.version.fetch_add(1, Ordering::Relaxed);
        mem::replace(&mut copy, next)
    }
}

/// The copy that was current before, and the change that it lacks. The next change is made on it.
#[derive(Debug)]
struct Retired<T: Replay> {
    copy: Arc<T>,
    missed: Option<T::Change>,
}

impl<T: Replay> Retired<T> {
    /// The copy, brought up to date; `None` while someone holds it.
    fn reclaim(self) -> Option<T> {
        let mut copy = Arc::try_unwrap(self.copy).ok()?;
        match self.missed {
            Some(change) => copy.replay(&change).ok().map(|()| copy),
            None => Some(copy),
        }
    }
}

/// The writers' side: the current copy, and a retired one behind the mutex that serialises writers.
#[derive(Debug)]
pub(crate) struct Published<T: Replay> {
    current: Arc<Current<T>>,
    retired: Mutex<Option<Retired<T>>>,
}

impl<T: Replay> Published<T> {
    pub(crate) fn new(value: T) -> Self {
        let copy = Mutex::new(Arc::new(value));
        let current = Arc::new(Current { version: AtomicU64::new(0), copy });
        Self { current, retired: Mutex::new(None) }
    }

    pub(crate) fn reader(&self) -> Reader<T> {
        let (version, copy) = self.current.versioned_copy();
        Reader { version, copy, current: Arc::clone(&self.current) }
    }

    pub(crate) fn snapshot(&self) -> Arc<T> {
        self.current.copy()
    }

    /// Makes a change of the current copy and publishes the result. When either fails, nothing is published.
    pub(crate) fn update<E: From<T::Error>>(
        &self,
        make: impl FnOnce(&T) -> Result<T::Change, E>,
    ) -> Result<T::Change, E> {
        let mut retired = lock(&self.retired);
        let current = self.current.copy();
        let change = make(&current)?;
        if current.reached(&change) {
            return Ok(change);
        }
        // A panic from here on loses the retired copy, which the next writer then does without.
        let reclaimed = retired.take().and_then(Retired::reclaim);
        let mut next = reclaimed.unwrap_or_else(|| T::clone(&current));
        match next.replay(&change) {
            Ok(()) => {
                let copy = self.current.swap(Arc::new(next));
                *retired = Some(Retired { copy, missed: Some(change.clone()) });
                Ok(change)
            }
            Err(error) => {
                *retired = Some(Retired { copy: Arc::new(next), missed: None });
                Err(error.into())
            }
        }
    }

    /// Publishes another value. No change leads to it, so the retired copy is of no use any more.
    pub(crate) fn replace(&self, value: T) {
        let mut retired = lock(&self.retired);
        *retired = None;
        self.current.swap(Arc::new(value));
    }
}

/// One reader's side.
#[derive(Clone, Debug)]
pub(crate) struct Reader<T> {
    version: u64,
    copy: Arc<T>,
    current: Arc<Current<T>>,
}

impl<T> Reader<T> {
    #[inline]
    pub(crate) fn get(&mut self) -> &T {
        if self.current.version.load(Ordering::Relaxed) != self.version {
            self.refresh();
        }
        &self.copy
    }

    #[cold]
    #[inline(never)]
    fn refresh(&mut self) {
        (self.version, self.copy) = self.current.versioned_copy();
    }
}

#[cfg(all(test, loom))]
#[path = "models.rs"]
mod models;
