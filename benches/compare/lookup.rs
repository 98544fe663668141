//! Lookups of one key at a time and of many at once, hash included.

use std::hint::black_box;

use ring_benches::Shape;
use ring_benches::limit::Limit;
use ring_benches::peers::{ALL, Image, Implementation, OURS, Ours, Role};
use ring_benches::report::Section;
use vnode_ring::NodeIndex;

use crate::Run;
use crate::rounds::{Candidate, interleave, left_out};
use ring_benches::clock::median;

/// Keys that are looked up between two looks at the clock.
pub(crate) const CHUNK: usize = 4096;
/// Chunks of a turn that count.
const COUNTED: usize = 12;
/// Nanoseconds after which a slow candidate's turn is cut short: once while it warms up, once while it counts.
const PATIENCE: f64 = 4e7;
/// The name of this library's batch lookup.
pub(crate) const BATCH: &str = "vnode-ring, batch";
/// Lookups in an image of this library.
pub(crate) const IMAGE: &str = "vnode-ring, image";
/// The limit, one key at a time and sixteen.
pub(crate) const LIMITS: [&str; 2] = ["limit", "limit, batch"];

/// The sections `lookup` and `batch`: the same rounds from two points of view.
pub(crate) fn measure(
    run: &Run<'_>,
    shape: Shape,
    seconds: u64,
    takes_part: fn(&Implementation) -> bool,
) -> [Section; 2] {
    let (limit, mut read) = (Limit::new(shape.total()), vec![0; CHUNK]);
    let mut absent = Vec::new();
    let mut candidates = Vec::new();
    for implementation in ALL.iter().filter(|it| takes_part(it)) {
        match implementation.build(shape) {
            Ok(built) => candidates.push(Candidate::of(implementation, move |round| {
                [run.lookups(shape, round, |keys| black_box(built.owners(keys)))]
            })),
            Err(reason) => absent.push((implementation, reason)),
        }
    }

    let ours = Ours::new(shape);
    let mut owners = vec![NodeIndex::default(); CHUNK];
    candidates.push(Candidate::new(BATCH, Role::Ours, move |round| {
        [run.lookups(shape, round, |keys| {
            ours.batch(keys, &mut owners);
            black_box(&owners);
            0
        })]
    }));
    let image = Image::new(shape);
    candidates.push(Candidate::new(IMAGE, Role::Ours, move |round| {
        [run.lookups(shape, round, |keys| black_box(image.owners(keys)))]
    }));
    candidates.push(Candidate::new(LIMITS[0], Role::Limit, |round| {
        [run.lookups(shape, round, |keys| black_box(limit.single(keys)))]
    }));
    candidates.push(Candidate::new(LIMITS[1], Role::Limit, |round| {
        [run.lookups(shape, round, |keys| {
            limit.batch(keys, &mut read);
            black_box(&read);
            0
        })]
    }));

    let measured = interleave(run.seconds(seconds), candidates);
    [("lookup", OURS), ("batch", BATCH)].map(|(operation, baseline)| {
        let mut section = measured.section(0, operation, shape, baseline);
        // Of several limits the lowest counts, so batches are told of both.
        let foreign: &[&str] = if operation == "batch" { &[IMAGE] } else { &[BATCH, LIMITS[1]] };
        section.figures.retain(|it| !foreign.contains(&it.name.as_str()));
        section.left_out = absent.iter().map(|(who, reason)| left_out(who, reason)).collect();
        section
    })
}

impl Run<'_> {
    /// One turn: nanoseconds a key, the median over chunks. Before that the caches fill with the table again.
    pub(crate) fn lookups(&self, shape: Shape, round: usize, mut lookup: impl FnMut(&[&str]) -> u64) -> f64 {
        let warming = (shape.total() / 16_384).clamp(4, 64);
        let turn = round * (warming + COUNTED);
        let chunks: Vec<&[&str]> = self.keys.chunks_exact(CHUNK).collect();
        let mut time = |number: usize| {
            let chunk = chunks[(turn + number) % chunks.len()];
            // The keys are hot: how they come into the cache is not the ring's business.
            black_box(chunk.iter().fold(0, |sum, key| sum ^ key.as_bytes()[key.len() - 1]));
            self.clock.time(|| lookup(chunk)).0
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
}
