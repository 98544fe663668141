//! Deltas as bytes.

use alloc::vec::Vec;

use super::content::{config, descriptor, in_order};
use super::envelope::{FileKind, HEADER_BYTES, open, seal};
use super::error::{DecodeError, DecodeReason};
use super::reader::Reader;
use crate::config::Config;
use crate::delta::{Delta, StatedError};
use crate::fingerprint::Fingerprint;
use crate::limits::{Limits, MAX_NODES};
use crate::membership::{Change, MembershipError, Stamp};
use crate::memory;
use crate::placement::check_vnodes;
use crate::wire::{self, Compare, Sink};

/// An id of one byte, two options, and a weight, three options that are not there and no attributes.
const MIN_CHANGE_BYTES: usize = 2 + 2 + 5;

impl Delta {
    /// The delta as bytes, for whoever holds the same membership. O(bytes).
    ///
    /// The format is defined in `docs/formats.md`. A delta holds what it changes, and nothing of the other nodes.
    ///
    /// ```
    /// use vnode_ring::{Config, Delta, Limits, Membership, Node};
    ///
    /// let mut here = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let mut there = here.clone();
    /// let delta = here.change().add(Node::new("c"))?.delta()?;
    /// here.apply(&delta)?;
    ///
    /// there.apply(&Delta::from_bytes(&delta.to_bytes(), Limits::default())?)?;
    /// assert_eq!(there.stamp(), here.stamp());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        seal(FileKind::Delta, Some(self.config().numbers()), |sink| write_body(sink, self))
    }

    /// The delta of these bytes. They need not be trusted: whatever [`to_bytes`](Self::to_bytes) would not have written
    /// is refused, also a delta that does not lead where it says. O(bytes).
    ///
    /// # Errors
    /// When the bytes are not exactly those of a delta, the nodes that join or change would have more vnodes than the
    /// limit, or there is not enough memory. The error says where and why.
    pub fn from_bytes(bytes: &[u8], limits: Limits) -> Result<Self, DecodeError> {
        let (algorithms, body) = open(bytes, FileKind::Delta)?;
        let mut reader = Reader::new(body, HEADER_BYTES);
        let config = config(&mut reader, algorithms)?;
        let base = stamp(&mut reader)?;
        let target_at = reader.clone();
        let target = stamp(&mut reader)?;
        let start = reader.clone();
        let changes = changes(&mut reader, &config)?;
        reader.end()?;
        check_vnodes(&config, limits, changes.iter().filter_map(Change::new_node))
            .map_err(|error| start.refuse(DecodeReason::Limit(error)))?;
        let delta = Self::stated(config, base, target, changes).map_err(|error| {
            target_at.refuse(match error {
                StatedError::NotLater => DecodeReason::Malformed(StatedError::NOT_LATER),
                StatedError::Target { stated, got } => DecodeReason::Target { stated, got },
            })
        })?;
        let mut compare = Compare::new(body);
        write_body(&mut compare, &delta);
        compare.finish().map(|()| delta).map_err(DecodeError::not_canonical)
    }
}

fn write_body(sink: &mut impl Sink, delta: &Delta) {
    wire::config_values(sink, delta.config());
    for stamp in [delta.base(), delta.target()] {
        wire::varint(sink, stamp.epoch);
        sink.put(&stamp.fingerprint.to_le_bytes());
    }
    wire::varint(sink, delta.changes().len() as u64);
    for change in delta.changes() {
        wire::text(sink, change.id());
        wire::option(sink, change.old_node(), wire::descriptor);
        wire::option(sink, change.new_node(), wire::descriptor);
    }
}

fn stamp(reader: &mut Reader<'_>) -> Result<Stamp, DecodeError> {
    let epoch = reader.value()?;
    let fingerprint = Fingerprint::from_le_bytes(reader.value()?);
    Ok(Stamp { epoch, fingerprint })
}

/// Changes that are sorted by id, and each change something.
fn changes(reader: &mut Reader<'_>, config: &Config) -> Result<Vec<Change>, DecodeError> {
    let start = reader.clone();
    let count = reader.count(MIN_CHANGE_BYTES)?;
    if count > 2 * MAX_NODES {
        let error = MembershipError::TooManyNodes { nodes: count };
        return Err(start.refuse(DecodeReason::Membership(error)));
    }
    let mut changes: Vec<Change> = memory::with_room(count).map_err(|error| start.refuse(error.into()))?;
    for _ in 0..count {
        let start = reader.clone();
        let id = in_order(reader, "node", changes.last().map(Change::id))?;
        let mut node = || {
            let offset = reader.at();
            let there: bool = reader.value()?;
            there.then(|| descriptor(reader, config, id, offset)).transpose()
        };
        let change = Change { old: node()?, new: node()? };
        if change.old == change.new {
            return Err(start.refuse(DecodeReason::Malformed(Change::NOTHING)));
        }
        changes.push(change);
    }
    Ok(changes)
}
