//! Changes of one step: made and carried out at once.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::change::DirectoryChange;
use super::changes::DirectoryChanges;
use super::status::Status;
use super::{Directory, DirectoryError};
use crate::config::Config;
use crate::update::NodeUpdate;

/// Each is the step of the same name of [`DirectoryChanges`], carried out at once. It returns the change, for its
/// events and for other holders of the same directory. When it fails, nothing has changed.
impl Directory {
    /// Creates a group with a config of its own: [`DirectoryChanges::create_group`].
    ///
    /// # Errors
    /// As there.
    pub fn create_group(&mut self, group: &str, config: Config) -> Result<DirectoryChange, DirectoryError> {
        self.step(|changes| changes.create_group(group, config))
    }

    /// Removes a group; its members leave: [`DirectoryChanges::remove_group`].
    ///
    /// # Errors
    /// As there.
    pub fn remove_group(&mut self, group: &str) -> Result<DirectoryChange, DirectoryError> {
        self.step(|changes| changes.remove_group(group))
    }

    /// Updates a member of a group, or lets it join: [`DirectoryChanges::upsert`].
    ///
    /// # Errors
    /// As there.
    pub fn upsert(
        &mut self,
        group: &str,
        update: impl Into<NodeUpdate>,
    ) -> Result<DirectoryChange, DirectoryError> {
        self.step(|changes| changes.upsert(group, update))
    }

    /// Lets a member leave: [`DirectoryChanges::remove`].
    ///
    /// # Errors
    /// As there.
    pub fn remove(&mut self, group: &str, id: &str) -> Result<DirectoryChange, DirectoryError> {
        self.step(|changes| changes.remove(group, id))
    }

    /// Lets a member leave one group and join another: [`DirectoryChanges::move_member`].
    ///
    /// # Errors
    /// As there.
    pub fn move_member(&mut self, id: &str, from: &str, to: &str) -> Result<DirectoryChange, DirectoryError> {
        self.step(|changes| changes.move_member(id, from, to))
    }

    /// Sets the status of a member; no vnode is touched: [`DirectoryChanges::set_status`]. O(log N).
    ///
    /// # Errors
    /// As there.
    pub fn set_status(
        &mut self,
        group: &str,
        id: &str,
        status: Status,
    ) -> Result<DirectoryChange, DirectoryError> {
        self.step(|changes| changes.set_status(group, id, status))
    }

    /// Makes the nodes of a full list the members of a group: [`DirectoryChanges::reconcile`].
    ///
    /// # Errors
    /// As there.
    pub fn reconcile(
        &mut self,
        group: &str,
        list: impl IntoIterator<Item = NodeUpdate>,
    ) -> Result<DirectoryChange, DirectoryError> {
        self.step(|changes| changes.reconcile(group, list))
    }

    /// Makes full lists the members of all groups: [`DirectoryChanges::reconcile_all`].
    ///
    /// # Errors
    /// As there.
    pub fn reconcile_all(
        &mut self,
        lists: BTreeMap<String, Vec<NodeUpdate>>,
    ) -> Result<DirectoryChange, DirectoryError> {
        self.step(|changes| changes.reconcile_all(lists))
    }

    /// Says whether the directory knows all groups and members from now on: [`DirectoryChanges::set_synced`].
    #[expect(clippy::missing_panics_doc, reason = "no limit is about this")]
    pub fn set_synced(&mut self, synced: bool) -> DirectoryChange {
        self.step(|changes| Ok(changes.set_synced(synced))).expect("it breaks no limit")
    }

    fn step(
        &mut self,
        step: impl FnOnce(DirectoryChanges<'_>) -> Result<DirectoryChanges<'_>, DirectoryError>,
    ) -> Result<DirectoryChange, DirectoryError> {
        let change = step(self.change())?.done()?;
        self.apply(&change)?;
        Ok(change)
    }
}
