//! Transitions as bytes: nothing is lost by a crash, and nothing else is read.

use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::sample::Index;

use super::{Config, Node, Quorum, Ring, State, TaskId, Transition, begun};
use crate::codec::envelope::{FileKind, seal};
use crate::wire;
use crate::{DecodeReason, Limits, Membership, Secret};

fn read(bytes: &[u8]) -> Result<Transition, crate::DecodeError> {
    Transition::from_snapshot(bytes, Limits::default(), None)
}

proptest! {
    /// One process crashes after every call, the other one never; what is refused is refused to both.
    #[test]
    fn a_crash_after_every_call_changes_nothing(
        start in begun(),
        calls in proptest::collection::vec((0u8..8, any::<Index>()), 0..40),
    ) {
        let (mut steady, mut crashing) = (start.clone(), start);
        for (call, at) in calls {
            let fence = steady.fence();
            let next = steady.ring().change().delta().unwrap();
            let ids: Vec<_> = steady.ring().nodes().map(|node| alloc::string::String::from(node.id())).collect();
            let tasks: Vec<TaskId> = steady.tasks().map_or(Vec::new(), |tasks| tasks.iter().map(|task| task.id()).collect());
            let act = |of: &mut Transition| match call {
                0..=1 => of.advance(fence).map(|_| ()),
                2 => of.revert(fence).map(|_| ()),
                3 => of.begin(&next, fence).map(|_| ()),
                4 if !ids.is_empty() => of.declare_unavailable(&ids[at.index(ids.len())]),
                5 if !ids.is_empty() => {
                    of.declare_available(&ids[at.index(ids.len())]);
                    Ok(())
                }
                6 if !tasks.is_empty() => of.complete(tasks[at.index(tasks.len())]).map(|_| ()),
                _ => tasks.iter().try_for_each(|&task| of.complete(task).map(|_| ())),
            };
            prop_assert_eq!(act(&mut steady), act(&mut crashing));
            let bytes = steady.to_snapshot();
            prop_assert_eq!(&crashing.to_snapshot(), &bytes);
            crashing = read(&bytes).unwrap();
            prop_assert_eq!(&crashing.to_snapshot(), &bytes);
            let open = |of: &Transition| of.tasks().map(|tasks| tasks.iter().map(|task| task.id()).collect::<Vec<_>>());
            prop_assert_eq!(open(&crashing), open(&steady));
        }
    }
}

/// From a, b, c to a, b, d with two replicas, in the state Copy.
fn copying() -> Transition {
    let ring =
        Ring::new(Config::default().with_vnodes_per_weight(3), ["a", "b", "c"].map(Node::new)).unwrap();
    let delta = ring.change().replace("c", Node::new("d")).unwrap().delta().unwrap();
    let mut transition = Transition::new(ring, 2, Quorum::majority(2)).unwrap();
    transition.begin(&delta, 0).unwrap();
    transition.advance(1).unwrap();
    transition
}

/// What is stated of copies: nothing, that all are complete, or bits.
enum Stated {
    Nothing,
    Complete,
    Bits(Bits),
}

/// How many copies, and which are complete.
type Bits = (u64, Vec<u8>);

struct Parts {
    numbers: [u64; 6],
    rings: Vec<Membership>,
    progress: Stated,
    unavailable: Vec<&'static str>,
}

impl Parts {
    /// As `copying` has them.
    fn new() -> Self {
        let of = copying();
        let rings = [of.ring(), of.new_ring().unwrap()].map(|ring| ring.membership().clone());
        let (tasks, bits) = of.progress.bits().unwrap();
        Self {
            numbers: [2, 2, 2, 2, 2, 0],
            rings: rings.into(),
            progress: Stated::Bits((tasks, bits.into())),
            unavailable: Vec::new(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        seal(FileKind::Transition, None, |sink| {
            self.numbers.iter().for_each(|&number| wire::varint(sink, number));
            self.rings.iter().for_each(|ring| wire::bytes(sink, &ring.to_snapshot()));
            let bits = match &self.progress {
                Stated::Nothing => None,
                Stated::Complete => Some(None),
                Stated::Bits(bits) => Some(Some(bits)),
            };
            if let Some(bits) = bits {
                wire::option(sink, bits, |sink, (tasks, bits)| {
                    wire::varint(sink, *tasks);
                    wire::bytes(sink, bits);
                });
            }
            wire::varint(sink, self.unavailable.len() as u64);
            self.unavailable.iter().for_each(|id| wire::text(sink, id));
        })
    }

    #[track_caller]
    fn refused(change: impl FnOnce(&mut Self), what: &str) {
        let mut parts = Self::new();
        change(&mut parts);
        let reason = read(&parts.bytes()).expect_err("it is refused").reason;
        assert_eq!(
            reason,
            DecodeReason::Malformed(match reason {
                DecodeReason::Malformed(got) if got == what => got,
                _ => panic!("{reason:?}"),
            })
        );
    }
}

#[test]
fn what_no_transition_can_be_is_refused() {
    assert_eq!(Parts::new().bytes(), copying().to_snapshot());
    Parts::refused(|parts| parts.numbers[1] = 7, "no state of a transition");
    let quorums = "replicas and quorums that do not fit one another";
    for (at, number) in [(2, 0), (2, 1), (2, 4), (2, u64::MAX), (3, 0), (3, 3), (4, 0), (4, 3)] {
        Parts::refused(|parts| parts.numbers[at] = number, quorums);
    }
    Parts::refused(|parts| parts.numbers[5] = (1 << 32) + 1, "no rule about zones");
    Parts::refused(
        |parts| parts.rings[1] = Membership::new(Config::default(), [Node::new("a")]).unwrap(),
        "two rings with different configs",
    );
    Parts::refused(|parts| parts.rings.swap(0, 1), "a new ring that is not later than the old one");
    Parts::refused(
        |parts| {
            parts.numbers[1] = 1;
            let all = parts.rings[0].reconcile([]).unwrap();
            parts.rings[1] = parts.rings[0].clone();
            parts.rings[1].apply(&all).unwrap();
        },
        "a change that leaves no node with vnodes",
    );
    let progress = "not as many copies as the change makes";
    let changes: [fn(&mut Bits); 7] = [
        |(tasks, _)| *tasks += 1,
        |(tasks, _)| *tasks -= 1,
        |(_, bits)| bits.push(0),
        |(_, bits)| bits.clear(),
        |(tasks, bits)| bits[(*tasks / 8) as usize] |= 1 << (*tasks % 8),
        |(tasks, bits)| (0..*tasks).for_each(|task| bits[(task / 8) as usize] |= 1 << (task % 8)),
        |(tasks, bits)| (*tasks, *bits) = (0, Vec::new()),
    ];
    for change in changes {
        Parts::refused(
            |parts| match &mut parts.progress {
                Stated::Bits(bits) => change(bits),
                Stated::Nothing | Stated::Complete => unreachable!("copies are left"),
            },
            progress,
        );
    }
    Parts::refused(|parts| parts.unavailable = Vec::from(["x"]), "an unavailable node that is no member");
    let mut twice = Parts::new();
    twice.unavailable = Vec::from(["d", "c"]);
    assert!(matches!(read(&twice.bytes()).unwrap_err().reason, DecodeReason::Order { what: "node", .. }));
    twice.unavailable = Vec::from(["c", "d"]);
    assert!(read(&twice.bytes()).is_ok());
}

#[test]
fn what_is_complete_may_be_stated_in_one_way_only() {
    let mut complete = Parts::new();
    complete.progress = Stated::Complete;
    assert_eq!(read(&complete.bytes()).unwrap().copies_left(), 0);
    for state in 1..=6 {
        let reads = |progress| {
            let mut parts = Parts::new();
            parts.numbers[1] = state;
            parts.progress = progress;
            read(&parts.bytes()).is_ok()
        };
        let has_copies = matches!(state, 2 | 3);
        assert_eq!(
            (reads(Stated::Complete), reads(Stated::Nothing)),
            (has_copies, !has_copies),
            "state {state}"
        );
    }
}

#[test]
fn a_keyed_ring_takes_its_secret_and_no_other() {
    let secret = Secret::new([7; 16]);
    let config = Config::default().with_secret(&secret);
    let ring = || {
        let membership = Membership::new(config.clone(), ["a", "b"].map(Node::new)).unwrap();
        Ring::with_secret(membership, Limits::default(), &secret).unwrap()
    };
    let delta = ring().change().remove("b").unwrap().delta().unwrap();
    let mut transition = Transition::new(ring(), 1, Quorum::majority(1)).unwrap();
    transition.begin(&delta, 0).unwrap();
    let bytes = transition.to_snapshot();
    let with = |secret: Option<&Secret>| Transition::from_snapshot(&bytes, Limits::default(), secret);
    let read = with(Some(&secret)).unwrap();
    assert_eq!(read.state(), State::WriteBoth);
    assert_eq!(read.read_set("user-1").nodes().next().unwrap().id(), ring().lookup("user-1").unwrap().id());
    for wrong in [None, Some(&Secret::new([8; 16]))] {
        assert!(matches!(with(wrong).unwrap_err().reason, DecodeReason::Secret(_)));
    }
    let small = Limits::default().with_max_vnodes(1).unwrap();
    let limited = Transition::from_snapshot(&bytes, small, Some(&secret)).unwrap_err();
    assert!(matches!(limited.reason, DecodeReason::Limit(_)));
}
