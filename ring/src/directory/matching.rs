//! Which member a key belongs to.

use alloc::string::String;
use core::fmt;

use super::{Directory, GroupRef, Member};
use crate::membership::NodeRef;
use crate::position::Position;
use crate::ring::Ring;
use crate::text::Excerpt;

impl Directory {
    /// The member of a group that a key belongs to. Critical members are passed over: by
    /// [guarantee 7](crate::Placement::guarantees) the answer is that of the ring without them. Expected O(1) and no allocation,
    /// but for the first match of a group, which compiles its ring in O(V).
    ///
    /// ```
    /// use vnode_ring::{Config, Directory, MatchError, NodeUpdate, Status};
    ///
    /// let mut directory = Directory::new(Config::default());
    /// for id in ["a", "b", "c"] {
    ///     directory.upsert("web", NodeUpdate::new(id))?;
    /// }
    /// let owner = directory.match_key("web", "user-1").unwrap().id().to_owned();
    ///
    /// directory.set_status("web", &owner, Status::Critical)?;
    /// assert_ne!(directory.match_key("web", "user-1").unwrap().id(), owner);
    /// assert_eq!(directory.match_key_any_status("web", "user-1").unwrap().id(), owner);
    /// assert!(matches!(directory.match_key("db", "user-1"), Err(MatchError::UnknownGroup { .. })));
    /// # Ok::<(), vnode_ring::DirectoryError>(())
    /// ```
    ///
    /// # Errors
    /// When there is no answer; each reason is another [`MatchError`].
    pub fn match_key(&self, group: &str, key: impl AsRef<[u8]>) -> Result<NodeRef<'_>, MatchError> {
        self.synced_group(group)?.match_key(key)
    }

    /// The member of a group that a key belongs to, whatever its status.
    ///
    /// # Errors
    /// As [`match_key`](Self::match_key), but never [`MatchError::AllCritical`].
    pub fn match_key_any_status(
        &self,
        group: &str,
        key: impl AsRef<[u8]>,
    ) -> Result<NodeRef<'_>, MatchError> {
        self.synced_group(group)?.match_key_any_status(key)
    }

    /// The members of a group, sorted by id, each with its status. Drained ones are among them.
    ///
    /// # Errors
    /// When the directory is not synced or there is no such group.
    pub fn members(
        &self,
        group: &str,
    ) -> Result<impl ExactSizeIterator<Item = Member<'_>> + Clone, MatchError> {
        Ok(self.synced_group(group)?.members())
    }

    fn synced_group(&self, group: &str) -> Result<GroupRef<'_>, MatchError> {
        if !self.synced {
            return Err(MatchError::NotSynced);
        }
        self.group(group).ok_or_else(|| MatchError::UnknownGroup { group: group.into() })
    }
}

impl<'a> GroupRef<'a> {
    /// The member that a key belongs to: see [`Directory::match_key`].
    ///
    /// # Errors
    /// When no member has vnodes, or all that have are critical.
    pub fn match_key(self, key: impl AsRef<[u8]>) -> Result<NodeRef<'a>, MatchError> {
        self.match_position(self.serving_ring()?.key_position(key))
    }

    /// The member that a position belongs to, as in [`match_key`](Self::match_key).
    ///
    /// # Errors
    /// As there.
    pub fn match_position(self, position: Position) -> Result<NodeRef<'a>, MatchError> {
        let ring = self.serving_ring()?;
        let critical = self.group.critical();
        let found = match critical {
            0 => ring.lookup_position(position),
            // No need to go round the ring to see that.
            all if all == self.membership().len() => None,
            _ => ring.walk(position).find(|&node| self.serves(node)),
        };
        found.ok_or_else(|| MatchError::AllCritical { group: self.name.into(), critical })
    }

    /// The member that a key belongs to, whatever its status.
    ///
    /// # Errors
    /// When no member has vnodes.
    pub fn match_key_any_status(self, key: impl AsRef<[u8]>) -> Result<NodeRef<'a>, MatchError> {
        self.serving_ring()?.lookup(key).ok_or_else(|| self.empty())
    }

    /// The distinct members in ring order, starting with the one that the key belongs to, without critical ones: see
    /// [`Ring::preference_list`](crate::Ring::preference_list).
    pub fn preference_list<K: AsRef<[u8]>>(self, key: K) -> impl Iterator<Item = NodeRef<'a>> + use<'a, K> {
        let ring = self.ring();
        ring.preference_list_at(ring.key_position(key)).filter(move |&node| self.serves(node))
    }

    /// The ring, if it has vnodes.
    fn serving_ring(self) -> Result<&'a Ring, MatchError> {
        if self.group.vnodes() == 0 { Err(self.empty()) } else { Ok(self.ring()) }
    }

    fn empty(self) -> MatchError {
        MatchError::EmptyGroup { group: self.name.into() }
    }
}

/// Why a key has no member.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MatchError {
    /// The directory does not know all groups and members yet: an answer could be wrong.
    NotSynced,
    /// There is no such group.
    UnknownGroup {
        /// Its name.
        group: String,
    },
    /// No member of the group has vnodes: there are none, or all are drained.
    EmptyGroup {
        /// Its name.
        group: String,
    },
    /// All members that have vnodes are critical.
    AllCritical {
        /// The name of the group.
        group: String,
        /// How many members are critical.
        critical: usize,
    },
}

impl fmt::Display for MatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSynced => f.write_str("the directory is not synced yet: try again later"),
            Self::UnknownGroup { group } => write!(f, "there is no group {}", Excerpt(group)),
            Self::EmptyGroup { group } => write!(f, "group {} has no member with vnodes", Excerpt(group)),
            Self::AllCritical { group, critical } => {
                write!(f, "group {} has no member that serves: {critical} are critical", Excerpt(group))
            }
        }
    }
}

impl core::error::Error for MatchError {}
