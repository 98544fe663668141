//! For sources that speak in versions or leases rather than epochs.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use super::change::DirectoryChange;
use super::sharing::Arc;
use super::{Directory, DirectoryError};
use crate::membership::NodeRef;
use crate::node::check_id;
use crate::update::NodeUpdate;
use crate::wire;

mod deadlines;
mod error;
mod record;
#[cfg(feature = "snapshot")]
mod snapshot;
mod version;

#[cfg(all(test, not(loom)))]
mod tests;

pub use error::{ExpireError, RenewError};
pub use version::{Mark, Tracked, Version};

use record::{Gone, News, Record, State, Verdict};

/// The group and the id of a member; shared by all that is sorted by it or leads to it.
type Key = Arc<(Box<str>, Box<str>)>;

fn key(group: &str, id: &str) -> Key {
    Arc::new((group.into(), id.into()))
}

/// What a source said last about each member: the version, so that late and repeated events do no harm, and the deadline
/// until which it vouches for the member.
///
/// A tracker stands beside a [`Directory`], never in it: nothing of it is in a membership, a delta or a status. It turns
/// events into changes of the directory and takes note of an event when it makes the change: carry each change out
/// before the next event.
///
/// ```
/// use vnode_ring::{Config, Directory, NodeUpdate, Tracked, Tracker, Version};
///
/// let mut directory = Directory::new(Config::default());
/// let mut tracker = Tracker::default();
/// let at = |counter| Some(Version { incarnation: 0, counter });
///
/// let joined = tracker.upsert(&directory, "web", NodeUpdate::new("a"), at(1))?;
/// directory.apply(&joined.into_change())?;
/// let left = tracker.remove(&directory, "web", "a", at(3))?;
/// directory.apply(&left.into_change())?;
///
/// // An update that was sent before the removal and comes after it.
/// let late = tracker.upsert(&directory, "web", NodeUpdate::new("a").with_weight(2), at(2))?;
/// assert_eq!(late, Tracked::Ignored { have: at(3).unwrap(), got: at(2).unwrap() });
/// # Ok::<(), vnode_ring::DirectoryError>(())
/// ```
///
/// # Which event wins
///
/// - An event of an older version than the one recorded is ignored, one of a newer version is taken.
/// - Of two events of the same version, a removal wins over an update, and of two updates the one whose bytes are
///   greater (`docs/formats.md`, Update): an arbitrary choice that everybody makes alike. So updates that each state the same fields lead to the
///   same member in whatever order they come, if it was not there before.
/// - An event without a version is taken when it comes; the version that is recorded stays.
///
/// A removal leaves a tombstone: its version, so that late updates are known to be late. Tombstones stay until
/// [`forget`](Self::forget).
///
/// # When a member leaves without the tracker
///
/// A member that a change of the directory lets leave, made by someone else, is to the tracker one that was silent: an
/// older event is ignored, one of the same version lets it join again, and its deadline passes without a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracker {
    records: BTreeMap<Key, Record>,
    /// The deadlines of all records that have one.
    deadlines: BTreeSet<(u64, Key)>,
    /// The members that are gone, by the number of the event that they left by.
    tombstones: BTreeMap<u64, Key>,
    events: u64,
    max_expiry_percent: u8,
    frozen: bool,
}

impl Default for Tracker {
    fn default() -> Self {
        Self {
            records: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            tombstones: BTreeMap::new(),
            events: 0,
            max_expiry_percent: deadlines::NO_GUARD,
            frozen: false,
        }
    }
}

impl Tracker {
    /// Makes a member join or changes it, unless the event is out of date. O(log members).
    ///
    /// # Errors
    /// As [`DirectoryChanges::upsert`](super::DirectoryChanges::upsert), and when the tracker has counted as many events as
    /// it can. Then the event is not recorded.
    pub fn upsert(
        &mut self,
        directory: &Directory,
        group: &str,
        update: NodeUpdate,
        version: Option<Version>,
    ) -> Result<Tracked, DirectoryError> {
        let key = key(group, update.id());
        let mut stated = Vec::new();
        wire::update(&mut stated, &update);
        match self.verdict(directory, &key, News::Update(&stated), version) {
            Verdict::Ignored { have, got } => Ok(Tracked::Ignored { have, got }),
            Verdict::Repeated => Ok(Tracked::NoChange),
            Verdict::Taken => {
                self.check_events(1)?;
                let change = directory.change().upsert(group, update)?.done()?;
                self.note(key, version, stated.into());
                Ok(Tracked::of(change))
            }
        }
    }

    /// Lets a member leave, unless the event is out of date. O(log members).
    ///
    /// # Errors
    /// As [`DirectoryChanges::remove`](super::DirectoryChanges::remove), but a member that is not there is none: its
    /// removal may come before its update. Also when the tracker has counted as many events as it can. Then the event is
    /// not recorded.
    pub fn remove(
        &mut self,
        directory: &Directory,
        group: &str,
        id: &str,
        version: Option<Version>,
    ) -> Result<Tracked, DirectoryError> {
        let key = key(group, id);
        match self.verdict(directory, &key, News::Removal, version) {
            Verdict::Ignored { have, got } => Ok(Tracked::Ignored { have, got }),
            Verdict::Repeated => Ok(Tracked::NoChange),
            Verdict::Taken => {
                let change = match member(directory, &key) {
                    Some(_) => directory.change().remove(group, id)?.done()?,
                    // No member can come that it would be about.
                    None if check_id(group).and(check_id(id)).is_err() => return Ok(Tracked::NoChange),
                    None => DirectoryChange::default(),
                };
                self.check_events(1)?;
                self.bury(key, version, Gone::Removed);
                Ok(Tracked::of(change))
            }
        }
    }

    /// The version of the last event of a member that had one; tombstones included. O(log members).
    #[must_use]
    pub fn version(&self, group: &str, id: &str) -> Option<Version> {
        self.records.get(&key(group, id))?.version
    }

    /// How far the tracker is: a count of the events that it has taken, for a later [`forget`](Self::forget).
    #[must_use]
    pub const fn mark(&self) -> Mark {
        Mark(self.events)
    }

    /// Drops the tombstones that were left before the mark: when no event can be under way any more that is older than
    /// they are. Returns how many there were. O(log members) each.
    ///
    /// ```
    /// use vnode_ring::{Config, Directory, Tracker, Version};
    ///
    /// let directory = Directory::new(Config::default());
    /// let mut tracker = Tracker::default();
    /// let version = Version { incarnation: 1, counter: 7 };
    /// tracker.remove(&directory, "web", "a", Some(version))?;
    /// let mark = tracker.mark(); // say once an hour; and an hour later:
    /// assert_eq!(tracker.forget(mark), 1);
    /// assert_eq!(tracker.version("web", "a"), None);
    /// # Ok::<(), vnode_ring::DirectoryError>(())
    /// ```
    pub fn forget(&mut self, mark: Mark) -> usize {
        let later = self.tombstones.split_off(&mark.0.saturating_add(1));
        let forgotten = core::mem::replace(&mut self.tombstones, later);
        for key in forgotten.values() {
            self.records.remove(key);
        }
        forgotten.len()
    }

    fn verdict(&self, directory: &Directory, key: &Key, news: News<'_>, got: Option<Version>) -> Verdict {
        let is_member = member(directory, key).is_some();
        self.records.get(key).map_or(Verdict::Taken, |record| record.verdict(news, got, is_member))
    }

    /// Checks that so many more events can be counted: the number of those before may come from a snapshot.
    fn check_events(&self, more: usize) -> Result<(), DirectoryError> {
        match self.events.checked_add(more as u64) {
            Some(_) => Ok(()),
            None => Err(DirectoryError::NoEventLeft { events: self.events }),
        }
    }

    /// Records an update that was taken.
    fn note(&mut self, key: Key, version: Option<Version>, stated: Box<[u8]>) {
        self.events += 1;
        let old = self.take(&key);
        let state = |stated| State::Live { stated, deadline: old.as_ref().and_then(Record::deadline) };
        let record = match (version, &old) {
            (Some(version), _) => Record { version: Some(version), state: state(Some(stated)) },
            (None, Some(Record { version, state: State::Live { stated, .. } })) => {
                Record { version: *version, state: state(stated.clone()) }
            }
            (None, old) => Record { version: old.as_ref().and_then(|old| old.version), state: state(None) },
        };
        if let Some(deadline) = record.deadline() {
            self.deadlines.insert((deadline, key.clone()));
        }
        self.records.insert(key, record);
    }

    /// Records that a member is gone. Without a version there is nothing to remember.
    fn bury(&mut self, key: Key, version: Option<Version>, gone: Gone) {
        self.events += 1;
        let old = self.take(&key);
        if let Some(version) = version.or_else(|| old.and_then(|old| old.version)) {
            self.tombstones.insert(self.events, key.clone());
            let state = State::Gone { gone, event: self.events };
            self.records.insert(key, Record { version: Some(version), state });
        }
    }

    /// Takes a record out, with its deadline or tombstone.
    fn take(&mut self, key: &Key) -> Option<Record> {
        let record = self.records.remove(key)?;
        match &record.state {
            State::Live { deadline: Some(deadline), .. } => {
                self.deadlines.remove(&(*deadline, key.clone()));
            }
            State::Live { deadline: None, .. } => {}
            State::Gone { event, .. } => {
                self.tombstones.remove(event);
            }
        }
        Some(record)
    }
}

fn member<'a>(directory: &'a Directory, key: &Key) -> Option<NodeRef<'a>> {
    let (group, id) = key.as_ref();
    directory.group(group)?.membership().get(id)
}
