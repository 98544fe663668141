//! Building a ring from nothing, and growing one node by node.

use std::iter;

use ring_benches::peers::{ALL, OURS, Ours, limits};
use ring_benches::report::{Figure, Section};
use ring_benches::{Shape, node_name};
use vnode_ring::{Node, Ring};

use crate::Run;
use ring_benches::rounds::{Candidate, interleave, left_out, rounds, spread};

/// From 50,000 vnodes to 200,000.
pub(crate) const GROWTH: [Shape; 2] = [Shape::new(50, 1000), Shape::new(200, 1000)];

/// A build of what the slowest add results in.
pub(crate) const FULL_BUILD: &str = "full build";

/// The section `build`: nanoseconds a vnode, names and hashes of the nodes included.
pub(crate) fn build(run: &Run<'_>, shape: Shape, seconds: u64) -> Section {
    let mut absent = Vec::new();
    let mut candidates = Vec::new();
    for implementation in &ALL {
        if let Err(reason) = implementation.takes(shape) {
            absent.push(left_out(implementation, reason));
            continue;
        }
        candidates.push(Candidate::of(implementation, move |_| {
            // The ring that was built is dropped after the clock was looked at.
            [run.clock.median_of(|clock| clock.time(|| implementation.build(shape)).0) / shape.total() as f64]
        }));
    }
    let section = interleave(run.seconds(seconds), candidates).section(0, "build", shape, OURS);
    Section { left_out: absent, ..section }
}

/// The section `growth`: nanoseconds for each vnode that joined, everything included.
pub(crate) fn growth(run: &Run<'_>, seconds: u64) -> Section {
    let [from, to] = GROWTH;
    let mut absent = Vec::new();
    let mut candidates = Vec::new();
    for implementation in &ALL {
        if let Err(reason) = implementation.takes(to) {
            absent.push(left_out(implementation, reason));
            continue;
        }
        candidates.push(Candidate::of(implementation, move |_| {
            let mut ring = implementation.build(from).unwrap_or_else(|reason| panic!("{reason}"));
            let time: f64 = (from.nodes..to.nodes).map(|node| run.clock.time(|| ring.add(node)).0).sum();
            [time / (to.total() - from.total()) as f64]
        }));
    }
    let section = interleave(run.seconds(seconds), candidates).section(0, "growth", to, OURS);
    Section { left_out: absent, ..section }
}

/// The section `slowest-add`: of all steps of our growth the worst by a full build of the ring that it results in.
pub(crate) fn slowest_add(run: &Run<'_>, seconds: u64) -> Section {
    let [from, to] = GROWTH;
    let turn = |_| {
        let mut ours = Ours::new(from);
        let step = |node| {
            let node = Node::new(node_name(node));
            let (add, _delta) = run.clock.time(|| ours.0.add(node).expect("there is room"));
            let membership = ours.0.membership().clone();
            let (build, _ring) = run.clock.time(|| Ring::from_membership(membership, limits()));
            (add, build)
        };
        (from.nodes..to.nodes).map(step).collect()
    };
    let steps: Vec<Vec<(f64, f64)>> = rounds(run.seconds(seconds), turn);
    let rounds = steps.len();
    let figures = |step: usize| {
        let of = |figure: fn(&(f64, f64)) -> f64| spread(steps.iter().map(|round| figure(&round[step])));
        let same = spread(iter::once(1.0));
        [
            Figure::ours(OURS, of(|step| step.0), same),
            Figure::ours(FULL_BUILD, of(|step| step.1), of(|step| step.1 / step.0)),
        ]
    };
    let worst = (0..(to.nodes - from.nodes) as usize)
        .map(figures)
        .min_by(|a, b| a[1].ratio.p50.total_cmp(&b[1].ratio.p50))
        .expect("there are steps");
    Section {
        operation: "slowest-add".into(),
        shape: to.to_string(),
        vnodes: to.total(),
        unit: "ns".into(),
        baseline: OURS.into(),
        rounds,
        figures: worst.into(),
        left_out: Vec::new(),
    }
}
