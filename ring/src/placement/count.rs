//! The count rule: how many vnodes a node has.

use crate::config::{Config, Placement};
use crate::limits::{Limits, TooManyVnodes};
use crate::node::Node;

/// How many vnodes a node has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CountRule {
    /// What the node states, else its weight times the vnodes per weight: never a function of other nodes.
    ByWeight,
}

impl CountRule {
    /// The rule of a config's placement.
    pub(crate) const fn of_config(config: &Config) -> Self {
        match config.placement() {
            Placement::Native => Self::ByWeight,
            #[cfg(test)]
            Placement::Tiny { .. } => Self::ByWeight,
        }
    }

    pub(crate) fn of(self, config: &Config, node: &Node) -> u64 {
        match self {
            Self::ByWeight => node.vnodes().map_or_else(|| config.vnodes_by_weight(node.weight()), u64::from),
        }
    }
}

/// The error for a set of nodes that has more vnodes than the limit, with what would fit.
pub(crate) fn too_many_vnodes<'a>(
    config: &Config,
    limits: Limits,
    nodes: impl Iterator<Item = &'a Node>,
) -> TooManyVnodes {
    let (mut stated, mut weights, mut divisor) = (0u128, 0u128, 0u32);
    for node in nodes {
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
