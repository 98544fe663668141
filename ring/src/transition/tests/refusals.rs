//! What is refused, and that it changes nothing.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{
    Blocked, Config, CopyTask, Node, Quorum, Ring, State, TaskId, Transition, TransitionError, advance_to,
    ids,
};
use crate::{ChangeError, Delta, FenceError, ReplicaRule};

fn ring(nodes: &[&str]) -> Ring {
    let config = Config::default().with_vnodes_per_weight(4);
    Ring::new(config, nodes.iter().map(|&id| Node::new(id))).unwrap()
}

fn leaving(ring: &Ring, id: &str) -> Delta {
    ring.change().remove(id).unwrap().delta().unwrap()
}

/// From a, b, c, d to a, b, c, e, with three replicas.
fn replacing() -> Transition {
    let ring = ring(&["a", "b", "c", "d"]);
    let delta = ring.change().replace("d", Node::new("e")).unwrap().delta().unwrap();
    let mut transition = Transition::new(ring, 3, Quorum::majority(3)).unwrap();
    transition.begin(&delta, 0).unwrap();
    transition
}

#[test]
fn replicas_and_quorums_that_can_miss_one_another_are_refused() {
    let new = |replicas: usize, quorum| Transition::new(ring(&["a"]), replicas, quorum).map(|_| ());
    assert!(matches!(new(0, Quorum::majority(0)), Err(TransitionError::Rule(_))));
    assert!(matches!(new(33, Quorum::majority(33)), Err(TransitionError::Rule(_))));
    for replicas in 1..=5 {
        for write in 0..=6 {
            for read in 0..=6 {
                let fits = (1..=replicas).contains(&write) && (1..=replicas).contains(&read);
                let meets = fits && write + read > replicas;
                assert_eq!(new(replicas, Quorum::new(write, read)).is_ok(), meets);
                // All shorter lists follow.
                let quorum = Quorum::new(write, read);
                let short = |nodes| quorum.write_of(nodes) + quorum.read_of(nodes) > nodes;
                assert!(!meets || (0..=replicas).all(short));
            }
        }
    }
    assert_eq!(
        new(3, Quorum::new(2, 1)).unwrap_err().to_string(),
        "a write quorum of 2 and a read quorum of 1 do not fit 3 replicas: each must be 1 to 3, and both together more \
         than 3"
    );
}

#[test]
fn a_second_change_is_refused_until_the_first_has_come_to_its_end_or_back() {
    let mut transition = replacing();
    let next = leaving(transition.ring(), "a");
    while transition.state() != State::Settled {
        let (state, fence) = (transition.state(), transition.fence());
        assert_eq!(transition.begin(&next, fence), Err(TransitionError::Busy { state }));
        if state == State::Copy {
            transition.revert(fence).unwrap();
        } else {
            transition.advance(fence).unwrap();
        }
        assert_eq!(transition.fence(), fence + 1);
    }
    assert_eq!(ids(transition.ring().nodes()), ["a", "b", "c", "d"]);
    let stale = transition.begin(&next, transition.fence());
    assert!(
        matches!(stale, Err(TransitionError::Change(ChangeError::Stale { base: 0, ours: 2 }))),
        "{stale:?}"
    );
    let next = leaving(transition.ring(), "a");
    assert_eq!(transition.begin(&next, transition.fence()), Ok(State::WriteBoth));
}

#[test]
fn a_delta_that_was_carried_out_already_begins_nothing() {
    let mut ring = ring(&["a", "b"]);
    let delta = ring.add(Node::new("c")).unwrap();
    let mut transition = Transition::new(ring, 2, Quorum::majority(2)).unwrap();
    assert_eq!(transition.begin(&delta, 0), Ok(State::Settled));
    assert_eq!((transition.fence(), transition.new_ring().is_none()), (0, true));
}

#[test]
fn no_state_begins_before_all_have_reached_the_one_before() {
    let mut transition = replacing();
    let error = TransitionError::NotReached { reached: 0, fence: 1 };
    assert_eq!(transition.advance(0), Err(error.clone()));
    assert_eq!(transition.revert(0), Err(error.clone()));
    assert_eq!(error.to_string(), "the lowest fence of all processes is 0, ours is 1: wait for the others");
    let error = transition.advance(2).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the lowest fence of all processes is 2, ours is 1: this process has to catch up"
    );
    assert_eq!((transition.state(), transition.fence()), (State::WriteBoth, 1));
}

#[test]
fn requests_are_served_from_one_state_apart_and_no_further() {
    let mut transition = replacing();
    advance_to(&mut transition, State::ReadNew);
    for fence in 0..=6 {
        let answer =
            if (2..=4).contains(&fence) { Ok(()) } else { Err(FenceError { theirs: fence, ours: 3 }) };
        assert_eq!(transition.admit(fence), answer);
    }
    let shown = |fence| transition.admit(fence).unwrap_err().to_string();
    assert_eq!(
        shown(1),
        "the request has fence 1, more than 1 from ours (3): whoever sent it has to catch up"
    );
    assert_eq!(shown(5), "the request has fence 5, more than 1 from ours (3): this process has to catch up");
}

#[test]
fn what_belongs_to_one_state_is_refused_in_all_others() {
    let mut transition = replacing();
    let ring = transition.ring().clone();
    let settled = Transition::new(ring, 3, Quorum::majority(3)).unwrap();
    assert_eq!(settled.clone().advance(0), Err(TransitionError::Settled));
    assert_eq!(settled.clone().revert(0), Err(TransitionError::Settled));
    for mut transition in [State::WriteBoth, State::Copy, State::ReadNew, State::WriteNew, State::Cleanup]
        .map(|state| {
            advance_to(&mut transition, state);
            transition.clone()
        })
        .into_iter()
        .chain([settled])
    {
        let (state, fence) = (transition.state(), transition.fence());
        let refused = |wanted| TransitionError::State { state, wanted };
        let task = TaskId { fence, number: 0 };
        if state == State::Copy {
            assert_eq!(transition.complete(task), Ok(transition.copies_left()));
        } else {
            assert_eq!(transition.tasks().err(), Some(refused(State::Copy)));
            assert_eq!(transition.complete(task), Err(refused(State::Copy)));
            assert_eq!(
                (transition.admit_copy(task), transition.copies_left()),
                (Err(refused(State::Copy)), 0)
            );
        }
        assert_eq!(
            transition.cleanup().err(),
            Some(refused(State::Cleanup)).filter(|_| state != State::Cleanup)
        );
    }
}

#[test]
fn a_copy_that_was_made_in_another_state_says_nothing() {
    let mut transition = replacing();
    transition.advance(1).unwrap();
    let [first, second] = [0, 1].map(|number| TaskId { fence: 2, number });
    let left = transition.copies_left();
    assert_eq!(transition.complete(first), Ok(left - 1));
    transition.revert(2).unwrap();
    transition.revert(3).unwrap();
    assert_eq!((transition.state(), transition.fence()), (State::Copy, 4));
    assert_eq!(transition.complete(second), Err(TransitionError::OtherFence { task: second, fence: 4 }));
    assert_eq!(transition.copies_left(), left - 1, "what was complete stays so");
    let unknown = TaskId { fence: 4, number: 1000 };
    let tasks = left;
    assert_eq!(transition.complete(unknown), Err(TransitionError::UnknownTask { number: 1000, tasks }));
    assert_eq!(transition.complete(TaskId { fence: 4, ..second }), Ok(left - 2));
}

#[test]
fn a_node_that_is_unavailable_is_neither_read_nor_copied_to() {
    let mut transition = replacing();
    transition.advance(1).unwrap();
    let seen = |transition: &Transition| -> Vec<_> {
        let tasks = transition.tasks().unwrap();
        let row = |task: CopyTask<'_>| {
            let sources: Vec<_> = task.sources().map(|node| node.id().to_string()).collect();
            (task.to().id().to_string(), sources, task.must_read(), task.blocked())
        };
        tasks.iter().map(row).collect()
    };
    let sets = |transition: &Transition| {
        let write = transition.write_set("user-1");
        (ids(write.nodes()).len(), ids(transition.read_set("user-1").nodes()).len())
    };
    let (before, sets_before) = (seen(&transition), sets(&transition));
    let paired = |(to, sources, must_read, blocked): &(_, Vec<_>, _, _)| {
        to == "e" && sources == &["d"] && (*must_read, *blocked) == (1, None)
    };
    assert!(before.iter().all(paired), "{before:?}");

    let unknown = transition.declare_unavailable("x");
    assert_eq!(unknown, Err(TransitionError::UnknownNode { id: "x".into() }));
    transition.declare_unavailable("d").unwrap();
    let others = |(_, sources, must_read, blocked): &(_, Vec<_>, _, _)| {
        (sources.len(), *must_read, *blocked) == (2, 2, None) && !sources.iter().any(|id| id == "d")
    };
    assert!(seen(&transition).iter().all(others), "{:?}", seen(&transition));
    transition.declare_unavailable("a").unwrap();
    let too_few = Some(Blocked::TooFewSources { must_read: 2, available: 1 });
    assert!(seen(&transition).iter().any(|(_, _, _, blocked)| *blocked == too_few));
    transition.declare_unavailable("e").unwrap();
    assert!(seen(&transition).iter().all(|task| task.3 == Some(Blocked::TargetUnavailable)));
    assert_eq!(sets(&transition), sets_before);

    let error = transition.advance(2).unwrap_err();
    let shown = error.to_string();
    assert!(shown.starts_with(&alloc::format!("{} copies are not complete", before.len())), "{shown}");
    assert!(shown.ends_with("to node \"e\": that node is unavailable"), "{shown}");
    assert_eq!(transition.unavailable().collect::<Vec<_>>(), ["a", "d", "e"]);
    assert!(["a", "d", "e"].into_iter().all(|id| transition.declare_available(id)));
    assert!(!transition.declare_available("a"));
    assert_eq!(seen(&transition), before);

    // Nodes that leave are no members any more, whatever they were said to be.
    transition.declare_unavailable("d").unwrap();
    advance_to(&mut transition, State::Settled);
    assert_eq!(transition.unavailable().len(), 0);
}

#[test]
fn nobody_is_left_without_a_list_for_what_was_written() {
    let mut transition = Transition::new(ring(&["a"]), 2, Quorum::majority(2)).unwrap();
    let last = leaving(transition.ring(), "a");
    assert_eq!(transition.begin(&last, 0), Err(TransitionError::NobodyLeft));

    // The first nodes come, and may go as long as nothing can have been written.
    let mut transition = Transition::new(ring(&[]), 2, Quorum::majority(2)).unwrap();
    let first = transition.ring().change().add(Node::new("a")).unwrap().delta().unwrap();
    assert!(!transition.write_set("user-1").is_met(|_| true));
    transition.begin(&first, 0).unwrap();
    while transition.state() != State::WriteNew {
        assert!(!transition.write_set("user-1").is_met(|_| true), "{}", transition.state());
        let mut back = transition.clone();
        assert!(back.revert(back.fence()).is_ok());
        transition.advance(transition.fence()).unwrap();
    }
    assert!(transition.write_set("user-1").is_met(|_| true));
    for _ in 0..2 {
        assert_eq!(transition.revert(transition.fence()), Err(TransitionError::NobodyLeft));
        transition.advance(transition.fence()).unwrap();
    }
    assert_eq!(transition.state(), State::Settled);
}

#[test]
fn the_largest_numbers_are_an_end() {
    let mut transition = replacing();
    transition.fence = u64::MAX;
    assert_eq!(transition.advance(u64::MAX), Err(TransitionError::NoFenceLeft));
    assert_eq!(transition.revert(u64::MAX), Err(TransitionError::NoFenceLeft));
    assert_eq!((transition.admit(u64::MAX), transition.admit(u64::MAX - 1)), (Ok(()), Ok(())));
    assert!(transition.admit(0).is_err());

    let ring = ring(&["a", "b"]);
    let late = ring.membership().reconcile_at(u64::MAX, ["a", "c"].map(crate::NodeUpdate::new)).unwrap();
    let mut transition = Transition::new(ring, ReplicaRule::new(1), Quorum::majority(1)).unwrap();
    transition.begin(&late, 0).unwrap();
    assert_eq!(transition.revert(1), Err(TransitionError::Change(ChangeError::NoEpochLeft)));
    assert_eq!(transition.advance(1), Ok(State::Copy));
}
