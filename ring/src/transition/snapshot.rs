//! A transition as bytes: what a crash must not lose, and what one process hands to the others.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use super::progress::Progress;
use super::steps::leaves_nobody;
use super::{Quorum, Transition, TransitionState};
use crate::codec::content::in_order;
use crate::codec::envelope::{FileKind, HEADER_BYTES, open_without_algorithms, seal};
use crate::codec::reader::Reader;
use crate::codec::{DecodeError, DecodeReason};
use crate::limits::Limits;
use crate::membership::Membership;
use crate::ring::{BuildError, Ring};
use crate::rule::{ReplicaRule, ZoneRule};
use crate::secret::Secret;
use crate::wire::{self, Compare, Sink};

/// An id of one byte.
const MIN_ID_BYTES: usize = 2;
const ANY: u64 = 0;
const SPREAD: u64 = 1;

impl Transition {
    /// The transition as bytes: state, fence, both memberships, which copies are complete and which nodes are unavailable.
    /// O(bytes).
    ///
    /// Whoever decides stores them after each call that changes something, and before anybody acts on it: then a crash
    /// loses nothing. Equal transitions give equal bytes. Limits and the secret are not in them. The format is defined in
    /// `docs/formats.md`.
    ///
    /// ```
    /// use vnode_ring::{Config, Limits, Node, Quorum, Ring, Transition};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new))?;
    /// let delta = ring.change().remove("c")?.delta()?;
    /// let mut transition = Transition::new(ring, 2, Quorum::majority(2))?;
    /// transition.begin(&delta, 0)?;
    ///
    /// let read = Transition::from_snapshot(&transition.to_snapshot(), Limits::default(), None)?;
    /// assert_eq!((read.state(), read.fence()), (transition.state(), 1));
    /// assert_eq!(read.to_snapshot(), transition.to_snapshot());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_snapshot(&self) -> Vec<u8> {
        seal(FileKind::Transition, None, |sink| write_body(sink, self))
    }

    /// The transition of a snapshot. The bytes need not be trusted: whatever [`to_snapshot`](Self::to_snapshot) would not
    /// have written is refused. `limits` are those of each ring, and `secret` is that of a keyed one. O(bytes + k V).
    ///
    /// # Errors
    /// When the bytes are not exactly those of a transition, a ring has more vnodes than the limit, or the secret does not
    /// fit. The error says where and why.
    pub fn from_snapshot(bytes: &[u8], limits: Limits, secret: Option<&Secret>) -> Result<Self, DecodeError> {
        let body = open_without_algorithms(bytes, FileKind::Transition)?;
        let mut reader = Reader::new(body, HEADER_BYTES);
        let fence = reader.value()?;
        let state = state(&mut reader)?;
        let (rule, quorum) = rule(&mut reader)?;
        let old = ring(&mut reader, limits, secret)?;
        let start = reader.clone();
        let new = match state {
            TransitionState::Settled => None,
            _ => Some(ring(&mut reader, limits, secret)?),
        };
        if let Some(new) = &new {
            check_pair(&old, new, state).map_err(|what| start.refuse(DecodeReason::Malformed(what)))?;
        }
        let (progress, unavailable) = (Progress::default(), BTreeSet::new());
        let mut read = Self { rule, quorum, fence, state, old, new, progress, unavailable };
        if state.has_progress() {
            read.progress = progress_of(&mut reader, &read)?;
        }
        for _ in 0..reader.count(MIN_ID_BYTES)? {
            let start = reader.clone();
            let previous = read.unavailable.last();
            let id = in_order(&mut reader, "node", previous.map(|id| &**id))?;
            if !read.is_member(id) {
                return Err(start.refuse(DecodeReason::Malformed("an unavailable node that is no member")));
            }
            read.unavailable.insert(id.into());
        }
        reader.end()?;
        let mut compare = Compare::new(body);
        write_body(&mut compare, &read);
        compare.finish().map(|()| read).map_err(DecodeError::not_canonical)
    }
}

fn write_body(sink: &mut impl Sink, of: &Transition) {
    wire::varint(sink, of.fence);
    let number = TransitionState::ALL.iter().position(|state| *state == of.state).unwrap_or_default();
    let zones = match of.rule.zones() {
        ZoneRule::Any => ANY,
        ZoneRule::Spread => SPREAD,
        ZoneRule::Max(most) => SPREAD + u64::from(most.get()),
    };
    let numbers = [number, of.rule.replicas(), of.quorum.write(), of.quorum.read()];
    for number in numbers.map(|number| number as u64).into_iter().chain([zones]) {
        wire::varint(sink, number);
    }
    for ring in [Some(&of.old), of.new.as_ref()].into_iter().flatten() {
        wire::bytes(sink, &ring.membership().to_snapshot());
    }
    if of.state.has_progress() {
        wire::option(sink, of.progress.bits(), |sink, (tasks, bits)| {
            wire::varint(sink, tasks);
            wire::bytes(sink, bits);
        });
    }
    wire::varint(sink, of.unavailable.len() as u64);
    for id in &of.unavailable {
        wire::text(sink, id);
    }
}

fn state(reader: &mut Reader<'_>) -> Result<TransitionState, DecodeError> {
    let start = reader.clone();
    let number = usize::from(reader.value::<u8>()?);
    let state = TransitionState::ALL.get(number).copied();
    state.ok_or_else(|| start.refuse(DecodeReason::Malformed("no state of a transition")))
}

fn rule(reader: &mut Reader<'_>) -> Result<(ReplicaRule, Quorum), DecodeError> {
    let start = reader.clone();
    let mut number = || reader.value().map(|number: u64| usize::try_from(number).unwrap_or(usize::MAX));
    let (replicas, write, read) = (number()?, number()?, number()?);
    let zones_at = reader.clone();
    let zones = match reader.value()? {
        ANY => Some(ZoneRule::Any),
        SPREAD => Some(ZoneRule::Spread),
        number => u32::try_from(number - SPREAD).ok().and_then(NonZeroU32::new).map(ZoneRule::Max),
    };
    let zones = zones.ok_or_else(|| zones_at.refuse(DecodeReason::Malformed("no rule about zones")))?;
    let (rule, quorum) = (ReplicaRule::new(replicas).with_zones(zones), Quorum::new(write, read));
    if rule.check().is_err() || quorum.check(replicas).is_err() {
        let what = "replicas and quorums that do not fit one another";
        return Err(start.refuse(DecodeReason::Malformed(what)));
    }
    Ok((rule, quorum))
}

fn ring(reader: &mut Reader<'_>, limits: Limits, secret: Option<&Secret>) -> Result<Ring, DecodeError> {
    let start = reader.clone();
    let snapshot = reader.bytes()?;
    let at = reader.at() - snapshot.len();
    let membership = Membership::from_snapshot(snapshot, limits)
        .map_err(|error| DecodeError { offset: at + error.offset, ..error })?;
    Ring::compile(membership, limits, secret).map_err(|error| {
        start.refuse(match error {
            BuildError::Membership(error) => DecodeReason::Membership(error),
            BuildError::TooManyVnodes(error) => DecodeReason::Limit(error),
            BuildError::Secret(error) => DecodeReason::Secret(error),
            BuildError::OutOfMemory(error) => DecodeReason::OutOfMemory(error),
        })
    })
}

/// Checks that a change can lead from one to the other, and stand in that state.
fn check_pair(old: &Ring, new: &Ring, state: TransitionState) -> Result<(), &'static str> {
    if old.config() != new.config() {
        return Err("two rings with different configs");
    }
    if new.membership().epoch() <= old.membership().epoch() {
        return Err("a new ring that is not later than the old one");
    }
    if state.begins() && leaves_nobody(old, new) {
        return Err("a change that leaves no node with vnodes");
    }
    Ok(())
}

fn progress_of(reader: &mut Reader<'_>, of: &Transition) -> Result<Progress, DecodeError> {
    let start = reader.clone();
    let stated = reader.option(|reader| Ok((reader.value::<u64>()?, reader.bytes()?)))?;
    let Some((tasks, bits)) = stated else { return Ok(Progress::default()) };
    let there = of.count_copies(of.state != TransitionState::Copy) as u64;
    Progress::from_bits(tasks, bits)
        .filter(|_| tasks == there)
        .ok_or_else(|| start.refuse(DecodeReason::Malformed("not as many copies as the change makes")))
}
