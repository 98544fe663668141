//! Leases: members that nobody vouches for any more leave.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::error::{ExpireError, RenewError};
use super::record::{Gone, State};
use super::{Directory, DirectoryChange, Key, Tracker, key, member};

/// The share of members that may always expire.
pub(super) const NO_GUARD: u8 = 100;

/// Deadlines are in ticks of the caller's own clock, whatever a tick is.
impl Tracker {
    /// Sets the largest share of the members with deadlines that may expire at once, in percent; 100, the default, lets
    /// all. When many fall silent at the same moment, the fault is rather with whoever listens.
    #[must_use]
    pub const fn with_max_expiry(mut self, percent: u8) -> Self {
        self.max_expiry_percent = percent;
        self
    }

    /// Sets the deadline of a member, in place of the one that it had. A member without one never expires.
    /// O(log members).
    ///
    /// ```
    /// use vnode_ring::{Config, Directory, NodeUpdate, Tracker};
    ///
    /// let mut directory = Directory::new(Config::default());
    /// let mut tracker = Tracker::default();
    /// let joined = tracker.upsert(&directory, "web", NodeUpdate::new("a"), None)?;
    /// directory.apply(&joined.into_change())?;
    ///
    /// tracker.renew("web", "a", 15)?;
    /// assert_eq!(tracker.next_deadline(), Some(15)); // sleep until then
    /// let change = tracker.expire(&directory, 15)?;
    /// directory.apply(&change)?;
    /// assert_eq!(directory.members("web")?.len(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the tracker has no update of the member, or it is gone.
    pub fn renew(&mut self, group: &str, id: &str, deadline: u64) -> Result<(), RenewError> {
        let key = key(group, id);
        match self.records.get_mut(&key).map(|record| &mut record.state) {
            Some(State::Live { deadline: place, .. }) => {
                let old = place.replace(deadline);
                if let Some(old) = old.filter(|&old| old != deadline) {
                    self.deadlines.remove(&(old, key.clone()));
                }
                self.deadlines.insert((deadline, key));
                Ok(())
            }
            _ => Err(RenewError { group: group.into(), id: id.into() }),
        }
    }

    /// When the next member expires; `None` while none will. O(1).
    #[must_use]
    pub fn next_deadline(&self) -> Option<u64> {
        self.deadlines.first().filter(|_| !self.frozen).map(|&(deadline, _)| deadline)
    }

    /// Lets all members leave whose deadline has come, in one change. They leave tombstones, but an event of the same
    /// version is taken again afterwards. O(log members) each.
    ///
    /// # Errors
    /// When more would leave than the guard lets pass (see [`with_max_expiry`](Self::with_max_expiry)), or the tracker has
    /// counted as many events as it can.
    pub fn expire(&mut self, directory: &Directory, now: u64) -> Result<DirectoryChange, ExpireError> {
        self.expire_share(directory, now, self.max_expiry_percent)
    }

    /// [`expire`](Self::expire) without the guard: for someone who knows that the members are gone.
    ///
    /// # Errors
    /// When the directory refuses the change, or the tracker has counted as many events as it can.
    pub fn expire_anyway(&mut self, directory: &Directory, now: u64) -> Result<DirectoryChange, ExpireError> {
        self.expire_share(directory, now, NO_GUARD)
    }

    /// Stops the time of all deadlines: while the source is out of reach, silence says nothing.
    pub const fn freeze(&mut self) {
        self.frozen = true;
    }

    /// Lets time go on. Whoever would expire before `now + grace` has until then to be heard of. O(members with
    /// deadlines).
    pub fn thaw(&mut self, now: u64, grace: u64) {
        self.frozen = false;
        let earliest = now.saturating_add(grace);
        for (deadline, key) in core::mem::take(&mut self.deadlines) {
            let deadline = deadline.max(earliest);
            if let Some(State::Live { deadline: place, .. }) =
                self.records.get_mut(&key).map(|record| &mut record.state)
            {
                *place = Some(deadline);
            }
            self.deadlines.insert((deadline, key));
        }
    }

    /// Whether time stands still: see [`freeze`](Self::freeze).
    #[must_use]
    pub const fn is_frozen(&self) -> bool {
        self.frozen
    }

    fn expire_share(
        &mut self,
        directory: &Directory,
        now: u64,
        max_percent: u8,
    ) -> Result<DirectoryChange, ExpireError> {
        let due: Vec<Key> = due(&self.deadlines, now).filter(|_| !self.frozen).cloned().collect();
        let members: Vec<&Key> = due.iter().filter(|key| member(directory, key).is_some()).collect();
        let (expired, tracked) = (members.len(), self.deadlines.len() - (due.len() - members.len()));
        if expired as u128 * 100 > tracked as u128 * u128::from(max_percent) {
            return Err(ExpireError::TooMany { expired, tracked, max_percent });
        }
        let leave =
            members.into_iter().try_fold(directory.change(), |changes, key| changes.remove(&key.0, &key.1));
        self.check_events(due.len())?;
        let change = leave?.done()?;
        for key in due {
            self.bury(key, None, Gone::Expired);
        }
        Ok(change)
    }
}

/// The members whose deadline has come.
fn due(deadlines: &BTreeSet<(u64, Key)>, now: u64) -> impl Iterator<Item = &Key> {
    deadlines.iter().take_while(move |&&(deadline, _)| deadline <= now).map(|(_, key)| key)
}
