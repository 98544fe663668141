//! What a plan costs, told from one pass over the vnodes of the ring in order.

use std::hint::black_box;

use ring_benches::Shape;
use ring_benches::peers::{Ours, Role};
use ring_benches::report::Section;
use vnode_ring::{Changes, Delta, Node, Plan, Ring, Scratch};

use crate::Run;
use ring_benches::rounds::{Candidate, interleave};

/// One pass.
pub(crate) const PASS: &str = "in-order pass";
/// A node joins; by the number of replicas, with the most that it may cost.
pub(crate) const JOIN: [(&str, usize, f64); 2] = [("join, k = 1", 1, 2.0), ("join, k = 3", 3, 5.0)];
/// Every node is another one: the worst case.
const EXCHANGE: &str = "all nodes exchanged, k = 3";

fn pass(ring: &Ring, scratch: &mut Scratch) -> u64 {
    ring.vnodes_in_order(scratch)
        .fold(0, |sum, (position, node)| sum ^ position.0 ^ node.index().get() as u64)
}

fn plan(ring: &Ring, delta: &Delta, replicas: usize) -> u128 {
    let plan = Plan::of(ring, delta, replicas).expect("the delta is of this ring");
    plan.ranges().map(|moved| moved.range().width()).sum()
}

/// The section `plan`: nanoseconds a vnode of the old ring.
pub(crate) fn measure(run: &Run<'_>, shape: Shape, seconds: u64) -> Section {
    let ring = Ours::new(shape).0;
    let join = ring.change().add(Node::new("joiner")).and_then(Changes::delta).expect("it is new");
    let exchange = ring
        .nodes()
        .try_fold(ring.change(), |change, node| {
            change.remove(node.id())?.add(Node::new(format!("new-{}", node.id())))
        })
        .and_then(Changes::delta)
        .expect("they are new");
    let vnodes = shape.total() as f64;
    let mut scratch = Scratch::default();
    let mut candidates = vec![Candidate::new(PASS, Role::Ours, |_| {
        [run.clock.median_of(|clock| clock.time(|| black_box(pass(&ring, &mut scratch))).0) / vnodes]
    })];
    let plans =
        JOIN.map(|(name, replicas, _)| (name, &join, replicas)).into_iter().chain([(EXCHANGE, &exchange, 3)]);
    for (name, delta, replicas) in plans {
        let ring = &ring;
        candidates.push(Candidate::new(name, Role::Ours, move |_| {
            [run.clock.median_of(|clock| clock.time(|| black_box(plan(ring, delta, replicas))).0) / vnodes]
        }));
    }
    interleave(run.seconds(seconds), candidates).section(0, "plan", shape, PASS)
}
