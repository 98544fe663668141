//! The nodes of a membership, one after another.

use alloc::vec::Vec;

use super::content::node;
use super::error::{DecodeError, DecodeReason};
use super::reader::Reader;
use crate::config::Config;
use crate::limits::{Limits, MAX_NODES};
use crate::membership::{Membership, MembershipError};
use crate::memory;
use crate::node::Node;
use crate::placement::check_vnodes;

/// Reads so many nodes to the end of the input, as a membership. Errors about their set as a whole are given the offset
/// `list`.
pub(super) fn read_membership(
    mut reader: Reader<'_>,
    list: usize,
    count: usize,
    (config, epoch): (Config, u64),
    limits: Limits,
) -> Result<Membership, DecodeError> {
    let refuse = |reason| DecodeError { offset: list, reason };
    if count > MAX_NODES {
        return Err(refuse(MembershipError::TooManyNodes { nodes: count }.into()));
    }
    let start = reader.clone();
    // As the slots of the membership: in the memory that it will keep.
    let mut nodes: Vec<Option<Node>> = memory::with_room(count).map_err(|error| refuse(error.into()))?;
    for _ in 0..count {
        let previous = nodes.last().and_then(Option::as_ref).map(Node::id);
        let node = node(&mut reader, &config, previous)?;
        nodes.push(Some(node));
    }
    reader.end()?;
    check_vnodes(&config, limits, nodes.iter().flatten())
        .map_err(|error| refuse(DecodeReason::Limit(error)))?;
    Membership::from_sorted(config.clone(), epoch, nodes).map_err(|error| {
        let named = error.node_id().and_then(|id| offset_of(start, count, &config, id));
        DecodeError { offset: named.unwrap_or(list), reason: error.into() }
    })
}

/// Where a node begins, among nodes that were read before.
fn offset_of(mut nodes: Reader<'_>, count: usize, config: &Config, id: &str) -> Option<usize> {
    (0..count).find_map(|_| {
        let offset = nodes.at();
        let node = node(&mut nodes, config, None).ok()?;
        (node.id() == id).then_some(offset)
    })
}
