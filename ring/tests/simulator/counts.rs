//! What happened, counted: a simulator that never gets to a situation says nothing about it.

use std::fmt;

macro_rules! events {
    ($($event:ident $name:literal,)*) => {
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum Event {
            $($event,)*
        }

        const NAMES: &[&str] = &[$($name,)*];
    };
}

events! {
    History "histories",
    Published "deltas published",
    RolledBack "of them, inverses of the delta before",
    Jumped "of them, lists at an epoch of their source",
    ChangeRefused "changes refused where they were made",
    Forked "forks: a state got a second successor",
    LeaderReplaced "leaders replaced",
    SplitBrain "deltas published beside the leader",
    Dropped "messages dropped",
    Duplicated "messages duplicated",
    Delayed "messages delayed",
    Reordered "messages overtaken",
    Flipped "messages with flipped bits",
    Cut "messages cut off",
    Lengthened "messages with bytes after their end",
    Garbled "messages replaced by garbage",
    Spliced "messages mixed with others",
    Mislabelled "messages taken for another kind",
    LostInCrash "messages to a crashed replica",
    DamageRefused "damaged messages refused",
    DeltaApplied "deltas applied",
    DeltaKnown "deltas that led where the replica was",
    Gap "gaps",
    Stale "stale deltas",
    Fork "deltas refused as forks",
    Foreign "deltas of another config refused",
    Diverged "times that two replicas were at one epoch with different content",
    Heartbeat "heartbeats that told a replica to catch up",
    Composed "answers in one delta",
    SnapshotTaken "replicas caught up by snapshots",
    SnapshotIgnored "snapshots that came late",
    Saved "snapshots saved",
    Crashed "crashes",
    TornDisk "snapshots damaged on disk",
    RestartedFromDisk "restarts from an own snapshot",
    RestartedFromOther "restarts from another replica's snapshot",
    RingCompared "rings compared with ones built anew",
    Converged "replicas that ended where the leader is",
}

/// How often each event happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts([u64; NAMES.len()]);

impl Counts {
    pub(crate) const fn new() -> Self {
        Self([0; NAMES.len()])
    }

    pub(crate) const fn add(&mut self, event: Event) {
        self.0[event as usize] += 1;
    }

    pub(crate) const fn get(&self, event: Event) -> u64 {
        self.0[event as usize]
    }

    pub(crate) fn add_all(&mut self, other: &Self) {
        for (ours, theirs) in self.0.iter_mut().zip(other.0) {
            *ours += theirs;
        }
    }

    /// The events that never happened.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        NAMES.iter().zip(self.0).filter(|(_, count)| *count == 0).map(|(name, _)| *name).collect()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        NAMES.iter().zip(self.0).try_for_each(|(name, count)| writeln!(f, "{count:>12} {name}"))
    }
}
