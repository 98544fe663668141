//! What carries messages: it drops, duplicates, reorders, delays and damages them.

use std::rc::Rc;

use vnode_ring::{Delta, Stamp};

use crate::counts::{Counts, Event};
use crate::options::Options;
use crate::random::Random;

/// More than this are never under way: the oldest is dropped.
const MOST_IN_FLIGHT: usize = 64;

#[derive(Clone)]
pub(crate) enum Body {
    /// What the sender meant.
    Delta(Rc<Delta>),
    /// What the sender held, and the request that it answers.
    Snapshot { stamp: Stamp, request: u64 },
    /// Asks for what leads on from a state.
    Request { from: usize, request: u64, stamp: Stamp },
    /// The leader's state.
    Heartbeat { stamp: Stamp },
}

#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) to: usize,
    pub(crate) body: Body,
    /// A delta or a snapshot as it arrives.
    pub(crate) bytes: Rc<[u8]>,
    pub(crate) damage: Option<Event>,
    number: u64,
    due: u32,
}

/// What is under way, in the order in which it was sent.
pub(crate) struct Channel {
    in_flight: Vec<Message>,
    sent: u64,
    /// The channel does no more harm, but for reordering.
    pub(crate) good: bool,
}

impl Channel {
    pub(crate) const fn new() -> Self {
        Self { in_flight: Vec::new(), sent: 0, good: false }
    }

    pub(crate) fn send(
        &mut self,
        (random, options, counts, step): (&mut Random, &Options, &mut Counts, u32),
        to: usize,
        body: &Body,
        bytes: &Rc<[u8]>,
    ) {
        let harm = |chance: u32| if self.good { 0 } else { chance };
        if random.percent(harm(options.drop)) {
            return counts.add(Event::Dropped);
        }
        let twice = random.percent(harm(options.duplicate));
        if twice {
            counts.add(Event::Duplicated);
        }
        for _ in 0..=u32::from(twice) {
            let mut due = step;
            if random.percent(harm(options.delay)) {
                due += 1 + random.below(20);
                counts.add(Event::Delayed);
            }
            let (mut bytes, mut damage) = (Rc::clone(bytes), None);
            if !bytes.is_empty() && random.percent(harm(options.damage)) {
                // A whole one: what is mixed from damaged messages may be a message again.
                let other = self.in_flight.iter().rfind(|other| other.damage.is_none());
                let other = other.map_or(&[][..], |other| &other.bytes);
                let (kind, damaged) = damaged(random, &bytes, other);
                counts.add(kind);
                (bytes, damage) = (damaged, Some(kind));
            }
            if self.in_flight.len() == MOST_IN_FLIGHT {
                self.in_flight.remove(0);
                counts.add(Event::Dropped);
            }
            self.sent += 1;
            self.in_flight.push(Message { to, body: body.clone(), bytes, damage, number: self.sent, due });
        }
    }

    /// Any of the messages that are due.
    pub(crate) fn take(&mut self, random: &mut Random, counts: &mut Counts, step: u32) -> Option<Message> {
        let due = |message: &Message| self.good || message.due <= step;
        let ready: Vec<usize> =
            (0..self.in_flight.len()).filter(|&index| due(&self.in_flight[index])).collect();
        if ready.is_empty() {
            return None;
        }
        let message = self.in_flight.remove(*random.pick(&ready));
        if self.in_flight.iter().any(|left| left.to == message.to && left.number < message.number) {
            counts.add(Event::Reordered);
        }
        Some(message)
    }
}

/// Bytes that are not those of the message. Of what is taken for another kind only the label is wrong.
pub(crate) fn damaged(random: &mut Random, bytes: &Rc<[u8]>, other: &[u8]) -> (Event, Rc<[u8]>) {
    match random.below(6) {
        0 => return (Event::Cut, bytes[..random.index(bytes.len())].into()),
        1 => {
            let more: Vec<u8> = (0..=random.below(8)).map(|_| random.bits().to_le_bytes()[0]).collect();
            return (Event::Lengthened, [bytes, &more[..]].concat().into());
        }
        2 => {
            let length = random.index(2 * bytes.len());
            let garbage: Rc<[u8]> = (0..length).map(|_| random.bits().to_le_bytes()[0]).collect();
            if garbage != *bytes {
                return (Event::Garbled, garbage);
            }
        }
        3 => {
            let at = random.index(bytes.len().min(other.len()));
            let spliced = [&bytes[..at], &other[at.min(other.len())..]].concat();
            if spliced != **bytes && spliced != other {
                return (Event::Spliced, spliced.into());
            }
        }
        4 => return (Event::Mislabelled, Rc::clone(bytes)),
        _ => {}
    }
    let mut flipped = bytes.to_vec();
    let first = random.index(8 * flipped.len());
    flipped[first / 8] ^= 1 << (first % 8);
    for _ in 0..random.below(3) {
        let bit = random.index(8 * flipped.len());
        if bit != first {
            flipped[bit / 8] |= 1 << (bit % 8);
        }
    }
    (Event::Flipped, flipped.into())
}
