//! The vnodes of a node.

use alloc::vec::Vec;

use super::{SequenceRule, count::vnode_count};
use crate::config::{Config, Placement};
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

    /// The positions of all of them, in that order.
    pub(crate) fn positions(&self) -> impl ExactSizeIterator<Item = u64> + Clone {
        (0..self.count()).map(|index| self.position(index))
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

/// Whether vnodes can derive from a node's placement id.
#[cfg_attr(not(feature = "compat"), expect(unused_variables, reason = "there they derive from any"))]
pub(crate) fn takes_placement_id(placement: Placement, node: &Node) -> bool {
    #[cfg(feature = "compat")]
    if let Some(base) = super::haproxy::base_of(placement) {
        return base(node.placement_id()).is_some();
    }
    true
}

#[cfg(feature = "compat")]
fn listed(config: &Config, node: &Node, count: usize) -> Result<Vec<u64>, OutOfMemory> {
    use super::{chash, haproxy, ketama, nginx};
    use crate::memory;

    let id = node.placement_id();
    let mut positions = memory::with_room(count)?;
    match config.placement() {
        Placement::Nginx => positions.extend(nginx::points(id).take(count)),
        Placement::Libmemcached => {
            let name = ketama::without_default_port(id);
            positions.extend(ketama::by_key_hash(name, config.key_hash())?.take(count));
        }
        Placement::LibmemcachedWeighted => {
            positions.extend(ketama::by_md5(ketama::without_default_port(id))?.take(count));
        }
        Placement::Twemproxy => positions.extend(ketama::by_md5(id)?.take(count)),
        Placement::ChashCrc32 => positions.extend(chash::points(id)?.take(count)),
        Placement::Explicit if node.weight() > 0 => {
            let side = config.side();
            positions.extend(node.stated_positions().iter().map(|position| side.turn(position).0));
        }
        #[cfg(test)]
        Placement::TinyNearest { bits } => {
            let sequence = VnodeSequence::native(config.seed(), id.as_bytes()).cut_to(bits);
            positions.extend((0..count as u64).map(|index| sequence.position(index).0));
        }
        placement => {
            if let Some(base) = haproxy::base_of(placement) {
                let base = base(id).expect("a membership takes no other placement ids");
                positions.extend(haproxy::points(base).take(count));
            }
        }
    }
    Ok(positions)
}

/// Without other placements nothing is listed here.
#[cfg(not(feature = "compat"))]
#[expect(clippy::unnecessary_wraps, reason = "with other placements there may be too little memory")]
fn listed(_: &Config, _: &Node, _: usize) -> Result<Vec<u64>, OutOfMemory> {
    Ok(Vec::new())
}
