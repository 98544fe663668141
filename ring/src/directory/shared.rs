//! One directory for many threads.

use super::{Directory, DirectoryChange, DirectoryError};
use crate::shared::published::{Published, Reader, Replay};
use crate::shared::sync::Arc;

impl Replay for Directory {
    type Change = DirectoryChange;
    type Error = DirectoryError;

    fn reached(&self, change: &DirectoryChange) -> bool {
        change.is_empty()
    }

    fn replay(&mut self, change: &DirectoryChange) -> Result<(), DirectoryError> {
        self.apply(change)
    }
}

/// A directory that many threads read while it changes: one handle for all its groups. Each answer comes from one whole
/// state of the directory.
///
/// Works as [`SharedRing`](crate::SharedRing) does. A change copies one pointer a group the first time and the groups
/// that it changes; all other groups, their compiled rings included, are the same for readers before and after it.
///
/// ```
/// use vnode_ring::{Config, Directory, NodeUpdate, SharedDirectory};
///
/// let shared = SharedDirectory::new(Directory::new(Config::default()));
/// let mut reader = shared.reader(); // one for each thread
/// shared.update(|directory| directory.change().upsert("web", NodeUpdate::new("a"))?.done())?;
/// assert_eq!(reader.directory().match_key("web", "user-1")?.id(), "a");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SharedDirectory {
    published: Published<Directory>,
}

impl SharedDirectory {
    /// Shares a directory.
    #[must_use]
    pub fn new(directory: Directory) -> Self {
        Self { published: Published::new(directory) }
    }

    /// A handle for one reading thread. It keeps working when the `SharedDirectory` is dropped, at the last state.
    #[must_use]
    pub fn reader(&self) -> DirectoryReader {
        DirectoryReader { reader: self.published.reader() }
    }

    /// The current directory, to be held for as long as one state is wanted. It takes a lock for a moment: for matches
    /// use a [`DirectoryReader`].
    #[must_use]
    pub fn snapshot(&self) -> Arc<Directory> {
        self.published.snapshot()
    }

    /// Makes a change on the current directory, which no other writer changes meanwhile, carries it out and publishes
    /// the result. Nothing is published where nothing changes. Returns the change.
    ///
    /// ```
    /// use vnode_ring::{Config, Directory, NodeUpdate, SharedDirectory, Tracked, Tracker};
    ///
    /// let shared = SharedDirectory::new(Directory::new(Config::default()));
    /// let mut tracker = Tracker::default();
    /// shared.update(|directory| {
    ///     tracker.upsert(directory, "web", NodeUpdate::new("a"), None).map(Tracked::into_change)
    /// })?;
    /// assert_eq!(shared.snapshot().members("web")?.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the change cannot be made, or was made on another directory. Then nothing has changed.
    pub fn update<E: From<DirectoryError>>(
        &self,
        plan: impl FnOnce(&Directory) -> Result<DirectoryChange, E>,
    ) -> Result<DirectoryChange, E> {
        self.published.update(|directory| {
            let change = plan(directory)?;
            // Checked first, so that an outdated change does not cost a copy.
            directory.check(&change)?;
            Ok(change)
        })
    }

    /// Carries a change out and publishes the result.
    ///
    /// # Errors
    /// As [`Directory::apply`]. Then nothing has changed.
    pub fn apply(&self, change: &DirectoryChange) -> Result<(), DirectoryError> {
        self.update(|_| Ok(change.clone())).map(drop)
    }

    /// Puts another directory in the place of this one: when a change would be most of it.
    pub fn publish(&self, directory: Directory) {
        self.published.replace(directory);
    }
}

/// One thread's view of a [`SharedDirectory`].
///
/// To give a thread one, make it with [`SharedDirectory::reader`] or clone another, and move it there.
#[derive(Clone, Debug)]
pub struct DirectoryReader {
    reader: Reader<Directory>,
}

impl DirectoryReader {
    /// The current directory. It is at least as new as any that this reader has seen. One atomic load and a comparison
    /// while nothing has changed.
    #[inline]
    pub fn directory(&mut self) -> &Directory {
        self.reader.get()
    }
}

#[cfg(all(test, not(loom)))]
#[path = "shared_tests.rs"]
mod tests;
