//! What happens to a directory, one thing at a time.

use super::change::GroupChange;
use super::status::Status;
use crate::delta::Delta;
use crate::membership::Change;
use crate::node::Node;

/// One thing that a [`DirectoryChange`](super::DirectoryChange) does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A group is there from now on.
    GroupCreated {
        /// Its name.
        group: &'a str,
    },
    /// A group is gone. Its members left before.
    GroupRemoved {
        /// Its name.
        group: &'a str,
    },
    /// A node is a member from now on.
    Joined {
        /// The name of the group.
        group: &'a str,
        /// The node.
        node: &'a Node,
    },
    /// A node is no member any more.
    Left {
        /// The name of the group.
        group: &'a str,
        /// What it was.
        node: &'a Node,
    },
    /// A member changed.
    Updated {
        /// The name of the group.
        group: &'a str,
        /// What it was.
        old: &'a Node,
        /// What it is.
        new: &'a Node,
    },
    /// A member has another status.
    StatusChanged {
        /// The name of the group.
        group: &'a str,
        /// The id of the member.
        id: &'a str,
        /// Its status before; passing for one that joined.
        old: Status,
        /// Its status now.
        new: Status,
    },
    /// The directory is synced from now on, or not any more.
    SyncChanged {
        /// Whether it is.
        synced: bool,
    },
}

impl GroupChange {
    pub(super) fn events<'a>(&'a self, group: &'a str) -> impl Iterator<Item = Event<'a>> {
        let nodes = move |delta: &'a Option<Delta>| {
            let changes = delta.iter().flat_map(Delta::changes);
            changes.filter_map(move |change| node_event(group, change))
        };
        let removed = self.removed.as_ref().map(|_| Event::GroupRemoved { group });
        let created = self.created.as_ref().map(|_| Event::GroupCreated { group });
        let statuses =
            self.statuses.iter().map(move |(id, &(old, new))| Event::StatusChanged { group, id, old, new });
        nodes(&self.removed).chain(removed).chain(created).chain(nodes(&self.delta)).chain(statuses)
    }
}

fn node_event<'a>(group: &'a str, change: &'a Change) -> Option<Event<'a>> {
    match (change.old_node(), change.new_node()) {
        (None, Some(node)) => Some(Event::Joined { group, node }),
        (Some(node), None) => Some(Event::Left { group, node }),
        (Some(old), Some(new)) => Some(Event::Updated { group, old, new }),
        (None, None) => None,
    }
}
