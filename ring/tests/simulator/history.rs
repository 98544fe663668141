//! One history: what happens step by step, and how it ends.

use std::fmt;
use std::rc::Rc;

use vnode_ring::{Changes, Delta, Membership, Node, Outcome, Secret};

use crate::channel::{Body, Channel};
use crate::counts::{Counts, Event};
use crate::fault::Fault;
use crate::operations::propose;
use crate::options::Options;
use crate::random::Random;
use crate::replica::Replica;
use crate::truth::Truth;

/// More deliveries than a good channel ever needs to become empty.
const MOST_DELIVERIES: u32 = 10_000;

pub(crate) struct History {
    pub(crate) random: Random,
    pub(crate) options: Options,
    pub(crate) secret: Option<Secret>,
    pub(crate) replicas: Vec<Replica>,
    pub(crate) leader: usize,
    pub(crate) requests: u64,
    pub(crate) channel: Channel,
    pub(crate) truth: Truth,
    pub(crate) counts: Counts,
    /// In the first replica but one.
    fault: Option<Fault>,
    /// A delta of a membership with another config.
    foreign: Rc<Delta>,
    step: u32,
    story: Option<Vec<String>>,
}

/// What did not hold, and when.
pub(crate) struct Failure {
    pub(crate) seed: u64,
    pub(crate) what: String,
    pub(crate) story: Vec<String>,
    options: Options,
    step: u32,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "history {}, step {}: {}\nwith {:?}", self.seed, self.step, self.what, self.options)
    }
}

impl History {
    /// What happened in numbers, and where it is to be told, step by step.
    pub(crate) fn run(seed: u64, fault: Option<Fault>, told: bool) -> Result<(Counts, Vec<String>), Failure> {
        let mut random = Random::new(seed);
        let options = Options::of(&mut random);
        let mut history = Self::new(random, options, fault);
        history.story = told.then(Vec::new);
        history.counts.add(Event::History);
        let ended = history.live().and_then(|()| history.end());
        let Self { counts, options, step, story, .. } = history;
        let story = story.unwrap_or_default();
        match ended {
            Ok(()) => Ok((counts, story)),
            Err(what) => Err(Failure { seed, what, story, options, step }),
        }
    }

    fn new(mut random: Random, options: Options, fault: Option<Fault>) -> Self {
        let secret = options.secret();
        let start = Membership::new(options.config(), ["a", "b"].map(Node::new)).expect("two small nodes");
        let elsewhere = options.config().with_seed(!options.config_seed);
        let elsewhere = Membership::new(elsewhere, ["a", "b"].map(Node::new)).expect("two small nodes");
        let foreign = elsewhere.change().remove("a").and_then(Changes::delta).expect("a is a member");
        let mut replica = |_| Replica::new(&start, random.percent(options.rings), secret.as_ref());
        Self {
            replicas: (0..options.replicas).map(&mut replica).collect(),
            truth: Truth::new(start.stamp(), start.to_snapshot()),
            random,
            options,
            secret,
            leader: 0,
            requests: 0,
            channel: Channel::new(),
            counts: Counts::new(),
            fault,
            foreign: Rc::new(foreign),
            step: 0,
            story: None,
        }
    }

    fn live(&mut self) -> Result<(), String> {
        while self.step < self.options.steps {
            self.step += 1;
            let someone = self.random.index(self.replicas.len());
            if self.random.percent(self.options.unrest) {
                self.unrest(someone)?;
            }
            match self.random.below(100) {
                0..=24 => self.publish(self.leader)?,
                25..=74 => self.deliver()?,
                75..=79 => self.heartbeat(),
                80..=84 => self.save(someone),
                85..=88 => self.crash(someone),
                89..=94 => self.restart(someone)?,
                95 | 96 => self.send(someone, &Body::Delta(Rc::clone(&self.foreign))),
                _ => self.compare(someone)?,
            }
        }
        Ok(())
    }

    /// The channel becomes good: what is under way arrives, and one heartbeat brings everyone to where the leader is.
    fn end(&mut self) -> Result<(), String> {
        self.channel.good = true;
        for replica in 0..self.replicas.len() {
            self.restart(replica)?;
        }
        self.settle()?;
        let leader = &self.replicas[self.leader];
        let apart =
            |replica: &&Replica| replica.stamp != leader.stamp && leader.since(replica.stamp).is_none();
        let apart = self.replicas.iter().filter(apart).count() as u64;
        let before = self.counts.get(Event::SnapshotTaken);
        self.heartbeat();
        self.settle()?;
        let snapshots = self.counts.get(Event::SnapshotTaken) - before;
        if snapshots != apart {
            return Err(format!(
                "{apart} replicas were out of the leader's reach, {snapshots} took a snapshot"
            ));
        }
        for replica in 0..self.replicas.len() {
            if self.replicas[replica].snapshot != self.replicas[self.leader].snapshot {
                return Err(format!("replica {replica} did not end where the leader is"));
            }
            self.counts.add(Event::Converged);
            self.compare(replica)?;
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), String> {
        for _ in 0..MOST_DELIVERIES {
            if !self.deliver_one()? {
                return Ok(());
            }
        }
        Err("messages breed messages without end".into())
    }

    fn deliver(&mut self) -> Result<(), String> {
        self.deliver_one().map(|_| ())
    }

    /// Whether there was a message.
    fn deliver_one(&mut self) -> Result<bool, String> {
        match self.channel.take(&mut self.random, &mut self.counts, self.step) {
            Some(message) => self.receive(&message).map(|()| true),
            None => Ok(false),
        }
    }

    /// Another leader, which may lag, or someone who publishes beside it.
    fn unrest(&mut self, someone: usize) -> Result<(), String> {
        if self.random.percent(50) {
            if someone != self.leader {
                self.counts.add(Event::LeaderReplaced);
                self.tell(|| format!("replica {someone} leads"));
                self.leader = someone;
            }
            return Ok(());
        }
        if someone != self.leader && self.replicas[someone].up {
            self.counts.add(Event::SplitBrain);
        }
        self.publish(someone)
    }

    /// A replica changes what it holds and tells the others.
    fn publish(&mut self, by: usize) -> Result<(), String> {
        if !self.replicas[by].up {
            return Ok(());
        }
        let Some(delta) = propose(&mut self.random, &mut self.counts, &self.replicas[by])? else {
            return Ok(());
        };
        let base = self.replicas[by].stamp;
        if delta.base() != base {
            return Err(format!("a change of {base:?} starts from {:?}", delta.base()));
        }
        if delta.target() == base {
            return Ok(());
        }
        self.tell(|| format!("replica {by} publishes {delta:?}"));
        match self.replicas[by].holder.apply(&delta) {
            Ok(Outcome::Changed) => {}
            other => return Err(format!("its own change came to {other:?}")),
        }
        let snapshot = self.replicas[by].holder.membership().to_snapshot();
        if self.truth.publish(base, delta.target(), &snapshot)? {
            self.counts.add(Event::Forked);
        }
        self.replicas[by].remember(delta.clone());
        self.accept(by)?;
        self.counts.add(Event::Published);
        let body = Body::Delta(Rc::new(delta));
        let bytes = self.bytes_of(&body);
        for to in (0..self.replicas.len()).filter(|&to| to != by) {
            self.send_bytes(to, &body, &bytes);
        }
        Ok(())
    }

    fn heartbeat(&mut self) {
        let by = self.leader;
        if self.replicas[by].up {
            let body = Body::Heartbeat { stamp: self.replicas[by].stamp };
            for to in (0..self.replicas.len()).filter(|&to| to != by) {
                self.send(to, &body);
            }
        }
    }

    pub(crate) fn fault_of(&self, replica: usize) -> Option<Fault> {
        self.fault.filter(|_| replica == 1)
    }

    pub(crate) fn send(&mut self, to: usize, body: &Body) {
        let bytes = self.bytes_of(body);
        self.send_bytes(to, body, &bytes);
    }

    fn send_bytes(&mut self, to: usize, body: &Body, bytes: &Rc<[u8]>) {
        self.channel.send((&mut self.random, &self.options, &mut self.counts, self.step), to, body, bytes);
    }

    fn bytes_of(&self, body: &Body) -> Rc<[u8]> {
        match body {
            Body::Delta(delta) => delta.to_bytes().into(),
            Body::Snapshot { .. } => self.replicas[self.leader].snapshot.as_slice().into(),
            Body::Request { .. } | Body::Heartbeat { .. } => [].into(),
        }
    }

    pub(crate) fn tell(&mut self, what: impl FnOnce() -> String) {
        if let Some(story) = &mut self.story {
            story.push(format!("{:>4} {}", self.step, what()));
        }
    }
}
