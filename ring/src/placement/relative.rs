//! Counts that follow from the weights of all nodes.

use crate::config::Config;
use crate::node::Node;

/// How many points ketama makes of one digest. A node has a multiple of that.
const POINTS_OF_A_DIGEST: u32 = 4;

/// The weights of the nodes that own keys, summed up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weights {
    sum: u64,
    nodes: u32,
}

impl Weights {
    pub(crate) fn of<'a>(nodes: impl Iterator<Item = &'a Node>) -> Self {
        let serving = nodes.map(Node::weight).filter(|&weight| weight > 0);
        serving.fold(Self::default(), |Self { sum, nodes }, weight| Self {
            sum: sum + u64::from(weight),
            nodes: nodes + 1,
        })
    }

    /// How many vnodes a node of that weight has.
    ///
    /// In floats of 32 bits, step by step as libmemcached and twemproxy do it: another order gives other counts.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "floor; never negative")]
    pub(crate) fn vnodes(self, config: &Config, weight: u32) -> u32 {
        if weight == 0 {
            return 0;
        }
        let part = weight as f32 / self.sum as f32;
        let digests = part * config.vnodes_per_weight() as f32 / POINTS_OF_A_DIGEST as f32;
        let digests = digests * self.nodes as f32 + 1e-10;
        (digests as u32).saturating_mul(POINTS_OF_A_DIGEST)
    }
}
