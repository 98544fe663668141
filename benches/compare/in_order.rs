//! One pass over all vnodes in order, with their exact positions and owners.

use std::hint::black_box;

use ring_benches::Shape;
use ring_benches::heap::count;
use ring_benches::peers::{OURS, Ours, Role};
use ring_benches::report::{Memory, Section};
use vnode_ring::{Ring, Scratch};

use crate::Run;
use ring_benches::rounds::{Candidate, interleave};

fn pass(ring: &Ring, scratch: &mut Scratch) -> u64 {
    let turn = |sum: u64, vnode: u64| sum.rotate_left(1) ^ vnode;
    ring.vnodes_in_order(scratch)
        .fold(0, |sum, (position, node)| turn(sum, position.0 ^ node.index().get() as u64))
}

/// The section `in-order`: nanoseconds a vnode; and the bytes that a pass needs besides the table.
pub(crate) fn measure(run: &Run<'_>, shape: Shape, seconds: u64) -> (Section, Memory) {
    let ring = Ours::new(shape).0;
    let (mut scratch, used) = count(|| {
        let mut scratch = Scratch::default();
        black_box(pass(&ring, &mut scratch));
        scratch
    });
    let candidate = Candidate::new(OURS, Role::Ours, |_| {
        [run.clock.median_of(|clock| clock.time(|| black_box(pass(&ring, &mut scratch))).0)
            / shape.total() as f64]
    });
    let section = interleave(run.seconds(seconds), vec![candidate]).section(0, "in-order", shape, OURS);
    let memory = Memory {
        name: OURS.into(),
        state: "in-order pass, scratch".into(),
        shape: shape.to_string(),
        held: used.held / shape.total() as f64,
        peak: used.peak / shape.total() as f64,
    };
    (section, memory)
}
