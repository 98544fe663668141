//! One state of everything, and what can happen next.

use super::super::fence::admits;
use super::super::needs::{Need, needs};
use super::super::state::{Side, TransitionState as State};
use super::{Fault, Setup};

/// How many fences back anything matters: what is older is refused by everybody, as long as nobody is so far behind.
const AGES: usize = 3;
const MOST_COPIES: usize = 3;
/// The two processes besides the replicas, which are fewer, by their bits.
const WRITER: u8 = 6;
const READER: u8 = 7;
/// Every copy is complete.
const ALL: u8 = u8::MAX;

/// A state of the change, and which of the two lists is the old one in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Phase {
    state: State,
    old: u8,
}

impl Phase {
    fn list(self, side: Side) -> usize {
        usize::from(match side {
            Side::Old => self.old,
            Side::New => 1 - self.old,
        })
    }

    /// Which of the two lists are written, one bit each.
    fn writes(self) -> u8 {
        let bit = |side| u8::from(self.state.writes(side)) << self.list(side);
        bit(Side::Old) | bit(Side::New)
    }
}

/// The one write and the one read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Client {
    Idle,
    /// A write to these lists, sent so many fences ago.
    Writing {
        lists: u8,
        age: u8,
    },
    /// The write counts.
    Written,
    /// A read of that list, sent so many fences ago, after the write counted.
    Reading {
        list: u8,
        age: u8,
    },
    /// Nobody reads or writes what every replica of the first list had at the start.
    Held,
}

/// A copy that is being made: which nodes were read, and whether the value was there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Copying {
    read: u8,
    found: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    /// The states at the current fence and at those before it.
    phases: [Phase; AGES],
    /// How far each process is behind, one bit a process: those that are one behind, those that are two.
    behind: [u8; AGES - 1],
    /// The replicas that have the value.
    has: u8,
    /// Those that acknowledged the write, or answered the read without the value.
    answered: u8,
    client: Client,
    done: u8,
    copies: [Copying; MOST_COPIES],
}

fn bit(process: u8) -> u8 {
    1 << process
}

fn mask(nodes: &[u8]) -> u8 {
    nodes.iter().fold(0, |mask, &node| mask | bit(node))
}

impl World {
    pub(super) fn new(setup: &Setup) -> Self {
        assert!(setup.lists.iter().all(|list| list.iter().all(|&node| node < WRITER)));
        Self {
            phases: [Phase { state: State::Settled, old: 0 }; AGES],
            behind: [0; AGES - 1],
            has: if setup.held { mask(setup.lists[0]) } else { 0 },
            answered: 0,
            client: if setup.held { Client::Held } else { Client::Idle },
            done: 0,
            copies: [Copying::default(); MOST_COPIES],
        }
    }

    /// Whether a read that began after the write counted has enough answers, all without the value; or a replica of a
    /// list that is read lacks what all had at the start.
    pub(super) fn broken(&self, setup: &Setup) -> bool {
        match self.client {
            Client::Reading { list, .. } => {
                let nodes = setup.lists[usize::from(list)].len();
                self.answered.count_ones() as usize >= setup.quorum.read_of(nodes)
            }
            Client::Held => self.phases.iter().any(|phase| {
                let read = mask(setup.lists[phase.list(phase.state.reads())]);
                self.has & read != read
            }),
            Client::Idle | Client::Writing { .. } | Client::Written => false,
        }
    }

    pub(super) fn steps(self, setup: &Setup, mut found: impl FnMut(Self)) {
        let nodes = mask(setup.lists[0]) | mask(setup.lists[1]);
        let replicas = || (0..WRITER).filter(move |&node| nodes & bit(node) != 0);
        for process in replicas().chain([WRITER, READER]).filter(|&process| self.age(process) > 0) {
            found(self.caught_up(process));
        }
        self.next_states(setup, &mut found);
        self.client_steps(setup, replicas(), &mut found);
        self.copy_steps(setup, &mut found);
        for node in replicas() {
            let phase = self.phase_of(node);
            let early = phase.state == State::WriteNew && setup.fault == Some(Fault::DeletedEarly);
            let displaced = !setup.lists[phase.list(Side::New)].contains(&node);
            if (phase.state == State::Cleanup || early) && displaced && self.has & bit(node) != 0 {
                found(Self { has: self.has & !bit(node), ..self });
            }
        }
    }

    /// How many fences a process is behind.
    fn age(&self, process: u8) -> u8 {
        (1..).zip(self.behind).find(|(_, behind)| behind & bit(process) != 0).map_or(0, |(age, _)| age)
    }

    fn phase_of(&self, process: u8) -> Phase {
        self.phases[usize::from(self.age(process))]
    }

    fn caught_up(mut self, process: u8) -> Self {
        let [one, two] = &mut self.behind;
        *one = *one & !bit(process) | *two & bit(process);
        *two &= !bit(process);
        self.forget()
    }

    /// Forgets states that nobody is in any more, so that worlds are equal which only differ in them.
    fn forget(mut self) -> Self {
        let [one, two] = self.behind;
        if two == 0 {
            self.phases[2] = self.phases[0];
        }
        if one | two == 0 {
            self.phases[1] = self.phases[0];
        }
        self
    }

    /// Whether a replica serves what was sent so many fences ago.
    fn served(&self, setup: &Setup, age: u8, replica: u8) -> bool {
        let of = |age: u8| 8 - u64::from(age);
        let (theirs, ours) = (of(age), of(self.age(replica)));
        admits(theirs, ours)
            || setup.fault == Some(Fault::TwoApartAdmitted) && admits(theirs.max(ours) - 1, theirs.min(ours))
    }

    fn client_steps(&self, setup: &Setup, replicas: impl Iterator<Item = u8>, found: &mut impl FnMut(Self)) {
        match self.client {
            Client::Idle => {
                let (lists, age) = (self.phase_of(WRITER).writes(), self.age(WRITER));
                found(Self { client: Client::Writing { lists, age }, ..*self });
            }
            Client::Writing { lists, age } => {
                let targets = (0..2).filter(|list| lists & bit(*list) != 0);
                let targets = targets.fold(0, |sum, list| sum | mask(setup.lists[usize::from(list)]));
                let open = targets & !self.answered;
                for node in replicas.filter(|&node| open & bit(node) != 0 && self.served(setup, age, node)) {
                    let (has, answered) = (self.has | bit(node), self.answered | bit(node));
                    let next = if counts(setup, lists, answered) {
                        Self { has, answered: 0, client: Client::Written, ..*self }
                    } else {
                        Self { has, answered, ..*self }
                    };
                    found(next);
                }
            }
            Client::Written => {
                let phase = self.phase_of(READER);
                let list = phase.list(phase.state.reads());
                let list = u8::try_from(list).expect("there are two lists");
                found(Self { client: Client::Reading { list, age: self.age(READER) }, ..*self });
            }
            Client::Reading { list, age } => {
                let missing = mask(setup.lists[usize::from(list)]) & !self.has & !self.answered;
                for node in replicas.filter(|&node| missing & bit(node) != 0 && self.served(setup, age, node))
                {
                    found(Self { answered: self.answered | bit(node), ..*self });
                }
            }
            Client::Held => {}
        }
    }

    fn copy_steps(&self, setup: &Setup, found: &mut impl FnMut(Self)) {
        if self.phases[0].state != State::Copy || self.done == ALL {
            return;
        }
        let (old, new) = (setup.lists[usize::from(self.phases[0].old)], self.phases[0].list(Side::New));
        for (number, need) in wanted(setup, old, setup.lists[new]).enumerate() {
            if self.done & 1 << number != 0 || self.age(need.to) > 0 {
                continue;
            }
            let copying = self.copies[number];
            for &source in old.iter().filter(|&&node| copying.read & bit(node) == 0) {
                let late = u8::from(setup.fault == Some(Fault::SourceBehind));
                if self.age(source) > late {
                    continue;
                }
                let read = copying.read | bit(source);
                let value = copying.found || self.has & bit(source) != 0;
                let mut next = Self { ..*self };
                let paired = need.paired == Some(source)
                    || need.paired.is_some() && setup.fault == Some(Fault::AnySource);
                let enough = setup.quorum.read_of(old.len());
                let enough = enough - usize::from(setup.fault == Some(Fault::OneSourceFewer));
                // A paired source may be out, too: then as many others are read.
                if paired && copying.read == 0 || read.count_ones() as usize >= enough {
                    let mut done = next;
                    done.copies[number] = Copying::default();
                    done.done |= 1 << number;
                    done.has |= u8::from(value) << need.to;
                    found(done);
                }
                if (read.count_ones() as usize) < enough {
                    next.copies[number] = Copying { read, found: value };
                    found(next);
                }
            }
        }
    }

    /// The change goes on, or back, once everybody has reached the current state.
    fn next_states(&self, setup: &Setup, found: &mut impl FnMut(Self)) {
        let [one, two] = self.behind;
        if two != 0 || one != 0 && setup.fault != Some(Fault::NotAllReached) {
            return;
        }
        let Phase { state, old } = self.phases[0];
        let all = || {
            let (old, new) = (setup.lists[usize::from(old)], setup.lists[usize::from(1 - old)]);
            self.done == ALL || (0..wanted(setup, old, new).count()).all(|copy| self.done & 1 << copy != 0)
        };
        if state != State::Copy || setup.fault == Some(Fault::CopiesSkipped) || all() {
            let done = if state == State::Copy { ALL } else { 0 };
            let old = if state == State::Cleanup { 1 - old } else { old };
            if !self.vanishes(setup, Phase { state: state.next(), old }) {
                found(self.entered(setup, Phase { state: state.next(), old }, done));
            }
        }
        if let Some(mut back) = state.back() {
            if self.vanishes(setup, Phase { state: back, old: 1 - old }) {
                return;
            }
            let mut done = if back.has_progress() { self.done } else { 0 };
            if setup.fault == Some(Fault::NoTurnBack) && back == State::TurnBack {
                back = State::WriteBoth;
            }
            if setup.fault == Some(Fault::ProgressForgotten) && state == State::ReadNew {
                done = ALL;
            }
            found(self.entered(setup, Phase { state: back, old: 1 - old }, done));
        }
    }

    /// Whether what was written would be left to nobody: that is refused.
    fn vanishes(&self, setup: &Setup, phase: Phase) -> bool {
        phase.state.begins() && setup.lists[phase.list(Side::New)].is_empty()
    }

    fn entered(mut self, setup: &Setup, phase: Phase, done: u8) -> Self {
        let [one, _] = self.behind;
        let processes = mask(setup.lists[0]) | mask(setup.lists[1]) | bit(WRITER) | bit(READER);
        self.phases = [phase, self.phases[0], self.phases[1]];
        self.behind = [processes & !one, one];
        self.copies = [Copying::default(); MOST_COPIES];
        self.done = done;
        match &mut self.client {
            Client::Writing { age, .. } | Client::Reading { age, .. } => *age = (*age + 1).min(4),
            Client::Idle | Client::Written | Client::Held => {}
        }
        self.forget()
    }
}

/// Whether a write to these lists counts.
fn counts(setup: &Setup, lists: u8, acknowledged: u8) -> bool {
    if setup.fault == Some(Fault::OneQuorumForBoth) {
        return acknowledged.count_ones() as usize >= setup.quorum.write();
    }
    (0..2).filter(|list| lists & bit(*list) != 0).map(|list| mask(setup.lists[usize::from(list)])).all(
        |nodes| {
            let acknowledged = (nodes & acknowledged).count_ones() as usize;
            acknowledged >= setup.quorum.write_of(nodes.count_ones() as usize)
        },
    )
}

/// The copies of the range.
fn wanted<'a>(setup: &Setup, old: &'a [u8], new: &'a [u8]) -> impl Iterator<Item = Need<u8>> + 'a {
    let survivors_too = setup.fault != Some(Fault::SurvivorsMissCopies);
    let all = needs(old.iter().copied(), new.iter().copied(), setup.quorum);
    all.filter(move |need| survivors_too || !old.contains(&need.to))
}
