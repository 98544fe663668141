//! Memberships.

use alloc::vec::Vec;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::number;
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::membership::{Membership, NodeRef};
use crate::node::Node;

#[derive(Serialize)]
#[serde(rename = "Membership")]
struct Written<'a> {
    config: &'a Config,
    #[serde(serialize_with = "number::serialize")]
    epoch: u64,
    fingerprint: Fingerprint,
    nodes: Nodes<'a>,
}

/// Written one by one.
struct Nodes<'a>(&'a Membership);

impl Serialize for Nodes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.nodes().map(NodeRef::node))
    }
}

/// Config, epoch, fingerprint and nodes.
///
/// ```
/// use vnode_ring::{Config, Membership, Node};
///
/// let membership = Membership::new(Config::default(), [Node::new("a")])?;
/// let json = serde_json::to_value(&membership).unwrap();
/// assert_eq!(json["nodes"][0]["id"], "a");
/// assert_eq!(json["fingerprint"], membership.fingerprint().to_string());
/// # Ok::<(), vnode_ring::MembershipError>(())
/// ```
impl Serialize for Membership {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (config, epoch, fingerprint) = (self.config(), self.epoch(), self.fingerprint());
        Written { config, epoch, fingerprint, nodes: Nodes(self) }.serialize(serializer)
    }
}

/// Someone who writes one by hand states the nodes, in any order.
#[derive(Deserialize)]
#[serde(rename = "Membership", deny_unknown_fields)]
struct Read {
    #[serde(default)]
    config: Config,
    #[serde(default, deserialize_with = "number::deserialize")]
    epoch: u64,
    fingerprint: Option<Fingerprint>,
    nodes: Vec<Node>,
}

/// Checked as [`Membership::new`] does, and against the fingerprint where that is stated. O(N log N).
///
/// ```
/// use vnode_ring::Membership;
///
/// let membership: Membership = serde_json::from_str(
///     r#"{"config": {"seed": 7}, "epoch": 3, "nodes": [{"id": "a"}, {"id": "b", "weight": 2, "zone": "eu"}]}"#,
/// )?;
/// assert_eq!((membership.epoch(), membership.len()), (3, 2));
///
/// let error = serde_json::from_str::<Membership>(r#"{"nodes": [{"id": "a"}, {"id": "a"}]}"#).unwrap_err();
/// assert!(error.to_string().starts_with(r#"node "a": two nodes have this id"#));
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for Membership {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { config, epoch, fingerprint, nodes } = Read::deserialize(deserializer)?;
        let membership = Self::at_epoch(config, epoch, nodes).map_err(D::Error::custom)?;
        let got = membership.fingerprint();
        match fingerprint {
            Some(stated) if stated != got => Err(D::Error::custom(format_args!(
                "the fingerprint is stated as {stated}, but that of config and nodes is {got}"
            ))),
            _ => Ok(membership),
        }
    }
}
