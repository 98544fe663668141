//! Deltas and what they change.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::config::Config;
use crate::delta::Delta;
use crate::limits::MAX_NODES;
use crate::membership::{Change, MembershipError, Stamp, admit};
use crate::node::Node;
use crate::text::Excerpt;

#[derive(Serialize, Deserialize)]
#[serde(rename = "Change", deny_unknown_fields)]
struct ChangeFields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Cow<'a, Node>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Cow<'a, Node>>,
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (old, new) = (self.old_node().map(Cow::Borrowed), self.new_node().map(Cow::Borrowed));
        ChangeFields { old, new }.serialize(serializer)
    }
}

/// Of one node, which it changes.
impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ChangeFields { old, new } = ChangeFields::deserialize(deserializer)?;
        match (&old, &new) {
            (Some(old), Some(new)) if old.id() != new.id() => {
                let (old, new) = (Excerpt(old.id()), Excerpt(new.id()));
                return Err(D::Error::custom(format_args!("a change is of one node (got {old} and {new})")));
            }
            _ if old == new => return Err(D::Error::custom(Self::NOTHING)),
            _ => {}
        }
        Ok(Self { old: old.map(Cow::into_owned), new: new.map(Cow::into_owned) })
    }
}

#[derive(Serialize)]
#[serde(rename = "Delta")]
struct Written<'a> {
    config: &'a Config,
    base: Stamp,
    target: Stamp,
    changes: Changes<'a>,
}

/// Written one by one.
struct Changes<'a>(&'a Delta);

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.changes())
    }
}

impl Serialize for Delta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (config, base, target) = (self.config(), self.base(), self.target());
        Written { config, base, target, changes: Changes(self) }.serialize(serializer)
    }
}

#[derive(Deserialize)]
#[serde(rename = "Delta", deny_unknown_fields)]
struct Read {
    config: Config,
    base: Stamp,
    target: Stamp,
    changes: Vec<Change>,
}

/// Refused where it does not lead where it says. O(n log n) for n changes.
///
/// ```
/// use vnode_ring::{Config, Delta, Membership, Node};
///
/// let mut membership = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
/// let delta = membership.change().reweight("a", 2)?.delta()?;
/// let json = serde_json::to_string(&delta)?;
/// assert_eq!(serde_json::from_str::<Delta>(&json)?, delta);
///
/// let other = json.replace(r#""weight":2"#, r#""weight":3"#);
/// let error = serde_json::from_str::<Delta>(&other).unwrap_err();
/// assert!(error.to_string().starts_with("the delta states that it leads to fingerprint"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<'de> Deserialize<'de> for Delta {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { config, base, target, changes } = Read::deserialize(deserializer)?;
        let changes = checked(&config, changes)?;
        Self::stated(config, base, target, changes).map_err(D::Error::custom)
    }
}

/// Sorted, of nodes in normal form, each of another node, and each a change.
fn checked<E: Error>(config: &Config, changes: Vec<Change>) -> Result<Vec<Change>, E> {
    if changes.len() > 2 * MAX_NODES {
        return Err(E::custom(MembershipError::TooManyNodes { nodes: changes.len() }));
    }
    let admit = |node: Option<Node>| node.map(|node| admit(config, node)).transpose().map_err(E::custom);
    let mut checked = Vec::with_capacity(changes.len());
    for Change { old, new } in changes {
        let change = Change { old: admit(old)?, new: admit(new)? };
        if change.old == change.new {
            return Err(E::custom(Change::NOTHING));
        }
        checked.push(change);
    }
    checked.sort_by(|a, b| a.id().cmp(b.id()));
    match checked.windows(2).find(|pair| pair[0].id() == pair[1].id()) {
        Some(twice) => {
            Err(E::custom(format_args!("node {}: two changes of this node", Excerpt(twice[0].id()))))
        }
        None => Ok(checked),
    }
}
