//! Changes of a directory in the making.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::change::{DirectoryChange, GroupChange};
use super::draft::Draft;
use super::group::Group;
use super::status::Status;
use super::{Directory, DirectoryError, MAX_GROUPS};
use crate::config::{Config, SecretError};
use crate::delta::ChangeError;
use crate::node::check_id;
use crate::update::NodeUpdate;

/// Changes in the making: see [`DirectoryChange`]. Each step sees what the steps before it did; where one fails, none
/// is carried out.
///
/// ```
/// use vnode_ring::{Config, Directory, NodeUpdate, Status};
///
/// let mut directory = Directory::new(Config::default());
/// let change = directory
///     .change()
///     .upsert("web", NodeUpdate::new("a"))?
///     .upsert("web", NodeUpdate::new("b"))?
///     .move_member("b", "web", "db")?
///     .set_status("db", "b", Status::Warning)?
///     .done()?;
/// directory.apply(&change)?;
/// assert!(directory.groups().map(|group| group.name()).eq(["db", "web"]));
/// # Ok::<(), vnode_ring::DirectoryError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "changes do nothing until they are applied"]
pub struct DirectoryChanges<'a> {
    directory: &'a Directory,
    drafts: BTreeMap<Box<str>, Draft<'a>>,
    synced: bool,
}

impl DirectoryChanges<'_> {
    /// Creates a group with a config of its own.
    ///
    /// # Errors
    /// When the group is there, or its name or config is not acceptable.
    pub fn create_group(mut self, group: &str, config: Config) -> Result<Self, DirectoryError> {
        if self.exists(group) {
            return Err(DirectoryError::GroupExists { group: group.into() });
        }
        self.create(group, config)?;
        Ok(self)
    }

    /// Removes a group; its members leave.
    ///
    /// # Errors
    /// When there is no such group.
    pub fn remove_group(self, group: &str) -> Result<Self, DirectoryError> {
        self.step(group, |draft| {
            draft.remove_group();
            Ok(())
        })
    }

    /// Updates a member of a group, or lets it join. A group that is not there is created with the config of the
    /// directory.
    ///
    /// # Errors
    /// When the node or the name of the group breaks a limit.
    pub fn upsert(mut self, group: &str, update: impl Into<NodeUpdate>) -> Result<Self, DirectoryError> {
        self.or_create(group)?;
        let update = update.into();
        self.step(group, |draft| draft.upsert(&update))
    }

    /// Lets a member leave. Its group stays, also without members.
    ///
    /// # Errors
    /// When there is no such group or member.
    pub fn remove(self, group: &str, id: &str) -> Result<Self, DirectoryError> {
        self.step(group, |draft| draft.remove(id).map(drop))
    }

    /// Lets a member leave one group and join another, as it is and with its status. A group that is not there is
    /// created with the config of the directory. Nothing happens where both are the same group.
    ///
    /// # Errors
    /// When there is no such member in the one group, or one in the other.
    pub fn move_member(mut self, id: &str, from: &str, to: &str) -> Result<Self, DirectoryError> {
        let mut moved = None;
        self = self.step(from, |draft| {
            moved = Some(draft.remove(id)?);
            Ok(())
        })?;
        let Some((node, status)) = moved else { return Ok(self) };
        self.or_create(to)?;
        self.step(to, |draft| {
            draft.add(node)?;
            draft.set_status(id, status)
        })
    }

    /// Sets the status of a member: what an observer says about it, which lasts until it leaves.
    ///
    /// # Errors
    /// When there is no such group or member.
    pub fn set_status(self, group: &str, id: &str, status: Status) -> Result<Self, DirectoryError> {
        self.step(group, |draft| draft.set_status(id, status))
    }

    /// Makes the nodes of a full list the members of a group: they are updated or join, all others leave. A group that
    /// is not there is created with the config of the directory.
    ///
    /// # Errors
    /// When a node or the name of the group breaks a limit, or the list names a node twice.
    pub fn reconcile(
        mut self,
        group: &str,
        list: impl IntoIterator<Item = NodeUpdate>,
    ) -> Result<Self, DirectoryError> {
        self.or_create(group)?;
        self.step(group, |draft| draft.reconcile(list))
    }

    /// Makes full lists the members of all groups: see [`reconcile`](Self::reconcile). Groups that are not listed lose
    /// all their members.
    ///
    /// # Errors
    /// As [`reconcile`](Self::reconcile).
    pub fn reconcile_all(mut self, lists: BTreeMap<String, Vec<NodeUpdate>>) -> Result<Self, DirectoryError> {
        let known = self.directory.groups.keys().chain(self.drafts.keys());
        let unlisted: Vec<_> = known.filter(|name| !lists.contains_key(name.as_ref())).cloned().collect();
        for name in unlisted {
            if self.exists(&name) {
                self = self.reconcile(&name, [])?;
            }
        }
        lists.into_iter().try_fold(self, |changes, (name, list)| changes.reconcile(&name, list))
    }

    /// Says whether the directory knows all groups and members from now on.
    pub const fn set_synced(mut self, synced: bool) -> Self {
        self.synced = synced;
        self
    }

    /// The change from the directory to what it is with all these steps. Steps that cancel out leave nothing.
    ///
    /// # Errors
    /// When a group or the directory would break a limit.
    pub fn done(self) -> Result<DirectoryChange, DirectoryError> {
        let mut groups = BTreeMap::new();
        for (name, draft) in self.drafts {
            let change = draft.finish(self.directory.limits).map_err(DirectoryError::change_of(&name))?;
            if let Some(change) = change {
                groups.insert(name, change);
            }
        }
        self.directory.check_group_count(groups.values())?;
        let synced = Some(self.synced).filter(|&synced| synced != self.directory.synced);
        Ok(DirectoryChange { groups, synced })
    }

    fn exists(&self, group: &str) -> bool {
        match self.drafts.get(group) {
            Some(draft) => draft.exists(),
            None => self.directory.groups.contains_key(group),
        }
    }

    fn create(&mut self, group: &str, config: Config) -> Result<(), DirectoryError> {
        self.directory.new_group(group, config.clone())?;
        let there = self.directory.groups.get(group).map(AsRef::as_ref);
        self.drafts.entry(group.into()).or_insert_with(|| Draft::new(there)).create(config);
        Ok(())
    }

    fn or_create(&mut self, group: &str) -> Result<(), DirectoryError> {
        if self.exists(group) { Ok(()) } else { self.create(group, self.directory.config.clone()) }
    }

    /// One step in a group that is there.
    fn step(
        mut self,
        group: &str,
        step: impl FnOnce(&mut Draft<'_>) -> Result<(), ChangeError>,
    ) -> Result<Self, DirectoryError> {
        if !self.exists(group) {
            return Err(DirectoryError::UnknownGroup { group: group.into() });
        }
        let there = self.directory.groups.get(group).map(AsRef::as_ref);
        let draft = self.drafts.entry(group.into()).or_insert_with(|| Draft::new(there));
        step(draft).map_err(DirectoryError::change_of(group))?;
        Ok(self)
    }
}

impl Directory {
    /// Starts a change of this directory.
    pub const fn change(&self) -> DirectoryChanges<'_> {
        DirectoryChanges { directory: self, drafts: BTreeMap::new(), synced: self.synced }
    }

    /// A group without members, if its name and config are acceptable here.
    pub(super) fn new_group(&self, name: &str, config: Config) -> Result<Group, DirectoryError> {
        check_id(name).map_err(|error| DirectoryError::GroupName { group: name.into(), error })?;
        self.check_secret(&config).map_err(|error| DirectoryError::Secret { group: name.into(), error })?;
        Group::new(config).map_err(|error| DirectoryError::change_of(name)(error.into()))
    }

    /// Checks that the secret of the directory is that of a group, if the group has one.
    pub(super) fn check_secret(&self, config: &Config) -> Result<(), SecretError> {
        config.key_hasher(config.key_check().and(self.secret.as_ref())).map(drop)
    }

    pub(super) fn check_group_count<'c>(
        &self,
        changes: impl Iterator<Item = &'c GroupChange>,
    ) -> Result<(), DirectoryError> {
        let (mut groups, mut removed) = (self.groups.len(), 0);
        for change in changes {
            groups += usize::from(change.created.is_some());
            removed += usize::from(change.removed.is_some());
        }
        match groups - removed {
            groups if groups > MAX_GROUPS => Err(DirectoryError::TooManyGroups { groups }),
            _ => Ok(()),
        }
    }
}
