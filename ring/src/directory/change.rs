//! A checked change of a directory, as a value.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;

use super::event::Event;
use super::group::Group;
use super::sharing::Arc;
use super::status::Status;
use super::{Directory, DirectoryError};
use crate::config::Config;
use crate::delta::Delta;

/// A checked change of a directory: what happens to which group, and to which of its members.
///
/// Made by [`Directory::change`]; carried out, wholly or not at all, by [`Directory::apply`]. On the directory that it
/// was made on it cannot fail; one in another state refuses it.
///
/// ```
/// use vnode_ring::{Config, Directory, Event, NodeUpdate};
///
/// let mut directory = Directory::new(Config::default());
/// let change = directory.change().upsert("web", NodeUpdate::new("a"))?.done()?;
/// directory.apply(&change)?;
/// assert!(directory.apply(&change).is_err());
/// assert!(change.events().any(|event| matches!(event, Event::Joined { group: "web", node } if node.id() == "a")));
/// # Ok::<(), vnode_ring::DirectoryError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryChange {
    pub(super) groups: BTreeMap<Box<str>, GroupChange>,
    /// Whether the directory is synced from now on, where that is new.
    pub(super) synced: Option<bool>,
}

/// What happens to one group, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GroupChange {
    /// The delta that lets all members leave, where the group is removed.
    pub(super) removed: Option<Delta>,
    /// The config of the group, where it is created.
    pub(super) created: Option<Config>,
    pub(super) delta: Option<Delta>,
    /// The status of a member before and after; not of those that leave.
    pub(super) statuses: BTreeMap<Box<str>, (Status, Status)>,
}

impl GroupChange {
    pub(super) fn is_empty(&self) -> bool {
        self.removed.is_none() && self.created.is_none() && self.delta.is_none() && self.statuses.is_empty()
    }
}

impl DirectoryChange {
    /// What happens, in an order that depends on the change alone: by group, in each group nodes by id and then
    /// statuses by id; whether the directory is synced comes last.
    ///
    /// A member that moves to another group is one that left and one that joined.
    pub fn events(&self) -> impl Iterator<Item = Event<'_>> {
        let groups = self.groups.iter().flat_map(|(group, change)| change.events(group));
        groups.chain(self.synced.map(|synced| Event::SyncChanged { synced }))
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.synced.is_none()
    }
}

impl Directory {
    /// Carries a change out, wholly or not at all. O(changes * log N), and where the ring of a group is compiled, also
    /// the vnodes of the nodes that change.
    ///
    /// # Errors
    /// When the change was made on a directory in another state, or breaks a limit of this one. Then nothing has
    /// changed.
    pub fn apply(&mut self, change: &DirectoryChange) -> Result<(), DirectoryError> {
        self.check(change)?;
        for (name, change) in &change.groups {
            self.commit(name, change);
        }
        self.synced = change.synced.unwrap_or(self.synced);
        Ok(())
    }

    pub(super) fn check(&self, change: &DirectoryChange) -> Result<(), DirectoryError> {
        for (name, change) in &change.groups {
            self.check_group(name, change)?;
        }
        match change.synced {
            Some(synced) if synced == self.synced => Err(DirectoryError::SyncConflict { synced }),
            _ => self.check_group_count(change.groups.values()),
        }
    }

    fn check_group(&self, name: &str, change: &GroupChange) -> Result<(), DirectoryError> {
        let refused = DirectoryError::change_of(name);
        let mut group = self.groups.get(name).map(AsRef::as_ref);
        if let Some(delta) = &change.removed {
            let removed = group.take().ok_or_else(|| DirectoryError::UnknownGroup { group: name.into() })?;
            removed.check(delta, self.limits).map_err(&refused)?;
            if delta.changes().len() != removed.membership().len() {
                return Err(DirectoryError::GroupConflict { group: name.into() });
            }
        }
        let created = match &change.created {
            Some(_) if group.is_some() => return Err(DirectoryError::GroupExists { group: name.into() }),
            Some(config) => Some(self.new_group(name, config.clone())?),
            None => None,
        };
        let Some(group) = created.as_ref().or(group) else {
            let removed = change.removed.is_some();
            return if removed { Ok(()) } else { Err(DirectoryError::UnknownGroup { group: name.into() }) };
        };
        if let Some(delta) = &change.delta {
            group.check(delta, self.limits).map_err(&refused)?;
        }
        let after = |id: &str| {
            let joins = change.delta.as_ref().is_some_and(|delta| delta.change_of(id).is_some());
            group.status(id).or(joins.then_some(Status::Passing))
        };
        match change.statuses.iter().find(|(id, (old, _))| after(id) != Some(*old)) {
            Some((id, _)) => {
                Err(DirectoryError::StatusConflict { group: name.into(), id: id.as_ref().into() })
            }
            None => Ok(()),
        }
    }

    /// Carries out what was checked.
    fn commit(&mut self, name: &str, change: &GroupChange) {
        if change.removed.is_some() {
            self.groups.remove(name);
        }
        if let Some(config) = &change.created {
            let group = Group::new(config.clone()).expect("the config was checked");
            self.groups.insert(name.into(), group.into());
        }
        if let Some(group) = self.groups.get_mut(name) {
            Arc::make_mut(group).commit(change);
        }
    }
}
