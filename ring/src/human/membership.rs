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
