//! One state of everything, and what can happen next.

use super::super::state::{Side, TransitionState as State};
use super::copies::wanted;
use super::{Fault, Setup};

/// How many fences back anything matters: what is older is refused by everybody, as long as nobody is so far behind.
const AGES: usize = 3;
const MOST_COPIES: usize = 3;
/// The two processes besides the replicas, which are fewer, by their bits.
pub(super) const WRITER: u8 = 6;
pub(super) const READER: u8 = 7;
/// Every copy is complete.
pub(super) const ALL: u8 = u8::MAX;

/// A state of the change, and which of the two lists is the old one in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Phase {
    pub(super) state: State,
    pub(super) old: u8,
}

impl Phase {
    pub(super) fn list(self, side: Side) -> usize {
        usize::from(match side {
            Side::Old => self.old,
            Side::New => 1 - self.old,
        })
    }

    /// Which of the two lists are written, one bit each.
    pub(super) fn writes(self) -> u8 {
        let bit = |side| u8::from(self.state.writes(side)) << self.list(side);
        bit(Side::Old) | bit(Side::New)
    }
}

/// The one write and the one read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Client {
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
pub(super) struct Copying {
    pub(super) read: u8,
    pub(super) found: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct World {
    /// The states at the current fence and at those before it.
    pub(super) phases: [Phase; AGES],
    /// How far each process is behind, one bit a process: those that are one behind, those that are two.
    pub(super) behind: [u8; AGES - 1],
    /// The replicas that have the value.
    pub(super) has: u8,
    /// Those that acknowledged the write, or answered the read without the value.
    pub(super) answered: u8,
    pub(super) client: Client,
    pub(super) done: u8,
    pub(super) copies: [Copying; MOST_COPIES],
}

pub(super) fn bit(process: u8) -> u8 {
    1 << process
}

pub(super) fn mask(nodes: &[u8]) -> u8 {
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
    pub(super) fn age(&self, process: u8) -> u8 {
        (1..).zip(self.behind).find(|(_, behind)| behind & bit(process) != 0).map_or(0, |(age, _)| age)
    }

    pub(super) fn phase_of(&self, process: u8) -> Phase {
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
            if !Self::vanishes(setup, Phase { state: state.next(), old }) {
                found(self.entered(setup, Phase { state: state.next(), old }, done));
            }
        }
        if let Some(mut back) = state.back() {
            if Self::vanishes(setup, Phase { state: back, old: 1 - old }) {
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
    fn vanishes(setup: &Setup, phase: Phase) -> bool {
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
