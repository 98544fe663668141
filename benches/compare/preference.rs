//! Preference lists of three nodes, into the caller's buffer.

use std::hint::black_box;

use ring_benches::heap::count;
use ring_benches::peers::{OURS, Ours, Role, limits};
use ring_benches::report::{Figure, LeftOut, Section, Spread};
use ring_benches::{Shape, node_name};
use vnode_ring::{Config, Membership, Node, NodeIndex, Ring};

use crate::Run;

use ring_benches::rounds::{Candidate, interleave, spread};
use ring_benches::turns::CHUNK;

/// Where lists are timed.
pub(crate) const SHAPE: Shape = Shape::new(100, 160);
/// A hundred nodes, one of which has all vnodes but three of each other: 99.7 %.
const SKEWED: (u32, u32) = (100, 98_703);
/// How often each list of the skewed ring is made.
const REPEATS: usize = 5;

fn lists(ring: &Ring, keys: &[&str]) -> u64 {
    let mut list = [NodeIndex::default(); 3];
    keys.iter().fold(0, |sum: u64, key| {
        let length = ring.preference_list_into(key, &mut list);
        list[..length].iter().fold(sum, |sum, node| sum.wrapping_add(node.get() as u64))
    })
}

/// The section `preference`, and how often a million lists asked for memory.
pub(crate) fn measure(run: &Run<'_>, seconds: u64) -> (Section, u64) {
    let ring = Ours::new(SHAPE).0;
    let (_, used) = count(|| black_box(lists(&ring, run.keys)));
    let candidate = Candidate::new(OURS, Role::Ours, |round| {
        [run.lookups(SHAPE, round, |keys| black_box(lists(&ring, keys)))]
    });
    let section = interleave(run.seconds(seconds), vec![candidate]).section(0, "preference", SHAPE, OURS);
    (section, used.allocations)
}

/// The section `preference-skewed`: one node has nearly all vnodes. The spread is over keys, not over rounds.
pub(crate) fn skewed(run: &Run<'_>) -> Section {
    let (nodes, vnodes) = SKEWED;
    let count = |number| if number == 0 { vnodes } else { 3 };
    let members = (0..nodes).map(|number| Node::new(node_name(number)).with_vnodes(count(number)));
    let membership = Membership::new(Config::default(), members).expect("a membership");
    let ring = Ring::from_membership(membership, limits()).expect("a ring");

    let fastest = |key: &&str| {
        let time = |_| run.clock.time(|| black_box(lists(&ring, &[*key]))).0;
        (0..REPEATS).map(time).fold(f64::INFINITY, f64::min)
    };
    let times: Vec<f64> = run.keys[..CHUNK].iter().map(fastest).collect();
    let slowest = times.iter().copied().fold(0.0, f64::max);
    let time = spread(times.into_iter());
    let alike = |at| Spread { p20: at, p50: at, p80: at };
    Section {
        operation: "preference-skewed".into(),
        shape: format!("1x{vnodes}+{}x3", nodes - 1),
        vnodes: ring.vnode_count(),
        unit: "ns".into(),
        baseline: OURS.into(),
        rounds: REPEATS,
        figures: vec![
            Figure::ours(OURS, time, alike(1.0)),
            Figure::ours("vnode-ring, slowest key", alike(slowest), alike(slowest / time.p50)),
        ],
        left_out: Vec::<LeftOut>::new(),
    }
}
