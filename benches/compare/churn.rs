//! One node leaves, another joins: rings of constant size.

use ring_benches::Shape;
use ring_benches::peers::{ALL, OURS};
use ring_benches::report::Section;

use crate::Run;
use ring_benches::clock::median;
use ring_benches::rounds::{Candidate, interleave, left_out};

/// Most changes that one turn makes, and the nanoseconds after which it makes no more.
const TURN: (usize, f64) = (25, 2e6);

/// Who leaves and who joins in a step. Twice as many nodes as the ring has take turns.
pub(crate) const fn step(shape: Shape, number: u32) -> (u32, u32) {
    (number % (2 * shape.nodes), (number + shape.nodes) % (2 * shape.nodes))
}

/// The sections `remove` and `add`.
pub(crate) fn measure(run: &Run<'_>, shape: Shape, seconds: u64) -> [Section; 2] {
    let mut absent = Vec::new();
    let mut candidates = Vec::new();
    for implementation in &ALL {
        match implementation.build(shape) {
            Ok(mut built) => {
                let mut steps = 0..;
                candidates.push(Candidate::of(implementation, move |_| {
                    let (mut removing, mut adding) = (Vec::new(), Vec::new());
                    while removing.is_empty()
                        || (removing.len() < TURN.0 && removing.iter().chain(&adding).sum::<f64>() < TURN.1)
                    {
                        let (leaves, joins) = step(shape, steps.next().expect("few rounds"));
                        removing.push(run.clock.time(|| built.remove(leaves)).0);
                        adding.push(run.clock.time(|| built.add(joins)).0);
                    }
                    [median(&mut removing), median(&mut adding)]
                }));
            }
            Err(reason) => absent.push((implementation, reason)),
        }
    }
    let measured = interleave(run.seconds(seconds), candidates);
    [(0, "remove"), (1, "add")].map(|(number, operation)| {
        let mut section = measured.section(number, operation, shape, OURS);
        section.left_out = absent.iter().map(|(who, reason)| left_out(who, reason)).collect();
        section
    })
}
