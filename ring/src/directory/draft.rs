//! One group as the steps of a change leave it, before anything is carried out.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::change::GroupChange;
use super::group::Group;
use super::status::Status;
use crate::config::Config;
use crate::delta::{ChangeError, Delta};
use crate::limits::Limits;
use crate::membership::{MembershipError, NodeRef, admit};
use crate::node::Node;
use crate::update::NodeUpdate;

#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    /// The group of the directory, if it is there.
    group: Option<&'a Group>,
    /// Whether a step removed it.
    removed: bool,
    /// The config of the group that a step created in its place.
    created: Option<Config>,
    /// What differs from the group that the steps started from; `None` for nodes that leave.
    nodes: BTreeMap<Box<str>, Option<Node>>,
    statuses: BTreeMap<Box<str>, Status>,
}

impl<'a> Draft<'a> {
    pub(super) const fn new(group: Option<&'a Group>) -> Self {
        Self { group, removed: false, created: None, nodes: BTreeMap::new(), statuses: BTreeMap::new() }
    }

    /// The group of the directory, unless a step removed it.
    fn base(&self) -> Option<&'a Group> {
        self.group.filter(|_| !self.removed)
    }

    fn config(&self) -> Option<&Config> {
        self.created.as_ref().or_else(|| self.base().map(|group| group.membership().config()))
    }

    pub(super) fn exists(&self) -> bool {
        self.config().is_some()
    }

    pub(super) fn create(&mut self, config: Config) {
        self.created = Some(config);
    }

    pub(super) fn remove_group(&mut self) {
        self.removed = self.group.is_some();
        self.created = None;
        self.nodes.clear();
        self.statuses.clear();
    }

    fn base_node(&self, id: &str) -> Option<&'a Node> {
        self.base()?.membership().get(id).map(NodeRef::node)
    }

    pub(super) fn node(&self, id: &str) -> Option<&Node> {
        match self.nodes.get(id) {
            Some(node) => node.as_ref(),
            None => self.base_node(id),
        }
    }

    fn member(&self, id: &str) -> Result<&Node, ChangeError> {
        self.node(id).ok_or_else(|| ChangeError::NotMember { id: id.into() })
    }

    fn ids(&self) -> Vec<String> {
        let base = self.base().into_iter().flat_map(|group| group.membership().nodes().map(NodeRef::id));
        let kept = base.filter(|id| !self.nodes.contains_key(*id));
        let put = self.nodes.iter().filter(|(_, node)| node.is_some()).map(|(id, _)| id.as_ref());
        kept.chain(put).map(ToOwned::to_owned).collect()
    }

    fn put(&mut self, node: Node) -> Result<(), ChangeError> {
        // In the form that it has here: a step that follows may take it to a group of another config.
        let node = match self.config() {
            Some(config) => admit(config, node)?,
            None => node,
        };
        if self.base_node(node.id()) == Some(&node) {
            self.nodes.remove(node.id());
        } else {
            self.nodes.insert(node.id().into(), Some(node));
        }
        Ok(())
    }

    /// Lets a node join.
    pub(super) fn add(&mut self, node: Node) -> Result<(), ChangeError> {
        match self.node(node.id()) {
            Some(member) => Err(ChangeError::AlreadyMember { id: member.id().into() }),
            None => self.put(node),
        }
    }

    pub(super) fn upsert(&mut self, update: &NodeUpdate) -> Result<(), ChangeError> {
        self.put(update.apply_to(self.node(update.id())))
    }

    /// Lets a node leave, with its status. Returns what it was.
    pub(super) fn remove(&mut self, id: &str) -> Result<(Node, Status), ChangeError> {
        let left = (self.member(id)?.clone(), self.status(id));
        if self.base_node(id).is_some() {
            self.nodes.insert(id.into(), None);
        } else {
            self.nodes.remove(id);
        }
        self.statuses.insert(id.into(), Status::Passing);
        Ok(left)
    }

    /// Updates all nodes of the list and lets all others leave.
    pub(super) fn reconcile(
        &mut self,
        list: impl IntoIterator<Item = NodeUpdate>,
    ) -> Result<(), ChangeError> {
        let mut named = BTreeSet::new();
        for update in list {
            self.upsert(&update)?;
            if !named.insert(String::from(update.id())) {
                return Err(MembershipError::DuplicateId { id: update.id().into() }.into());
            }
        }
        for id in self.ids() {
            if !named.contains(&id) {
                self.remove(&id)?;
            }
        }
        Ok(())
    }

    fn status(&self, id: &str) -> Status {
        self.statuses.get(id).copied().unwrap_or_else(|| self.base_status(id))
    }

    fn base_status(&self, id: &str) -> Status {
        self.base().and_then(|group| group.status(id)).unwrap_or_default()
    }

    pub(super) fn set_status(&mut self, id: &str, status: Status) -> Result<(), ChangeError> {
        self.member(id)?;
        self.statuses.insert(id.into(), status);
        Ok(())
    }

    /// The change from the group of the directory to this; `None` where nothing changes.
    pub(super) fn finish(self, limits: Limits) -> Result<Option<GroupChange>, ChangeError> {
        let removed = match self.group.filter(|_| self.removed) {
            Some(group) => Some(delta_to(group, group.membership().nodes().map(|node| (node.id(), None)))?),
            None => None,
        };
        let fresh = self.created.clone().map(Group::new).transpose()?;
        let delta = match fresh.as_ref().or(self.base()) {
            Some(group) => {
                let delta =
                    delta_to(group, self.nodes.iter().map(|(id, node)| (id.as_ref(), node.as_ref())))?;
                group.vnodes_after(&delta, limits).map_err(ChangeError::TooManyVnodes)?;
                Some(delta).filter(|delta| !delta.is_empty())
            }
            None => None,
        };
        let statuses = self.statuses.iter().filter(|(id, _)| self.node(id).is_some());
        let statuses: BTreeMap<_, _> = statuses
            .map(|(id, &new)| (id.clone(), (self.base_status(id), new)))
            .filter(|(_, (old, new))| old != new)
            .collect();
        if let (Some(old), Some(fresh)) = (self.group, &fresh) {
            let target = delta.as_ref().map_or(fresh.membership().stamp(), Delta::target);
            if old.membership().stamp() == target && has_statuses(old, &statuses) {
                // It went and came back as it was.
                return Ok(None);
            }
        }
        let change = GroupChange { removed, created: self.created, delta, statuses };
        Ok(Some(change).filter(|change| !change.is_empty()))
    }
}

/// Whether these are the statuses of all members that are not passing.
fn has_statuses(group: &Group, statuses: &BTreeMap<Box<str>, (Status, Status)>) -> bool {
    let marked = group.statuses().filter(|(_, status)| *status != Status::Passing);
    marked
        .map(|(node, status)| (node.id(), status))
        .eq(statuses.iter().map(|(id, &(_, new))| (id.as_ref(), new)))
}

/// The delta of a group to what the given nodes are afterwards; `None` for those that leave.
fn delta_to<'n>(
    group: &Group,
    nodes: impl Iterator<Item = (&'n str, Option<&'n Node>)>,
) -> Result<Delta, ChangeError> {
    let mut changes = group.membership().change();
    for (id, node) in nodes {
        if group.membership().get(id).is_some() {
            changes = changes.remove(id)?;
        }
        if let Some(node) = node {
            changes = changes.add(node.clone())?;
        }
    }
    changes.delta()
}
