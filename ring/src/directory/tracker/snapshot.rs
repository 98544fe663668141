//! A tracker as bytes.

use alloc::vec::Vec;

use super::record::{Gone, Record, State};
use super::{Key, Tracker, Version, key};
use crate::codec::content::{Attributes, in_order, stated_vnodes};
use crate::codec::envelope::{FileKind, HEADER_BYTES, open_without_algorithms, seal};
use crate::codec::reader::Reader;
use crate::codec::{DecodeError, DecodeReason};
use crate::membership::MembershipError;
use crate::node::{Node, Positions, check_id};
use crate::wire::{self, Compare, Sink};

const LIVE: u8 = 0;
const LIVE_UNTIL: u8 = 1;
const REMOVED: u8 = 2;
const EXPIRED: u8 = 3;

/// A group and an id of one byte each, three numbers of 8 bytes, and three bytes that say what is there.
const MIN_RECORD_BYTES: usize = 2 + 2 + 3 * 8 + 3;

impl Tracker {
    /// What the tracker knows as bytes: for a process that restarts. Settings are not in it. O(bytes).
    ///
    /// The format is defined in `docs/formats.md`.
    ///
    /// ```
    /// use vnode_ring::{Config, Directory, NodeUpdate, Tracker};
    ///
    /// let directory = Directory::new(Config::default());
    /// let mut tracker = Tracker::default();
    /// tracker.upsert(&directory, "web", NodeUpdate::new("a"), None)?;
    /// tracker.renew("web", "a", 15)?;
    /// assert_eq!(Tracker::from_snapshot(&tracker.to_snapshot())?, tracker);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_snapshot(&self) -> Vec<u8> {
        seal(FileKind::Tracker, None, |sink| write_body(sink, self))
    }

    /// The tracker of these bytes, with default settings. They need not be trusted: whatever
    /// [`to_snapshot`](Self::to_snapshot) would not have written is refused. O(n log n).
    ///
    /// # Errors
    /// When the bytes are not exactly those of a tracker. The error says where and why.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Self, DecodeError> {
        let body = open_without_algorithms(bytes, FileKind::Tracker)?;
        let mut reader = Reader::new(body, HEADER_BYTES);
        let mut tracker = Self { events: reader.value()?, frozen: reader.value()?, ..Self::default() };
        let count = reader.count(MIN_RECORD_BYTES)?;
        for _ in 0..count {
            let start = reader.clone();
            let last = tracker.records.last_key_value().map(|(key, _)| key.clone());
            let (key, record) = record(&mut reader, last.as_ref())?;
            match record.state {
                State::Live { deadline: Some(deadline), .. } => {
                    tracker.deadlines.insert((deadline, key.clone()));
                }
                State::Live { deadline: None, .. } => {}
                State::Gone { event, .. } => {
                    let there = (1..=tracker.events).contains(&event);
                    if !there || tracker.tombstones.insert(event, key.clone()).is_some() {
                        let what = "the number of the event is not one of this tracker, or there twice";
                        return Err(start.refuse(DecodeReason::Malformed(what)));
                    }
                }
            }
            tracker.records.insert(key, record);
        }
        reader.end()?;
        let mut compare = Compare::new(body);
        write_body(&mut compare, &tracker);
        compare.finish().map(|()| tracker).map_err(DecodeError::not_canonical)
    }
}

fn write_body(sink: &mut impl Sink, tracker: &Tracker) {
    wire::varint(sink, tracker.events);
    sink.put(&[tracker.frozen.into()]);
    wire::varint(sink, tracker.records.len() as u64);
    for (key, record) in &tracker.records {
        wire::text(sink, &key.0);
        wire::text(sink, &key.1);
        let (kind, number) = match record.state {
            State::Live { deadline: None, .. } => (LIVE, 0),
            State::Live { deadline: Some(deadline), .. } => (LIVE_UNTIL, deadline),
            State::Gone { gone: Gone::Removed, event } => (REMOVED, event),
            State::Gone { gone: Gone::Expired, event } => (EXPIRED, event),
        };
        let Version { incarnation, counter } =
            record.version.unwrap_or(Version { incarnation: 0, counter: 0 });
        sink.put(&[kind, record.version.is_some().into()]);
        for number in [incarnation, counter, number] {
            sink.put(&number.to_le_bytes());
        }
        let stated = match &record.state {
            State::Live { stated, .. } => stated.as_deref(),
            State::Gone { .. } => None,
        };
        wire::option(sink, stated, wire::bytes);
    }
}

/// A record, of a member after the one before it.
fn record(reader: &mut Reader<'_>, last: Option<&Key>) -> Result<(Key, Record), DecodeError> {
    let start = reader.clone();
    let group = reader.text()?;
    let after = last.filter(|last| *last.0 == *group).map(|last| &*last.1);
    if let Some(last) = last.filter(|last| *group < *last.0) {
        let (name, after) = (group.into(), last.0.as_ref().into());
        return Err(start.refuse(DecodeReason::Order { what: "group", name, after }));
    }
    let id = in_order(reader, "node", after)?;
    for name in [group, id] {
        check_id(name).map_err(|error| start.refuse(DecodeReason::Name(error)))?;
    }
    let (kind, versioned): (u8, bool) = (reader.value()?, reader.value()?);
    let mut number = || reader.value().map(u64::from_le_bytes);
    let (version, number) = (Version { incarnation: number()?, counter: number()? }, number()?);
    let version = Some(version).filter(|_| versioned);
    let stated = reader.option(Reader::bytes)?;
    if let Some(stated) = stated {
        if !versioned {
            let what = "an update that is kept without the version that it came with";
            return Err(start.refuse(DecodeReason::Malformed(what)));
        }
        check_update(id, stated, reader.at() - stated.len())?;
    }
    let gone = |gone| State::Gone { gone, event: number };
    let state = match kind {
        LIVE => State::Live { stated: stated.map(Into::into), deadline: None },
        LIVE_UNTIL => State::Live { stated: stated.map(Into::into), deadline: Some(number) },
        REMOVED if versioned => gone(Gone::Removed),
        EXPIRED if versioned => gone(Gone::Expired),
        _ => return Err(start.refuse(DecodeReason::Malformed("no state that a member can be in"))),
    };
    Ok((key(group, id), Record { version, state }))
}

/// Checks that bytes are what `wire::update` writes about a node of that id, and that a node could be so.
fn check_update(id: &str, bytes: &[u8], offset: usize) -> Result<(), DecodeError> {
    let mut reader = Reader::new(bytes, offset);
    let mut compare = Compare::new(bytes);
    let weight: Option<u32> = reader.value()?;
    wire::option(&mut compare, weight, |sink, weight| wire::varint(sink, weight.into()));
    let (weight, (vnodes, positions)) = (weight.unwrap_or(1), stated_vnodes(&mut reader)?);
    let positions = positions.as_deref().map(Positions::read);
    wire::stated_vnodes(&mut compare, vnodes, positions);
    let positions = positions.unwrap_or_default();
    let mut text = || {
        let text = reader.option(Reader::text)?;
        wire::option(&mut compare, text, wire::text);
        Ok(text)
    };
    let (placement_id, zone) = (text()?, text()?);
    let stated: bool = reader.value()?;
    compare.put(&[stated.into()]);
    let mut node = Node::from_parts(id, (weight, vnodes), (placement_id, zone), positions, []);
    if stated {
        let attributes = Attributes::read(&mut reader)?;
        wire::varint(&mut compare, attributes.len() as u64);
        for (name, value) in attributes.clone() {
            wire::text(&mut compare, name);
            wire::text(&mut compare, value);
        }
        node = Node::from_parts(id, (weight, vnodes), (placement_id, zone), positions, attributes);
    }
    reader.end()?;
    compare.finish().map_err(|at| DecodeError { offset: offset + at, reason: DecodeReason::NotCanonical })?;
    MembershipError::check_node(&node).map_err(|error| DecodeError { offset, reason: error.into() })
}
