//! Snapshots: a membership as bytes.

use alloc::vec::Vec;

use super::content::{MIN_NODE_BYTES, config};
use super::envelope::{FileKind, HEADER_BYTES, open, seal};
use super::error::DecodeError;
use super::nodes::read_membership;
use super::reader::Reader;
use crate::limits::Limits;
use crate::membership::Membership;
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
        seal(FileKind::Snapshot, Some(self.config().numbers()), |sink| write_body(sink, self))
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
        let list = reader.at();
        let count = reader.count(MIN_NODE_BYTES)?;
        let membership = read_membership(reader, list, count, (config, epoch), limits)?;
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
