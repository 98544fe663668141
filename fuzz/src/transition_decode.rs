//! Transitions: no bytes panic, and what is taken goes on, turns back and writes.

use vnode_ring::{Secret, Transition, TransitionState};

use crate::decode::{assert_one_line, both_ways, limits_of_rings};
use crate::envelope::repair_rings;
use crate::seeds::SECRET;

/// Decodes bytes as a transition, also with the snapshots inside repaired.
pub fn target(bytes: &[u8]) {
    for secret in [None, Some(Secret::new(SECRET))] {
        let decode = |bytes: &[u8]| Transition::from_snapshot(bytes, limits_of_rings(), secret.as_ref());
        let use_it = |transition: Transition, _: &[u8]| {
            use_transition(&transition);
            let again =
                Transition::from_snapshot(&transition.to_snapshot(), limits_of_rings(), secret.as_ref());
            assert_eq!(again.expect("it was just written").to_snapshot(), transition.to_snapshot());
        };
        both_ways(bytes, decode, Transition::to_snapshot, use_it);
        let mut repaired = bytes.to_vec();
        repair_rings(&mut repaired);
        if repaired != bytes {
            both_ways(&repaired, decode, Transition::to_snapshot, use_it);
        }
    }
}

fn use_transition(transition: &Transition) {
    let write = transition.write_set("key");
    assert!(write.nodes().count() <= 2 * transition.rule().replicas());
    assert!(transition.read_set("key").nodes().len() <= transition.rule().replicas());
    assert!(transition.admit(transition.fence()).is_ok());
    let settled = transition.state() == TransitionState::Settled;
    assert_eq!(settled, transition.new_ring().is_none());

    let mut going = transition.clone();
    if let Ok(tasks) = transition.tasks() {
        let ids: Vec<_> = tasks.iter().map(|task| task.id()).collect();
        assert!(ids.iter().all(|&id| going.complete(id).is_ok()));
        assert_eq!(going.copies_left(), 0);
    }
    for reached in [going.fence(), going.fence().wrapping_add(1)] {
        if let Err(error) = going.advance(reached) {
            assert_one_line(&error);
        }
    }
    let mut back = transition.clone();
    match back.revert(back.fence()) {
        Ok(_) => assert_eq!(Some(back.fence()), transition.fence().checked_add(1)),
        Err(error) => assert_one_line(&error),
    }
}
