//! Many groups: named memberships that know nothing of each other.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;

use crate::config::Config;
use crate::limits::Limits;
use crate::secret::Secret;

mod change;
mod changes;
mod draft;
mod error;
mod event;
mod group;
mod group_ref;
mod matching;
#[cfg(all(feature = "std", target_has_atomic = "64"))]
mod shared;
mod sharing;
#[cfg(feature = "snapshot")]
mod snapshot;
mod status;
mod steps;
mod tracker;

#[cfg(all(test, not(loom)))]
mod tests;

pub use change::DirectoryChange;
pub use changes::DirectoryChanges;
pub use error::DirectoryError;
pub use event::Event;
pub use group_ref::{GroupRef, Member};
pub use matching::MatchError;
#[cfg(all(feature = "std", target_has_atomic = "64"))]
pub use shared::{DirectoryReader, SharedDirectory};
pub use status::Status;
pub use tracker::{ExpireError, Mark, RenewError, Tracked, Tracker, Version};

use group::Group;
use sharing::Arc;

/// The most groups in one directory.
pub const MAX_GROUPS: usize = 1 << 20;

/// Many groups, each a named and independent membership: one for each service or tenant.
///
/// A member is identified by its group and its id; the same id in several groups is normal. The name of a group does not
/// enter placement: groups with equal configs and nodes give equal answers.
///
/// A group costs no table until its first match. Cloning a directory copies one pointer a group; tables are shared until
/// one side changes the group.
///
/// ```
/// use vnode_ring::{Config, Directory, Node, NodeUpdate};
///
/// let mut directory = Directory::new(Config::default());
/// directory.reconcile("web", ["a", "b"].map(NodeUpdate::new))?;
/// directory.upsert("db", Node::new("a").with_weight(2))?;
///
/// assert!(["a", "b"].contains(&directory.match_key("web", "user-1")?.id()));
/// assert_eq!(directory.match_key("db", "user-1")?.id(), "a");
/// assert!(directory.members("web")?.map(|member| member.id()).eq(["a", "b"]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Changes
///
/// Each change exists in two forms: [`change`](Self::change) makes it as a value, of as many steps as wanted, that
/// [`apply`](Self::apply) carries out wholly or not at all; the methods of the same name as a step do both at once.
#[derive(Clone, Debug)]
pub struct Directory {
    config: Config,
    limits: Limits,
    secret: Option<Secret>,
    synced: bool,
    groups: BTreeMap<Box<str>, Arc<Group>>,
}

/// Equal content: the config for new groups, the groups with their members and statuses, and whether it is synced.
impl PartialEq for Directory {
    fn eq(&self, other: &Self) -> bool {
        self.config == other.config && self.synced == other.synced && self.groups == other.groups
    }
}

impl Directory {
    /// A directory without groups. `config` is that of groups that come into being by their first member.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, limits: Limits::default(), secret: None, synced: true, groups: BTreeMap::new() }
    }

    /// A directory that can hold keyed groups: those of this secret. Others need no secret.
    ///
    /// ```
    /// use vnode_ring::{Config, Directory, NodeUpdate, Secret};
    ///
    /// let secret = Secret::new([7; 16]); // read yours from a safe place
    /// let mut directory = Directory::with_secret(Config::default().with_secret(&secret), secret);
    /// directory.upsert("web", NodeUpdate::new("a"))?;
    ///
    /// let other = Config::default().with_secret(&Secret::new([8; 16]));
    /// assert!(directory.create_group("db", other).is_err());
    /// # Ok::<(), vnode_ring::DirectoryError>(())
    /// ```
    #[must_use]
    pub fn with_secret(config: Config, secret: Secret) -> Self {
        Self { secret: Some(secret), ..Self::new(config) }
    }

    /// Sets the limits of each group. They hold for the changes from now on.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Makes the directory answer [`MatchError::NotSynced`] until its source has told it everything and says so:
    /// [`set_synced`](Self::set_synced). Without it a process that has just started would take the first members that
    /// it hears of for all there are.
    ///
    /// ```
    /// use vnode_ring::{Config, Directory, MatchError, NodeUpdate};
    ///
    /// let mut directory = Directory::new(Config::default()).awaiting_sync();
    /// directory.upsert("web", NodeUpdate::new("a"))?;
    /// assert_eq!(directory.match_key("web", "user-1").unwrap_err(), MatchError::NotSynced);
    /// directory.set_synced(true);
    /// assert_eq!(directory.match_key("web", "user-1").unwrap().id(), "a");
    /// # Ok::<(), vnode_ring::DirectoryError>(())
    /// ```
    #[must_use]
    pub const fn awaiting_sync(mut self) -> Self {
        self.synced = false;
        self
    }

    /// The config of groups that come into being by their first member.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// The limits of each group.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Whether the directory knows all groups and members.
    #[must_use]
    pub const fn is_synced(&self) -> bool {
        self.synced
    }

    /// A group, also while the directory is not synced. O(log groups).
    #[must_use]
    pub fn group(&self, name: &str) -> Option<GroupRef<'_>> {
        self.groups.get_key_value(name).map(|(name, group)| self.group_ref(name, group))
    }

    /// All groups, sorted by name (bytewise), also those without members and while the directory is not synced.
    #[must_use]
    pub fn groups(&self) -> impl ExactSizeIterator<Item = GroupRef<'_>> + Clone {
        self.groups.iter().map(|(name, group)| self.group_ref(name, group))
    }

    fn group_ref<'a>(&'a self, name: &'a str, group: &'a Group) -> GroupRef<'a> {
        GroupRef { name, group, secret: self.secret.as_ref() }
    }
}
