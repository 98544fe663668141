//! Replicas of one membership, fed by a leader through a channel that loses, repeats, reorders, delays and damages
//! what it carries; they crash, restart from snapshots, and leaders are replaced by replicas that lag.
//!
//! One seed gives one history. `SIMULATOR_HISTORIES` sets how many are run, `SIMULATOR_SEED` runs one and shows it.
#![cfg(feature = "snapshot")]

mod channel;
mod checks;
mod counts;
mod crashes;
mod deliver;
mod fault;
mod history;
mod operations;
mod options;
mod random;
mod replica;
mod truth;

use std::env;
use std::num::NonZero;
use std::thread;

use counts::Counts;
use fault::Fault;
use history::{Failure, History};
use options::Options;
use random::Random;

const HISTORIES: u64 = 20_000;
/// Within how many histories a planted fault must be found.
const HISTORIES_TO_A_FAULT: u64 = 1_000;

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} must be a number (got {text:?})")))
}

/// The failure again, with all that happened.
fn show(failure: &Failure, fault: Option<Fault>) -> String {
    let told = History::run(failure.seed, fault, true).unwrap_err();
    format!("{}\n{told}\nagain: SIMULATOR_SEED={}", told.story.join("\n"), told.seed)
}

/// Names the history that is under way where the library panics.
struct UnderWay {
    seed: u64,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if thread::panicking() {
            let options = Options::of(&mut Random::new(self.seed));
            println!("panicked in history {} with {options:?}\nagain: SIMULATOR_SEED={0}", self.seed);
        }
    }
}

fn run(seeds: impl Iterator<Item = u64>) -> Counts {
    let mut all = Counts::new();
    for seed in seeds {
        let under_way = UnderWay { seed };
        let ended = History::run(seed, None, false);
        drop(under_way);
        match ended {
            Ok((counts, _)) => all.add_all(&counts),
            Err(failure) => panic!("{}", show(&failure, None)),
        }
    }
    all
}

#[test]
fn replicas_hold_what_was_published_and_end_where_the_leader_is() {
    if let Some(seed) = number("SIMULATOR_SEED") {
        match History::run(seed, None, true) {
            Ok((counts, story)) => println!("{}\n{counts}", story.join("\n")),
            Err(failure) => panic!("{}", show(&failure, None)),
        }
        return;
    }
    let histories = number("SIMULATOR_HISTORIES").unwrap_or(HISTORIES);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let mut all = Counts::new();
    thread::scope(|scope| {
        let share = |first| scope.spawn(move || run((first..histories).step_by(threads)));
        let shares: Vec<_> = (0..).take(threads).map(share).collect();
        for share in shares {
            match share.join() {
                Ok(counts) => all.add_all(&counts),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    println!("{all}");
    assert!(histories < HISTORIES || all.missing().is_empty(), "never happened: {:?}", all.missing());
}

#[test]
fn planted_faults_are_found() {
    for fault in Fault::ALL {
        let found = (0..HISTORIES_TO_A_FAULT).find_map(|seed| History::run(seed, Some(fault), false).err());
        match found {
            Some(failure) => println!("{fault:?}: found in history {}: {}", failure.seed, failure.what),
            None => panic!("{fault:?} was not found in {HISTORIES_TO_A_FAULT} histories"),
        }
    }
}

#[test]
fn one_seed_gives_one_history() {
    for seed in 0..50 {
        let story = || History::run(seed, Some(Fault::IgnoresTheBase), true);
        match (story(), story()) {
            (Ok(one), Ok(other)) => assert_eq!(one, other),
            (Err(one), Err(other)) => assert_eq!(one.story, other.story),
            _ => panic!("history {seed} ended in two ways"),
        }
    }
}
