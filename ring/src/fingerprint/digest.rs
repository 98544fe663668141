//! How fingerprints come about, and how they follow changes.

use super::Fingerprint;
use crate::config::Config;
use crate::hash::Digest;
use crate::node::Node;
use crate::wire;

impl Fingerprint {
    /// That of a membership without nodes.
    pub(crate) fn of_config(config: &Config) -> Self {
        Self::of_sum(digest(|sink| wire::config(sink, config)))
    }

    pub(crate) fn with_node(self, node: &Node) -> Self {
        Self::of_sum(self.sum().wrapping_add(of_node(node)))
    }

    pub(crate) fn without_node(self, node: &Node) -> Self {
        Self::of_sum(self.sum().wrapping_sub(of_node(node)))
    }

    /// As [`with_node`](Self::with_node), for a fingerprint of only what decides owners and lists.
    pub(crate) fn with_placed_node(self, node: &Node, vnode_count: u64) -> Self {
        Self::of_sum(self.sum().wrapping_add(of_placed_node(node, vnode_count)))
    }

    pub(crate) fn without_placed_node(self, node: &Node, vnode_count: u64) -> Self {
        Self::of_sum(self.sum().wrapping_sub(of_placed_node(node, vnode_count)))
    }
}

fn of_node(node: &Node) -> u128 {
    digest(|sink| wire::node(sink, node))
}

fn of_placed_node(node: &Node, vnode_count: u64) -> u128 {
    digest(|sink| wire::placed_node(sink, node, vnode_count))
}

fn digest(write: impl FnOnce(&mut Digest)) -> u128 {
    let mut digest = Digest::new();
    write(&mut digest);
    digest.finish()
}
