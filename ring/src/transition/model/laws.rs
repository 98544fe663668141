//! What must hold, and the faults that must be found.

use std::env;

use super::super::quorum::Quorum;
use super::{Fault, Setup, explore};

type Lists = [&'static [u8]; 2];

const ONE: Lists = [&[0], &[1]];
const ONE_OF_THREE: Lists = [&[0, 1, 2], &[0, 1, 3]];
const TWO_OF_THREE: Lists = [&[0, 1, 2], &[3, 0, 4]];
const GROWING: Lists = [&[0, 1], &[2, 0, 1]];
const SHRINKING: Lists = [&[0, 1, 2], &[1]];

/// Lists of up to three nodes: one displaced, several, all; lists that grow, shrink, are equal or empty.
const LISTS: [Lists; 12] = [
    ONE,
    ONE_OF_THREE,
    TWO_OF_THREE,
    GROWING,
    SHRINKING,
    [&[0, 1], &[2, 3]],
    [&[0], &[0, 1]],
    [&[0], &[1, 2, 3]],
    [&[0, 1, 2], &[2, 0]],
    [&[0, 1, 2], &[3]],
    [&[0, 1, 2], &[0, 1, 2]],
    [&[], &[0, 1]],
];

/// The largest, with millions of worlds, are for `TRANSITIONS=all` in the environment.
fn is_large(setup: &Setup) -> bool {
    setup.lists == TWO_OF_THREE && setup.quorum != Quorum::majority(3)
}

fn setups(replicas: usize) -> impl Iterator<Item = Setup> {
    let quorums =
        (1..=replicas).flat_map(move |write| (1..=replicas).map(move |read| Quorum::new(write, read)));
    let all = env::var_os("TRANSITIONS").is_some_and(|value| value == "all");
    quorums
        .filter(move |quorum| quorum.check(replicas).is_ok())
        .flat_map(|quorum| LISTS.map(|lists| Setup { lists, quorum, held: false, fault: None }))
        .filter(move |setup| setup.lists.iter().all(|list| list.len() <= replicas))
        .filter(move |setup| all || !is_large(setup))
}

#[test]
#[cfg_attr(miri, ignore = "takes days there, and touches no bytes")]
fn every_read_sees_every_acknowledged_write_in_every_history() {
    for setup in (1..=3).flat_map(setups) {
        explore(setup).unwrap_or_else(|world| panic!("{setup:?}: {world:?}"));
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes days there, and touches no bytes")]
fn no_list_that_is_read_misses_a_replica_in_any_history() {
    for setup in (1..=3).flat_map(setups).filter(|setup| !setup.lists[0].is_empty()) {
        let setup = Setup { held: true, ..setup };
        explore(setup).unwrap_or_else(|world| panic!("{setup:?}: {world:?}"));
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes days there, and touches no bytes")]
fn every_fault_is_found() {
    let found = |held, lists, fault| {
        let setup = Setup { lists, quorum: Quorum::majority(3), held, fault: Some(fault) };
        explore(setup).is_err()
    };
    for (fault, lists) in [
        (Fault::CopiesSkipped, ONE_OF_THREE),
        (Fault::TwoApartAdmitted, ONE_OF_THREE),
        (Fault::NotAllReached, ONE),
        (Fault::AnySource, ONE_OF_THREE),
        (Fault::OneSourceFewer, ONE_OF_THREE),
        (Fault::OneSourceFewer, GROWING),
        (Fault::SourceBehind, ONE_OF_THREE),
        (Fault::OneQuorumForBoth, ONE_OF_THREE),
        (Fault::DeletedEarly, ONE_OF_THREE),
        (Fault::NoTurnBack, ONE_OF_THREE),
        (Fault::ProgressForgotten, ONE_OF_THREE),
        (Fault::SurvivorsMissCopies, SHRINKING),
    ] {
        assert!(found(false, lists, fault), "{fault:?} in {lists:?}");
    }
    // Reads would still see it, in a quorum.
    for (fault, lists) in [(Fault::CopiesSkipped, ONE_OF_THREE), (Fault::ProgressForgotten, ONE)] {
        assert!(found(true, lists, fault), "{fault:?} in {lists:?}");
    }
}
