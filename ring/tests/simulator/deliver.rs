//! What a replica does with a message, and what it may be refused for.

use std::cmp::Ordering;
use std::rc::Rc;

use vnode_ring::{ChangeError, Config, DecodeError, DecodeReason, Delta, Limits, Membership, Outcome, Stamp};

use crate::channel::{Body, Message};
use crate::counts::Event;
use crate::fault;
use crate::history::History;

impl History {
    pub(crate) fn receive(&mut self, message: &Message) -> Result<(), String> {
        let to = message.to;
        if !self.replicas[to].up {
            self.counts.add(Event::LostInCrash);
            return Ok(());
        }
        let received = match &message.body {
            Body::Delta(sent) => self.receive_delta(message, sent),
            Body::Snapshot { stamp, request } => self.receive_snapshot(message, *stamp, *request),
            Body::Heartbeat { stamp } => {
                if to != self.leader && *stamp != self.replicas[to].stamp {
                    self.counts.add(Event::Heartbeat);
                    self.request(to);
                }
                Ok(())
            }
            Body::Request { from, request, stamp } if to == self.leader => {
                self.answer(*from, *request, *stamp)
            }
            Body::Request { .. } => Ok(()),
        };
        received.map_err(|what| format!("replica {to}: {what}"))
    }

    fn receive_delta(&mut self, message: &Message, sent: &Delta) -> Result<(), String> {
        let to = message.to;
        let fault = self.fault_of(to);
        let bytes = fault::received(fault, &message.bytes);
        if message.damage.is_some() {
            let refused = if matches!(message.damage, Some(Event::Mislabelled)) {
                Membership::from_snapshot(&bytes, Limits::default()).map(|read| format!("{:?}", read.stamp()))
            } else {
                Delta::from_bytes(&bytes, Limits::default()).map(|read| format!("{read:?}"))
            };
            return self.refused(message, refused);
        }
        let read = Delta::from_bytes(&bytes, Limits::default()).map_err(|error| error.to_string())?;
        if read != *sent {
            return Err(format!("{sent:?} arrived as {read:?}"));
        }
        let held = self.replicas[to].stamp;
        let expected = expected(&read, self.replicas[to].holder.membership().config(), held);
        let outcome = fault::apply(fault, &mut self.replicas[to], &read);
        self.tell(|| format!("replica {to} at {held:?} applies {:?}: {outcome:?}", read.base()));
        if outcome != expected {
            return Err(format!("a delta came to {outcome:?}; expected {expected:?}"));
        }
        match outcome {
            Ok(Outcome::Changed) => {
                self.replicas[to].remember(read);
                self.counts.add(Event::DeltaApplied);
                return self.accept(to);
            }
            Ok(Outcome::NoChange) => self.counts.add(Event::DeltaKnown),
            Err(ChangeError::ConfigMismatch) => self.counts.add(Event::Foreign),
            Err(ChangeError::Stale { .. }) => self.counts.add(Event::Stale),
            Err(ChangeError::Gap { .. }) => {
                self.counts.add(Event::Gap);
                self.request(to);
            }
            Err(ChangeError::Fork { .. }) => {
                self.counts.add(Event::Fork);
                self.request(to);
            }
            Err(error) => return Err(format!("no situation allows: {error}")),
        }
        self.unchanged(to)
    }

    fn receive_snapshot(&mut self, message: &Message, sent: Stamp, request: u64) -> Result<(), String> {
        let to = message.to;
        let bytes = fault::received(self.fault_of(to), &message.bytes);
        if message.damage.is_some() {
            let refused = if matches!(message.damage, Some(Event::Mislabelled)) {
                Delta::from_bytes(&bytes, Limits::default()).map(|read| format!("{read:?}"))
            } else {
                Membership::from_snapshot(&bytes, Limits::default()).map(|read| format!("{:?}", read.stamp()))
            };
            return self.refused(message, refused);
        }
        let read = Membership::from_snapshot(&bytes, Limits::default()).map_err(|error| error.to_string())?;
        if read.stamp() != sent {
            return Err(format!("a snapshot of {sent:?} arrived as one of {:?}", read.stamp()));
        }
        if self.replicas[to].awaits != Some(request) {
            self.counts.add(Event::SnapshotIgnored);
            return self.unchanged(to);
        }
        self.tell(|| format!("replica {to} takes a snapshot of {sent:?}"));
        self.counts.add(Event::SnapshotTaken);
        self.replicas[to].install(read, self.secret.as_ref());
        self.accept(to)
    }

    /// Checks that a damaged message was refused, and for its damage.
    fn refused(&mut self, message: &Message, result: Result<String, DecodeError>) -> Result<(), String> {
        let reason = match result {
            Ok(read) => return Err(format!("a damaged message ({:?}) was read as {read}", message.damage)),
            Err(error) => error.reason,
        };
        let kind_only = matches!(message.damage, Some(Event::Mislabelled));
        let allowed = match &reason {
            DecodeReason::Kind { .. } => true,
            // Damage is found before the body is looked at.
            DecodeReason::TooShort { .. }
            | DecodeReason::NotAVnodeRingFile
            | DecodeReason::TextMode
            | DecodeReason::Version { .. }
            | DecodeReason::UnknownPlacement { .. }
            | DecodeReason::UnknownKeyHash { .. }
            | DecodeReason::Length { .. }
            | DecodeReason::Checksum { .. } => !kind_only,
            _ => self.fault_of(message.to).is_some(),
        };
        if !allowed {
            return Err(format!("a damaged message ({:?}) was refused for: {reason}", message.damage));
        }
        self.counts.add(Event::DamageRefused);
        self.unchanged(message.to)
    }

    fn request(&mut self, from: usize) {
        self.requests += 1;
        self.replicas[from].awaits = Some(self.requests);
        let stamp = self.replicas[from].stamp;
        self.send(self.leader, &Body::Request { from, request: self.requests, stamp });
    }

    /// The leader leads a replica on: by one delta where it remembers that state, otherwise by a snapshot.
    fn answer(&mut self, to: usize, request: u64, stamp: Stamp) -> Result<(), String> {
        let leader = &self.replicas[self.leader];
        if leader.stamp == stamp {
            return Ok(());
        }
        let body = match leader.since(stamp) {
            Some(Ok(delta)) if (delta.base(), delta.target()) == (stamp, leader.stamp) => {
                self.counts.add(Event::Composed);
                Body::Delta(Rc::new(delta))
            }
            Some(other) => return Err(format!("the deltas since {stamp:?} come to {other:?}")),
            None => Body::Snapshot { stamp: leader.stamp, request },
        };
        self.send(to, &body);
        Ok(())
    }
}

/// What a delta must come to, from its stamps alone.
fn expected(delta: &Delta, config: &Config, held: Stamp) -> Result<Outcome, ChangeError> {
    let (base, ours) = (delta.base().epoch, held.epoch);
    if delta.config() != config {
        return Err(ChangeError::ConfigMismatch);
    }
    if delta.target() == held {
        return Ok(Outcome::NoChange);
    }
    match base.cmp(&ours) {
        Ordering::Greater => Err(ChangeError::Gap { base, ours }),
        Ordering::Less => Err(ChangeError::Stale { base, ours }),
        Ordering::Equal if delta.base() == held => Ok(Outcome::Changed),
        Ordering::Equal => {
            let (base, ours) = (delta.base().fingerprint, held.fingerprint);
            Err(ChangeError::Fork { epoch: held.epoch, base, ours })
        }
    }
}
