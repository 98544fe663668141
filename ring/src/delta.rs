//! Checked changes of a membership.

use alloc::string::String;
use core::fmt;

use crate::config::Config;
use crate::limits::TooManyVnodes;
use crate::membership::{Change, ChangeMap, Membership, MembershipError, NodeRef};
use crate::node::Node;
use crate::text::Excerpt;

/// A checked change: for each node that changes, its descriptor before and after, and the config and epoch that it
/// starts from.
///
/// Made by [`Membership::change`]; carried out, wholly or not at all, by [`Membership::apply`] or
/// [`Ring::apply`](crate::Ring::apply). The same delta can be applied by every holder of the same membership. Two
/// memberships that were changed differently are noticed where a node that changes differs, not where another one does.
///
/// ```
/// use vnode_ring::{Config, Membership, Node};
///
/// let mut here = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
/// let mut there = here.clone();
///
/// let delta = here.change().add(Node::new("c"))?.remove("a")?.reweight("b", 3)?.delta()?;
/// here.apply(&delta)?;
/// there.apply(&delta)?;
/// assert_eq!(here, there);
/// assert_eq!(here.epoch(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta {
    config: Config,
    base_epoch: u64,
    changes: ChangeMap,
}

impl Delta {
    /// The epoch of the membership that the delta starts from.
    #[must_use]
    pub const fn base_epoch(&self) -> u64 {
        self.base_epoch
    }

    /// The epoch that it leads to: the next one, or the same one when the delta is empty.
    #[must_use]
    pub fn target_epoch(&self) -> u64 {
        self.base_epoch + u64::from(!self.is_empty())
    }

    /// What happens to which node, sorted by id.
    #[must_use]
    pub fn changes(&self) -> impl ExactSizeIterator<Item = (&str, &Change)> {
        self.changes.iter().map(|(id, change)| (id.as_ref(), change))
    }

    /// Whether the node of that id joins, leaves or changes.
    pub(crate) fn changes_node(&self, id: &str) -> bool {
        self.changes.contains_key(id)
    }

    /// Whether no node changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Changes in the making: see [`Delta`]. Each step sees what the steps before it did.
#[derive(Clone, Debug)]
#[must_use = "changes do nothing until their delta is applied"]
pub struct Changes<'a> {
    membership: &'a Membership,
    changes: ChangeMap,
}

impl Changes<'_> {
    /// Lets a node join.
    ///
    /// # Errors
    /// When a member has its id, or the node breaks a limit.
    #[expect(clippy::should_implement_trait, reason = "the field's word for it")]
    pub fn add(self, node: Node) -> Result<Self, ChangeError> {
        let node = self.membership.admit(node)?;
        if self.current(node.id()).is_some() {
            return Err(ChangeError::AlreadyMember { id: node.id().into() });
        }
        Ok(self.put(node))
    }

    /// Lets a node leave.
    ///
    /// # Errors
    /// When no member has the id.
    pub fn remove(mut self, id: &str) -> Result<Self, ChangeError> {
        self.member(id)?;
        self.entry(id).new = None;
        Ok(self)
    }

    /// Sets the weight of a node. Where that is another weight, a vnode count that it stated belonged to the old one and
    /// goes.
    ///
    /// # Errors
    /// When no member has the id.
    pub fn reweight(self, id: &str, weight: u32) -> Result<Self, ChangeError> {
        let node = self.member(id)?.clone().reweighted(weight);
        Ok(self.put(node))
    }

    /// The delta from the membership to what it is with all these changes. Steps that cancel out leave nothing.
    ///
    /// # Errors
    /// When the set of nodes would break a limit, or no epoch is left.
    pub fn delta(mut self) -> Result<Delta, ChangeError> {
        self.changes.retain(|_, change| change.old != change.new);
        self.membership.check(&self.changes)?;
        let base_epoch = self.membership.epoch();
        if base_epoch == u64::MAX && !self.changes.is_empty() {
            return Err(ChangeError::NoEpochLeft);
        }
        Ok(Delta { config: self.membership.config().clone(), base_epoch, changes: self.changes })
    }

    fn current(&self, id: &str) -> Option<&Node> {
        match self.changes.get(id) {
            Some(change) => change.new.as_ref(),
            None => self.membership.get(id).map(NodeRef::node),
        }
    }

    fn member(&self, id: &str) -> Result<&Node, ChangeError> {
        self.current(id).ok_or_else(|| ChangeError::NotMember { id: id.into() })
    }

    fn entry(&mut self, id: &str) -> &mut Change {
        let membership = self.membership;
        self.changes.entry(id.into()).or_insert_with(|| {
            let old = membership.get(id).map(|node| node.node().clone());
            Change { new: old.clone(), old }
        })
    }

    fn put(mut self, node: Node) -> Self {
        let id = String::from(node.id());
        self.entry(&id).new = Some(node);
        self
    }
}

impl Membership {
    /// Starts a change of this membership.
    pub const fn change(&self) -> Changes<'_> {
        Changes { membership: self, changes: ChangeMap::new() }
    }

    /// Carries a delta out, wholly or not at all. O(changes * log N).
    ///
    /// # Errors
    /// When the delta starts from another config, another epoch or other descriptors of the nodes that it changes, or its
    /// result breaks a limit. Then nothing has changed.
    pub fn apply(&mut self, delta: &Delta) -> Result<(), ChangeError> {
        self.check_delta(delta)?;
        self.commit_delta(delta);
        Ok(())
    }

    pub(crate) fn check_delta(&self, delta: &Delta) -> Result<(), ChangeError> {
        if delta.config != *self.config() {
            return Err(ChangeError::ConfigMismatch);
        }
        let (base, ours) = (delta.base_epoch, self.epoch());
        if base > ours {
            return Err(ChangeError::Gap { base, ours });
        }
        if base < ours {
            return Err(ChangeError::Stale { base, ours });
        }
        let differs = |(id, change): &(&str, &Change)| self.get(id).map(NodeRef::node) != change.old_node();
        if let Some((id, _)) = delta.changes().find(differs) {
            return Err(ChangeError::Conflict { id: id.into() });
        }
        Ok(self.check(&delta.changes)?)
    }

    pub(crate) fn commit_delta(&mut self, delta: &Delta) {
        self.commit(&delta.changes);
        self.set_epoch(delta.target_epoch());
    }
}

/// Why a change is refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeError {
    /// A node that should change is not a member.
    NotMember {
        /// Its id.
        id: String,
    },
    /// A node that should join is a member.
    AlreadyMember {
        /// Its id.
        id: String,
    },
    /// The delta belongs to a membership with another config: its vnodes would not be ours.
    ConfigMismatch,
    /// The delta starts from a later epoch: deltas in between are missing.
    Gap {
        /// The epoch that the delta starts from.
        base: u64,
        /// The epoch held here.
        ours: u64,
    },
    /// The delta starts from an earlier epoch: it is old, or was already applied.
    Stale {
        /// The epoch that the delta starts from.
        base: u64,
        /// The epoch held here.
        ours: u64,
    },
    /// A node is not what the delta says that it is before the change: the two sides differ.
    Conflict {
        /// Its id.
        id: String,
    },
    /// The set of nodes after the change breaks a limit.
    Membership(MembershipError),
    /// The ring after the change would have more vnodes than its limit.
    TooManyVnodes(TooManyVnodes),
    /// The epoch is the largest one.
    NoEpochLeft,
}

impl From<MembershipError> for ChangeError {
    fn from(error: MembershipError) -> Self {
        Self::Membership(error)
    }
}

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotMember { id } => write!(f, "node {} is not a member", Excerpt(id)),
            Self::AlreadyMember { id } => write!(f, "node {} is a member already", Excerpt(id)),
            Self::ConfigMismatch => f.write_str("the delta belongs to a membership with another config"),
            Self::Gap { base, ours } => {
                write!(
                    f,
                    "the delta starts from epoch {base}, later than ours ({ours}): fetch the deltas between"
                )
            }
            Self::Stale { base, ours } => {
                write!(f, "the delta starts from epoch {base}, earlier than ours ({ours}): it is out of date")
            }
            Self::Conflict { id } => {
                write!(
                    f,
                    "node {} is not here what the delta says that it is: the memberships differ",
                    Excerpt(id)
                )
            }
            Self::Membership(error) => error.fmt(f),
            Self::TooManyVnodes(error) => error.fmt(f),
            Self::NoEpochLeft => write!(f, "the epoch is {}, the largest one", u64::MAX),
        }
    }
}

impl core::error::Error for ChangeError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Membership(error) => Some(error),
            Self::TooManyVnodes(error) => Some(error),
            _ => None,
        }
    }
}
