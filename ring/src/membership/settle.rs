//! Placements in which a node's vnodes follow from the weights of all nodes: every node states what it has, so that a
//! change of one weight is a change of all nodes, and a delta says it.

use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::{Change, Membership, MembershipError, NodeRef};
use crate::config::Config;
use crate::memory;
use crate::node::Node;
use crate::placement::{Weights, vnode_count};

/// Gives nodes the vnodes that all of them together make theirs.
///
/// # Errors
/// When one states other vnodes.
pub(super) fn settle(config: &Config, slots: &mut [Option<Node>]) -> Result<(), MembershipError> {
    if !config.placement().is_relative() {
        return Ok(());
    }
    let weights = Weights::of(slots.iter().flatten());
    for slot in slots {
        let Some(node) = slot.take() else { continue };
        let given = weights.vnodes(config, node.weight());
        if let Some(stated) = node.vnodes().filter(|&stated| stated != given) {
            return Err(MembershipError::OtherVnodes { id: memory::text(node.id())?, stated, given });
        }
        *slot = Some(settled(config, weights, node));
    }
    Ok(())
}

fn settled(config: &Config, weights: Weights, node: Node) -> Node {
    let (weight, given) = (node.weight(), weights.vnodes(config, node.weight()));
    node.with_given_vnodes(given, config.vnodes_by_weight(weight))
}

impl Membership {
    /// The changes, sorted by id, with those that follow from them for all other nodes.
    pub(crate) fn settled(&self, changes: Vec<Change>) -> Vec<Change> {
        if !self.config.placement().is_relative() {
            return changes;
        }
        let unchanged = |node: &Node| Change { old: Some(node.clone()), new: Some(node.clone()) };
        let nodes = self.nodes().map(NodeRef::node);
        let mut all: BTreeMap<_, _> = nodes.map(|node| (node.id().to_owned(), unchanged(node))).collect();
        all.extend(changes.into_iter().map(|change| (change.id().to_owned(), change)));
        let weights = Weights::of(all.values().filter_map(Change::new_node));
        let settle = |change: Change| Change {
            new: change.new.map(|node| settled(&self.config, weights, node)),
            ..change
        };
        all.into_values().map(settle).filter(|change| change.old != change.new).collect()
    }

    /// Checks that changes, which are sorted by id, are settled, wherever they come from. O(N log N) where there is
    /// something to check.
    pub(crate) fn check_settled(&self, changes: &[Change]) -> Result<(), MembershipError> {
        if !self.config.placement().is_relative() {
            return Ok(());
        }
        let is_kept = |node: &&Node| changes.binary_search_by(|change| change.id().cmp(node.id())).is_err();
        let kept = || self.nodes().map(NodeRef::node).filter(is_kept);
        let after = || kept().chain(changes.iter().filter_map(Change::new_node));
        let weights = Weights::of(after());
        for node in after() {
            let (stated, given) =
                (vnode_count(&self.config, node), weights.vnodes(&self.config, node.weight()));
            if stated != u64::from(given) {
                let stated = u32::try_from(stated).unwrap_or(u32::MAX);
                return Err(MembershipError::OtherVnodes { id: memory::text(node.id())?, stated, given });
            }
        }
        Ok(())
    }
}
