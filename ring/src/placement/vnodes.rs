//! The vnodes of a node.

use alloc::vec::Vec;

use super::{SequenceRule, count::vnode_count};
use crate::config::Config;
use crate::memory::OutOfMemory;
use crate::node::Node;
use crate::sequence::VnodeSequence;

/// The vnodes of a node, in the order in which a node with fewer has the first of them.
#[derive(Clone, Debug)]
pub(crate) enum Vnodes {
    /// Worked out one by one.
    Sequence(VnodeSequence, u32),
    /// Worked out all at once.
    Listed(Vec<u64>),
}

impl Vnodes {
    /// Of a node whose count keeps the limit of all rings.
    pub(crate) fn of(config: &Config, node: &Node) -> Result<Self, OutOfMemory> {
        let count = u32::try_from(vnode_count(config, node)).expect("HIGHEST_MAX_VNODES fits");
        if let Some(sequence) = SequenceRule::of_placement(config.placement()).of(config, node) {
            return Ok(Self::Sequence(sequence, count));
        }
        listed(config, node, count as usize).map(Self::Listed)
    }

    pub(crate) fn count(&self) -> u32 {
        match self {
            Self::Sequence(_, count) => *count,
            Self::Listed(positions) => u32::try_from(positions.len()).expect("HIGHEST_MAX_VNODES fits"),
        }
    }

    /// The position of one of them.
    #[inline]
    pub(crate) fn position(&self, index: u32) -> u64 {
        match self {
            Self::Sequence(sequence, _) => sequence.position(index.into()).0,
            Self::Listed(positions) => positions[index as usize],
        }
    }
}

#[cfg(feature = "compat")]
fn listed(config: &Config, node: &Node, count: usize) -> Result<Vec<u64>, OutOfMemory> {
    use super::{chash, ketama, nginx};
    use crate::config::Placement;
    use crate::memory;

    let id = node.placement_id();
    let mut positions = memory::with_room(count)?;
    match config.placement() {
        Placement::Nginx => positions.extend(nginx::points(id).take(count)),
        Placement::Libmemcached => {
            let name = ketama::without_default_port(id);
            positions.extend(ketama::by_key_hash(name, config.key_hash()).take(count));
        }
        Placement::LibmemcachedWeighted => {
            positions.extend(ketama::by_md5(ketama::without_default_port(id)).take(count));
        }
        Placement::Twemproxy => positions.extend(ketama::by_md5(id).take(count)),
        Placement::ChashCrc32 => positions.extend(chash::points(id).take(count)),
        Placement::Native => {}
        #[cfg(any(test, vnode_ring_fuzz))]
        Placement::Tiny { .. } => {}
    }
    Ok(positions)
}

/// Without other placements nothing is listed here.
#[cfg(not(feature = "compat"))]
#[expect(clippy::unnecessary_wraps, reason = "with other placements there may be too little memory")]
fn listed(_: &Config, _: &Node, _: usize) -> Result<Vec<u64>, OutOfMemory> {
    Ok(Vec::new())
}
