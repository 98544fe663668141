//! How many vnodes a delta leads to.

use super::Delta;
use crate::limits::{Limits, TooManyVnodes};
use crate::membership::{Change, Membership, NodeRef};
use crate::node::Node;
use crate::placement::{check_vnodes, vnode_count};

impl Membership {
    /// How many vnodes the nodes have after a delta that fits this membership, which has `vnodes` now. More than the limit
    /// are refused, unless they are no more than now: what is there may stay and shrink.
    pub(crate) fn vnodes_after(
        &self,
        delta: &Delta,
        vnodes: u32,
        limits: Limits,
    ) -> Result<u32, TooManyVnodes> {
        let count = |node: Option<&Node>| node.map_or(0, |node| u128::from(vnode_count(self.config(), node)));
        let left: u128 = delta.changes().map(|change| count(change.old_node())).sum();
        let joined: u128 = delta.changes().map(|change| count(change.new_node())).sum();
        let after = u128::from(vnodes) - left + joined;
        if after <= u128::from(limits.max_vnodes().max(vnodes)) {
            return Ok(u32::try_from(after).expect("HIGHEST_MAX_VNODES fits"));
        }
        let kept = self.nodes().map(NodeRef::node).filter(|node| delta.change_of(node.id()).is_none());
        let nodes = kept.chain(delta.changes().filter_map(Change::new_node));
        check_vnodes(self.config(), limits, nodes).map(|()| vnodes)
    }
}
