//! Snapshots: a membership as bytes.

use alloc::vec::Vec;

use super::content::{MIN_NODE_BYTES, config, node};
use super::envelope::{Algorithms, FileKind, HEADER_BYTES, open, seal};
use super::error::{DecodeError, DecodeReason};
use super::reader::Reader;
use crate::config::Config;
use crate::limits::{Limits, MAX_NODES};
use crate::membership::{Membership, MembershipError};
use crate::memory;
use crate::node::Node;
use crate::placement::check_vnodes;
use crate::wire::{self, Compare, Sink};

impl Membership {
    /// The membership as bytes, its epoch included: for files and for processes that join. O(bytes).
    ///
    /// Equal memberships at equal epochs give equal bytes, in every process. The format is defined in
    /// `docs/formats.md`.
    ///
    /// ```
    /// use vnode_ring::{Config, Limits, Membership, Node};
    ///
    /// let membership = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let bytes = membership.to_snapshot();
    /// let read = Membership::from_snapshot(&bytes, Limits::default())?;
    /// assert_eq!((read.epoch(), &read), (membership.epoch(), &membership));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_snapshot(&self) -> Vec<u8> {
        seal(FileKind::Snapshot, Some(Algorithms::of(self.config())), |sink| write_body(sink, self))
    }

    /// The membership of a snapshot. The bytes need not be trusted: whatever [`to_snapshot`](Self::to_snapshot) would
    /// not have written is refused. O(bytes), and O(N log N) comparisons.
    ///
    /// ```
    /// use vnode_ring::{Config, DecodeReason, Limits, Membership, Node};
    ///
    /// let mut bytes = Membership::new(Config::default(), [Node::new("a")])?.to_snapshot();
    /// bytes[26] ^= 1;
    /// let error = Membership::from_snapshot(&bytes, Limits::default()).unwrap_err();
    /// assert!(matches!(error.reason, DecodeReason::Checksum { .. }));
    /// # Ok::<(), vnode_ring::MembershipError>(())
    /// ```
    ///
    /// # Errors
    /// When the bytes are not exactly those of a snapshot, a ring of it would have more vnodes than the limit, or there is
    /// not enough memory. The error says where and why.
    pub fn from_snapshot(bytes: &[u8], limits: Limits) -> Result<Self, DecodeError> {
        let (algorithms, body) = open(bytes, FileKind::Snapshot)?;
        let mut reader = Reader::new(body, HEADER_BYTES);
        let config = config(&mut reader, algorithms)?;
        let epoch = reader.value()?;
        let start = reader.clone();
        let nodes = read_nodes(&mut reader, &config)?;
        reader.end()?;
        check_vnodes(&config, limits, nodes.iter().flatten())
            .map_err(|error| start.refuse(DecodeReason::Limit(error)))?;
        let membership = Self::from_sorted(config.clone(), epoch, nodes).map_err(|error| {
            let offset = offset_of(start, &config, error.node_id());
            DecodeError { offset, reason: error.into() }
        })?;
        let mut compare = Compare::new(body);
        write_body(&mut compare, &membership);
        compare.finish().map(|()| membership).map_err(DecodeError::not_canonical)
    }
}

fn write_body(sink: &mut impl Sink, membership: &Membership) {
    wire::config_values(sink, membership.config());
    wire::varint(sink, membership.epoch());
    wire::varint(sink, membership.len() as u64);
    for node in membership.nodes() {
        wire::node(sink, node.node());
    }
}

/// Nodes that are sorted by id, each in normal form, as the slots of a membership: in the memory that it will keep.
fn read_nodes(reader: &mut Reader<'_>, config: &Config) -> Result<Vec<Option<Node>>, DecodeError> {
    let start = reader.clone();
    let count = reader.count(MIN_NODE_BYTES)?;
    if count > MAX_NODES {
        let error = MembershipError::TooManyNodes { nodes: count };
        return Err(start.refuse(DecodeReason::Membership(error)));
    }
    let mut nodes = memory::with_room(count).map_err(|error| start.refuse(error.into()))?;
    for _ in 0..count {
        let previous = nodes.last().and_then(Option::as_ref).map(Node::id);
        let node = node(reader, config, previous)?;
        nodes.push(Some(node));
    }
    Ok(nodes)
}

/// Where a node begins, among nodes that were read before; where they begin, if it is not there.
fn offset_of(mut nodes: Reader<'_>, config: &Config, id: Option<&str>) -> usize {
    let start = nodes.at();
    let Some(id) = id else { return start };
    let count = nodes.count(MIN_NODE_BYTES).unwrap_or(0);
    for _ in 0..count {
        let offset = nodes.at();
        match node(&mut nodes, config, None) {
            Ok(node) if node.id() == id => return offset,
            _ => {}
        }
    }
    start
}
