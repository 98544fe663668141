//! The count rule: how many vnodes a node has.

use crate::config::Config;
use crate::limits::{Limits, TooManyVnodes};
use crate::node::Node;

/// How many vnodes a node has: what it states, else its weight times the vnodes per weight. Never a function of other
/// nodes.
pub(crate) fn vnode_count(config: &Config, node: &Node) -> u64 {
    if config.placement().is_explicit() {
        return if node.weight() > 0 { node.stated_positions().len() as u64 } else { 0 };
    }
    node.vnodes().map_or_else(|| config.vnodes_by_weight(node.weight()), u64::from)
}

/// Checks that a ring of these nodes keeps the limit.
pub(crate) fn check_vnodes<'a>(
    config: &Config,
    limits: Limits,
    nodes: impl Iterator<Item = &'a Node> + Clone,
) -> Result<(), TooManyVnodes> {
    let vnodes: u128 = nodes.clone().map(|node| u128::from(vnode_count(config, node))).sum();
    if vnodes <= u128::from(limits.max_vnodes()) {
        return Ok(());
    }
    Err(too_many_vnodes(config, limits, nodes))
}

/// The error for a set of nodes that has more vnodes than the limit, with what would fit.
fn too_many_vnodes<'a>(
    config: &Config,
    limits: Limits,
    nodes: impl Iterator<Item = &'a Node>,
) -> TooManyVnodes {
    let (mut stated, mut weights, mut divisor) = (0u128, 0u128, 0u32);
    for node in nodes {
        if config.placement().is_explicit() {
            stated += u128::from(vnode_count(config, node));
            continue;
        }
        divisor = greatest_common_divisor(divisor, node.weight());
        match node.vnodes() {
            Some(vnodes) => stated += u128::from(vnodes),
            None => weights += u128::from(node.weight()),
        }
    }
    let fitting = u128::from(limits.max_vnodes())
        .checked_sub(stated)
        .and_then(|room| room.checked_div(weights))
        .and_then(|fitting| u32::try_from(fitting).ok())
        .filter(|&fitting| fitting > 0);
    TooManyVnodes {
        vnodes: stated + weights * u128::from(config.vnodes_per_weight()),
        max_vnodes: limits.max_vnodes(),
        fitting_vnodes_per_weight: fitting,
        weight_divisor: divisor,
    }
}

const fn greatest_common_divisor(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
