//! Lookups of one key at a time and of many at once, hash included.

use std::hint::black_box;

use ring_benches::limit::Limit;
use ring_benches::peers::{ALL, Image, Implementation, OURS, Ours, Role};
use ring_benches::report::Section;
use ring_benches::rounds::{Candidate, interleave, left_out};
use ring_benches::turns::CHUNK;
use ring_benches::{Shape, turns};
use vnode_ring::NodeIndex;

use crate::Run;

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
    /// One turn: nanoseconds a key.
    pub(crate) fn lookups(&self, shape: Shape, round: usize, lookup: impl FnMut(&[&str]) -> u64) -> f64 {
        turns::lookups(&self.clock, self.keys, shape, round, |_| (), lookup)
    }
}
