//! One ring for many threads.

use crate::delta::{ChangeError, Changes, Delta, Outcome};
use crate::node::Node;
use crate::ring::Ring;

pub(crate) mod published;
pub(crate) mod sync;

use published::{Published, Reader, Replay};
use sync::Arc;

impl Replay for Ring {
    type Change = Delta;
    type Error = ChangeError;

    fn reached(&self, delta: &Delta) -> bool {
        delta.target() == self.membership().stamp()
    }

    fn replay(&mut self, delta: &Delta) -> Result<(), ChangeError> {
        self.apply(delta).map(drop)
    }
}

/// A ring that many threads read while it changes. Each answer comes from one whole epoch.
///
/// Each reading thread has its own [`RingReader`], which costs a lookup next to nothing. Any thread that has a reference
/// to the `SharedRing` may change it; changes wait for each other and readers never wait for the work of a change.
///
/// ```
/// use std::thread;
/// use vnode_ring::{Config, Node, Ring, SharedRing};
///
/// let shared = SharedRing::new(Ring::new(Config::default(), ["a", "b"].map(Node::new))?);
/// thread::scope(|scope| {
///     for _ in 0..2 {
///         let mut reader = shared.reader();
///         scope.spawn(move || {
///             let mut epoch = 0;
///             while epoch < 2 {
///                 let ring = reader.ring(); // once per request: it stays the same until the next call
///                 assert!(ring.membership().epoch() >= epoch);
///                 epoch = ring.membership().epoch();
///                 assert_eq!(ring.nodes().len() as u64, 2 + epoch);
///             }
///         });
///     }
///     shared.add(Node::new("c"))?;
///     shared.add(Node::new("d"))
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Cost
///
/// A change is made on the copy that the change before it retired, once that one is caught up: together two
/// [`Ring::apply`]. The first change, one after [`publish`](Self::publish), and one that finds the retired copy still
/// held, by a reader that has not looked since or as a snapshot, copy the whole ring instead: O(V).
///
/// So from the first change on there are two rings in memory, and one more for each older epoch that is still held.
/// A reader holds one epoch, for as long as it is not asked for its ring: drop the readers of idle threads.
///
/// # When something fails
///
/// A change that is refused publishes nothing. Should a writer panic, readers stay at the last whole epoch and the next
/// writer goes on from there.
#[derive(Debug)]
pub struct SharedRing {
    published: Published<Ring>,
}

impl SharedRing {
    /// Shares a ring.
    #[must_use]
    pub fn new(ring: Ring) -> Self {
        Self { published: Published::new(ring) }
    }

    /// A handle for one reading thread. It keeps working when the `SharedRing` is dropped, at the last epoch.
    #[must_use]
    pub fn reader(&self) -> RingReader {
        RingReader { reader: self.published.reader() }
    }

    /// The current ring, to be held for as long as one epoch is wanted: for a report, or to work a delta out.
    ///
    /// It takes a lock for a moment, which is more than a lookup costs: for lookups use a [`RingReader`].
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Ring, SharedRing};
    ///
    /// let shared = SharedRing::new(Ring::new(Config::default(), ["a", "b"].map(Node::new))?);
    /// let before = shared.snapshot();
    /// let delta = before.change().add(Node::new("c"))?.remove("a")?.delta()?;
    /// shared.apply(&delta)?; // refused as stale if another writer was faster
    /// assert_eq!((before.membership().epoch(), shared.snapshot().membership().epoch()), (0, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Arc<Ring> {
        self.published.snapshot()
    }

    /// Carries a delta out and publishes the result.
    ///
    /// # Errors
    /// As [`Ring::apply`]. Then nothing has changed.
    pub fn apply(&self, delta: &Delta) -> Result<Outcome, ChangeError> {
        let mut outcome = Outcome::NoChange;
        self.published.update(|ring| {
            // Checked first, so that an outdated delta does not cost a copy of the ring.
            outcome = ring.membership().check_delta(delta)?;
            Ok::<_, ChangeError>(delta.clone())
        })?;
        Ok(outcome)
    }

    /// Lets a node join. Returns the delta, for other holders of the same ring.
    ///
    /// # Errors
    /// As [`Ring::add`]. Then nothing has changed.
    pub fn add(&self, node: Node) -> Result<Delta, ChangeError> {
        self.change(|changes| changes.add(node))
    }

    /// Lets a node leave. Returns the delta, for other holders of the same ring.
    ///
    /// # Errors
    /// As [`Ring::remove`]. Then nothing has changed.
    pub fn remove(&self, id: &str) -> Result<Delta, ChangeError> {
        self.change(|changes| changes.remove(id))
    }

    /// Sets the weight of a node; 0 drains it. Returns the delta, for other holders of the same ring.
    ///
    /// # Errors
    /// As [`Ring::reweight`]. Then nothing has changed.
    pub fn reweight(&self, id: &str, weight: u32) -> Result<Delta, ChangeError> {
        self.change(|changes| changes.reweight(id, weight))
    }

    /// Puts another ring in the place of this one, whatever its epoch: when a change would be most of the ring, or the
    /// deltas that lead to it are lost.
    pub fn publish(&self, ring: Ring) {
        self.published.replace(ring);
    }

    fn change(
        &self,
        step: impl FnOnce(Changes<'_>) -> Result<Changes<'_>, ChangeError>,
    ) -> Result<Delta, ChangeError> {
        self.published.update(|ring| step(ring.change())?.delta())
    }
}

/// One thread's view of a [`SharedRing`].
///
/// To give a thread one, make it with [`SharedRing::reader`] or clone another, and move it there.
#[derive(Clone, Debug)]
pub struct RingReader {
    reader: Reader<Ring>,
}

impl RingReader {
    /// The current ring. It is at least as new as any that this reader or whoever told this thread of it has seen.
    ///
    /// One atomic load and a comparison while nothing has changed. After a change it takes a lock for as long as it
    /// takes to copy a pointer, and frees the ring that it leaves if nobody else holds it.
    #[inline]
    pub fn ring(&mut self) -> &Ring {
        self.reader.get()
    }
}

#[cfg(all(test, not(loom)))]
#[path = "shared_tests.rs"]
mod tests;
