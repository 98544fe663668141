//! Turns of lookups.

use std::hint::black_box;

use crate::Shape;
use crate::clock::{Clock, median};

/// Keys that are looked up between two looks at the clock.
pub const CHUNK: usize = 4096;
/// Chunks of a turn that count.
const COUNTED: usize = 12;
/// Nanoseconds after which a slow candidate's turn is cut short: once while it warms up, once while it counts.
const PATIENCE: f64 = 4e7;

/// One turn: nanoseconds a key, the median over chunks. Before that the caches fill with the table again. `prepare` is
/// given each chunk before `lookup` is, and is not timed.
pub fn lookups(
    clock: &Clock,
    keys: &[&str],
    shape: Shape,
    round: usize,
    mut prepare: impl FnMut(&[&str]),
    mut lookup: impl FnMut(&[&str]) -> u64,
) -> f64 {
    let warming = (shape.total() / 16_384).clamp(4, 64);
    let turn = round * (warming + COUNTED);
    let chunks: Vec<&[&str]> = keys.chunks_exact(CHUNK).collect();
    let mut time = |number: usize| {
        let chunk = chunks[(turn + number) % chunks.len()];
        // The keys are hot: how they come into the cache is not the ring's business.
        black_box(chunk.iter().fold(0, |sum, key| sum ^ key.as_bytes()[key.len() - 1]));
        prepare(chunk);
        clock.time(|| lookup(chunk)).0
    };
    let mut patience = PATIENCE;
    let mut next = 0;
    while next < warming && patience > 0.0 {
        patience -= time(next);
        next += 1;
    }
    let mut times = Vec::new();
    let mut patience = PATIENCE;
    while times.len() < 3 || times.len() < COUNTED && patience > 0.0 {
        times.push(time(next));
        patience -= times[times.len() - 1];
        next += 1;
    }
    median(&mut times) / CHUNK as f64
}
