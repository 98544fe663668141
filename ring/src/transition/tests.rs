//! Transitions of rings: that they apply the logic, which `model` proves, to every key.

mod refusals;
#[cfg(feature = "snapshot")]
mod snapshots;

use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::sample::Index;

use super::{
    Blocked, CopyTask, Quorum, ReplicaSet, TaskId, Transition, TransitionError, TransitionState as State,
};
use crate::tests::arbitrary::{config, full_nodes};
use crate::{Config, Node, NodeRef, Position, ReplicaRule, Ring, ZoneRule};

/// Rules of up to four replicas, with quorums that fit.
fn rule() -> impl Strategy<Value = (ReplicaRule, Quorum)> {
    let zones = prop_oneof![Just(ZoneRule::Any), Just(ZoneRule::Spread), Just(ZoneRule::STRICT)];
    (1usize..5, any::<Index>(), any::<Index>(), zones).prop_map(|(replicas, write, more, zones)| {
        let write = 1 + write.index(replicas);
        let least = replicas + 1 - write;
        let read = least + more.index(replicas + 1 - least);
        (ReplicaRule::new(replicas).with_zones(zones), Quorum::new(write, read))
    })
}

/// A transition that has just begun, and the ring that it leads to; none where nothing changes or that is refused.
fn begun() -> impl Strategy<Value = Transition> {
    (config(), full_nodes(), full_nodes(), rule()).prop_filter_map(
        "nothing changes, or nobody would be left",
        |(config, old, new, (rule, quorum))| {
            let old = Ring::new(config.clone(), old).unwrap();
            let new = Ring::new(config, new).unwrap();
            let delta = old.membership().diff(new.membership()).unwrap();
            let mut transition = Transition::new(old, rule, quorum).unwrap();
            match transition.begin(&delta, 0) {
                Ok(state) => (state == State::WriteBoth).then_some(transition),
                Err(TransitionError::NobodyLeft) => None,
                Err(error) => panic!("{error}"),
            }
        },
    )
}

/// Every position at which a list may change, and the one after it: no list is otherwise anywhere.
fn breakpoints(transition: &Transition) -> Vec<Position> {
    let rings = || [Some(transition.ring()), transition.new_ring()].into_iter().flatten();
    let vnodes = rings().flat_map(|ring| ring.nodes().flat_map(|node| ring.vnodes_of(node)));
    vnodes.flat_map(|at| [at, Position(at.0.wrapping_add(1))]).chain([Position(0)]).collect()
}

fn ids<'a>(nodes: impl IntoIterator<Item = NodeRef<'a>>) -> Vec<&'a str> {
    nodes.into_iter().map(NodeRef::id).collect()
}

fn list(ring: &Ring, position: Position, rule: ReplicaRule) -> Vec<&str> {
    ids(ring.replicas_at(position, rule).nodes().iter().copied())
}

fn complete_all(transition: &mut Transition) {
    let tasks: Vec<TaskId> = transition.tasks().unwrap().iter().map(|task| task.id()).collect();
    assert_eq!(tasks.len() as u64, transition.copies_left());
    for (left, task) in (0..tasks.len() as u64).rev().zip(tasks) {
        assert_eq!(transition.complete(task), Ok(left));
        assert_eq!(transition.complete(task), Ok(left), "a report that comes twice");
    }
}

/// Goes on to a state, with all copies complete.
fn advance_to(transition: &mut Transition, state: State) {
    while transition.state() != state {
        if transition.state() == State::Copy {
            complete_all(transition);
        }
        transition.advance(transition.fence()).unwrap();
    }
}

/// The table of `Transition`, and that it is the lists of the two rings which are written and read.
fn check_sets(transition: &Transition) {
    let (rule, quorum) = (transition.rule(), transition.quorum());
    let old = transition.ring();
    let new = transition.new_ring().unwrap_or(old);
    let (writes_old, writes_new, reads_new) = match transition.state() {
        State::Settled | State::TurnBack => (true, false, false),
        State::WriteBoth | State::Copy => (true, true, false),
        State::ReadNew => (true, true, true),
        State::WriteNew | State::Cleanup => (false, true, true),
    };
    for position in breakpoints(transition) {
        let write = transition.write_set_at(position);
        let (old, new) = (list(old, position, rule), list(new, position, rule));
        for (set, written, list) in
            [(write.old_list(), writes_old, &old), (write.new_list(), writes_new, &new)]
        {
            assert_eq!(set.map(|set| ids(set.nodes())), written.then(|| list.clone()));
            assert_eq!(set.map(ReplicaSet::needed), written.then(|| quorum.write_of(list.len())));
        }
        let read = transition.read_set_at(position);
        let list = if reads_new { &new } else { &old };
        assert_eq!((ids(read.nodes()), read.needed()), (list.clone(), quorum.read_of(list.len())));
        let to = ids(write.nodes());
        assert!(old.iter().all(|id| !writes_old || to.contains(id)));
        assert!(new.iter().all(|id| !writes_new || to.contains(id)));
        assert!(to.iter().all(|id| writes_old && old.contains(id) || writes_new && new.contains(id)));
        assert!((1..to.len()).all(|at| !to[..at].contains(&to[at])), "each once");
    }
}

proptest! {
    #[test]
    fn writes_and_reads_go_to_the_lists_that_the_state_says(mut transition in begun(), way in any::<Vec<bool>>()) {
        for back in way.into_iter().take(12) {
            check_sets(&transition);
            let (fence, state) = (transition.fence(), transition.state());
            if state == State::Settled {
                break;
            }
            // To an empty ring there may be no way back.
            if !back || transition.revert(fence).is_err() {
                if state == State::Copy {
                    complete_all(&mut transition);
                }
                transition.advance(fence).unwrap();
            }
            prop_assert_eq!(transition.fence(), fence + 1);
        }
        check_sets(&transition);
    }

    /// One value a position, acknowledged by some write quorum of the old list, is copied from whichever sources will do.
    #[test]
    fn after_the_copies_every_read_of_the_new_lists_sees_what_the_old_ones_had(
        mut transition in begun(),
        choices in proptest::collection::vec(any::<Index>(), 64),
        out in any::<Index>(),
    ) {
        transition.advance(1).unwrap();
        let mut choices = choices.iter().cycle();
        let mut rotated = |ids: Vec<&str>, count: usize| -> Vec<alloc::string::String> {
            let start = if ids.is_empty() { 0 } else { choices.next().unwrap().index(ids.len()) };
            ids.iter().cycle().skip(start).take(count.min(ids.len())).map(|&id| id.into()).collect()
        };
        let all = ids(transition.ring().nodes());
        if !all.is_empty() {
            let id = alloc::string::String::from(all[out.index(all.len())]);
            transition.declare_unavailable(&id).unwrap();
        }
        let (rule, quorum) = (transition.rule(), transition.quorum());
        let (old, new) = (transition.ring(), transition.new_ring().unwrap());
        let mut stores: Vec<(Position, Vec<alloc::string::String>)> = breakpoints(&transition)
            .into_iter()
            .map(|position| {
                let list = list(old, position, rule);
                let count = quorum.write_of(list.len());
                (position, rotated(list, count))
            })
            .collect();
        let mut lost = Vec::new();
        for task in transition.tasks().unwrap().iter() {
            if task.blocked().is_some() {
                lost.push(task.range());
                continue;
            }
            let sources = rotated(ids(task.sources()), task.must_read());
            prop_assert_eq!(sources.len(), task.must_read());
            for (_, has) in stores.iter_mut().filter(|(position, _)| task.range().contains(*position)) {
                if sources.iter().any(|id| has.contains(id)) {
                    has.push(task.to().id().into());
                }
            }
        }
        for (position, has) in stores {
            if lost.iter().any(|range| range.contains(position)) || list(old, position, rule).is_empty() {
                continue;
            }
            let list = list(new, position, rule);
            let without = list.iter().filter(|id| !has.iter().any(|has| has == *id)).count();
            prop_assert!(without < quorum.read_of(list.len()), "{position}: {has:?} of {list:?}");
        }
    }

    #[test]
    fn cleanup_names_what_no_list_has_any_more_and_nothing_else(mut transition in begun()) {
        advance_to(&mut transition, State::Cleanup);
        let cleanup = transition.cleanup().unwrap();
        let named: Vec<_> = cleanup.iter().collect();
        let rule = transition.rule();
        let (old, new) = (transition.ring(), transition.new_ring().unwrap());
        for position in breakpoints(&transition) {
            let at: Vec<_> = named.iter().filter(|(_, range)| range.contains(position)).collect();
            let old = list(old, position, rule);
            let new = list(new, position, rule);
            let displaced: Vec<_> = old.into_iter().filter(|id| !new.contains(id)).collect();
            prop_assert_eq!(at.iter().map(|(node, _)| node.id()).collect::<Vec<_>>(), displaced);
        }
    }

    #[test]
    fn back_and_back_again_is_where_it_was(mut transition in begun(), steps in 0usize..5, done in any::<Vec<Index>>()) {
        for _ in 0..steps {
            if transition.state() == State::Copy {
                let tasks: Vec<_> = transition.tasks().unwrap().iter().map(|task| task.id()).collect();
                if steps > 2 {
                    complete_all(&mut transition);
                } else if !tasks.is_empty() {
                    for at in &done {
 transition.complete(tasks[at.index(tasks.len())]).unwrap();
 }
                }
            }
            if transition.advance(transition.fence()).is_err() {
                break;
            }
        }
        let before = transition.clone();
        if transition.revert(before.fence()).is_err() {
            return Ok(());
        }
        let epoch = before.new_ring().unwrap().membership().epoch();
        prop_assert_eq!(transition.ring().membership().stamp(), before.new_ring().unwrap().membership().stamp());
        prop_assert_eq!(transition.new_ring().unwrap().membership().fingerprint(), before.ring().membership().fingerprint());
        prop_assert_eq!(transition.new_ring().unwrap().membership().epoch(), epoch + 1);
        if transition.revert(transition.fence()).is_err() {
            return Ok(());
        }
        // Where everything is copied anyway, the way back leads to the state before.
        let state = match before.state() {
            State::WriteBoth => State::Copy,
            State::WriteNew => State::ReadNew,
            State::Cleanup => State::WriteNew,
            state => state,
        };
        prop_assert_eq!(transition.state(), state);
        prop_assert_eq!(transition.new_ring().unwrap().membership().fingerprint(), before.new_ring().unwrap().membership().fingerprint());
        if before.state() == State::Copy {
            prop_assert_eq!(transition.copies_left(), before.copies_left());
            let numbers = |of: &Transition| of.tasks().unwrap().iter().map(|task| task.id().number).collect::<Vec<_>>();
            prop_assert_eq!(numbers(&transition), numbers(&before));
        }
    }
}
