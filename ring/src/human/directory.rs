//! What happens in directories.

use alloc::format;
use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text;
use crate::directory::{Event, Status};
use crate::node::Node;
use crate::text::Excerpt;

fn status(name: &str) -> Result<Status, String> {
    let refused = || format!("status must be passing, warning or critical (got {})", Excerpt(name));
    Status::from_name(name).ok_or_else(refused)
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text::read(deserializer, "the name of a status", status)
    }
}

#[derive(Serialize)]
#[serde(rename = "Event", tag = "event", rename_all = "kebab-case")]
enum Written<'a> {
    GroupCreated { group: &'a str },
    GroupRemoved { group: &'a str },
    Joined { group: &'a str, node: &'a Node },
    Left { group: &'a str, node: &'a Node },
    Updated { group: &'a str, old: &'a Node, new: &'a Node },
    StatusChanged { group: &'a str, id: &'a str, old: Status, new: Status },
    SyncChanged { synced: bool },
}

/// For logs: an event borrows from its change, so that it cannot be read.
///
/// ```
/// use vnode_ring::{Config, Directory, NodeUpdate};
///
/// let change = Directory::new(Config::default()).upsert("web", NodeUpdate::new("a"))?;
/// let events = change.events().map(|event| serde_json::to_string(&event).unwrap());
/// assert!(events.eq([
///     r#"{"event":"group-created","group":"web"}"#,
///     r#"{"event":"joined","group":"web","node":{"id":"a","weight":1}}"#,
/// ]));
/// # Ok::<(), vnode_ring::DirectoryError>(())
/// ```
impl Serialize for Event<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::GroupCreated { group } => Written::GroupCreated { group },
            Self::GroupRemoved { group } => Written::GroupRemoved { group },
            Self::Joined { group, node } => Written::Joined { group, node },
            Self::Left { group, node } => Written::Left { group, node },
            Self::Updated { group, old, new } => Written::Updated { group, old, new },
            Self::StatusChanged { group, id, old, new } => Written::StatusChanged { group, id, old, new },
            Self::SyncChanged { synced } => Written::SyncChanged { synced },
        }
        .serialize(serializer)
    }
}
