//! What a scheme comes to: balance, memory, movement, time.

use std::hint::black_box;

use ring_benches::clock::{Clock, median};

use crate::scheme::{Built, Scheme};

pub(crate) const NODES: u32 = 100;
/// How many sets of nodes are measured; odd, so that the median is one of them.
pub(crate) const SETS: u32 = 11;
/// How many keys are counted: by half of them it is found which node is the fullest, by the others how full that one is.
/// The same keys for both would make every node look fuller that is so by chance.
pub(crate) const KEYS: usize = 4_000_000;
/// How many of them are looked up again after a change.
const KEYS_OF_A_CHANGE: usize = 1_000_000;
/// How many keys are looked up between two looks at the clock.
const KEYS_OF_A_TURN: usize = 100_000;
const ROUNDS: usize = 31;
/// From one set of nodes to the next.
const STRIDE: u32 = 1000;

/// The medians of a scheme.
pub(crate) struct Measured {
    /// What it holds.
    pub(crate) bytes: f64,
    /// The largest share by the mean, exactly, where that is known.
    pub(crate) fullest: Option<f64>,
    /// The same by keys.
    pub(crate) counted: f64,
    /// What moves when a node joins, by what it gets.
    pub(crate) joined: f64,
    /// What moves when a node in the middle leaves, by what it had.
    pub(crate) left: f64,
}

/// The numbers of the nodes of each set.
pub(crate) fn sets() -> impl Iterator<Item = Vec<u32>> {
    (0..SETS).map(|set| (set * STRIDE..set * STRIDE + NODES).collect())
}

impl Measured {
    pub(crate) fn of(scheme: &dyn Scheme) -> Self {
        let keys = keys();
        let found: Vec<Self> = sets().map(|nodes| Self::once(scheme, &nodes, &keys)).collect();
        let median = |of: fn(&Self) -> f64| median(&mut found.iter().map(of).collect::<Vec<_>>());
        Self {
            bytes: median(|found| found.bytes),
            fullest: found[0].fullest.map(|_| median(|found| found.fullest.expect("all have it or none"))),
            counted: median(|found| found.counted),
            joined: median(|found| found.joined),
            left: median(|found| found.left),
        }
    }

    fn once(scheme: &dyn Scheme, nodes: &[u32], keys: &[u64]) -> Self {
        let built = scheme.build(nodes, nodes);
        let owners = owners(&built, keys);
        let (some, others) = owners.split_at(owners.len() / 2);
        let of = |node: u32| others.iter().filter(|&&owner| owner == node).count() as f64;
        let keys = &keys[..KEYS_OF_A_CHANGE];
        let owners_after = |after: &[u32]| self::owners(&scheme.build(nodes, after), keys);
        let moved = |after: &[u32], from_or_to: u32| {
            let owners_after = owners_after(after);
            let pairs = || owners.iter().zip(&owners_after);
            let moved = pairs().filter(|(old, new)| old != new).count() as f64;
            let needed = pairs().filter(|&(&old, &new)| [old, new].contains(&from_or_to)).count() as f64;
            moved / needed
        };
        let joiner = nodes[0] + NODES;
        let leaver = nodes[nodes.len() / 2];
        let more = [nodes, &[joiner]].concat();
        // The last one takes the free place, which suits jump best, and matters to no other.
        let mut fewer = nodes.to_vec();
        fewer.swap_remove(nodes.len() / 2);
        Self {
            bytes: built.bytes,
            fullest: built.fullest,
            counted: of(fullest(some, nodes)) * f64::from(NODES) / others.len() as f64,
            joined: moved(&more, joiner),
            left: moved(&fewer, leaver),
        }
    }
}

/// The node with most keys.
fn fullest(owners: &[u32], nodes: &[u32]) -> u32 {
    let mut counts = vec![0u64; nodes.len()];
    for owner in owners {
        counts[(owner - nodes[0]) as usize] += 1;
    }
    nodes[0] + (0..).zip(&counts).max_by_key(|&(_, count)| count).expect("there are nodes").0
}

/// Nanoseconds of a lookup, and the same by those of the first scheme: medians over rounds in which each has its turn.
pub(crate) fn times(schemes: &[&dyn Scheme]) -> Vec<(f64, f64)> {
    let (clock, keys) = (Clock::new(), keys());
    let nodes = sets().next().expect("there are sets");
    let built: Vec<Built<'_>> = schemes.iter().map(|scheme| scheme.build(&nodes, &nodes)).collect();
    let turns: Vec<&[u64]> = keys.chunks(KEYS_OF_A_TURN).collect();
    let mut times = vec![Vec::new(); built.len()];
    for round in 0..ROUNDS {
        // Each round starts with another, so that nobody always follows the same one.
        for offset in 0..built.len() {
            let index = (round + offset) % built.len();
            let keys = turns[round % turns.len()];
            let (time, owners) = clock.time(|| owners(&built[index], keys));
            black_box(owners);
            times[index].push(time / keys.len() as f64);
        }
    }
    let ratios = |of: &[f64]| of.iter().zip(&times[0]).map(|(time, base)| time / base).collect::<Vec<_>>();
    times.iter().map(|of| (median(&mut of.clone()), median(&mut ratios(of)))).collect()
}

/// Keys as programs have them: without a pattern.
fn keys() -> Vec<u64> {
    (1..=KEYS as u64).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect()
}

fn owners(built: &Built<'_>, keys: &[u64]) -> Vec<u32> {
    let mut owners = Vec::with_capacity(keys.len());
    (built.owners)(keys, &mut owners);
    owners
}
