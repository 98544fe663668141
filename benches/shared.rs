//! What publication costs: a lookup by a plain reference and by a reader's handle, and a change that is published.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ring_benches::peers::Ours;
use ring_benches::{Shape, key_text, keys};
use vnode_ring::{NodeRef, SharedRing};

const LOOKUP: Shape = Shape::new(100, 256);
const CHANGE: Shape = Shape::new(100, 1000);

fn shared(criterion: &mut Criterion) {
    let text = key_text();
    let keys = &keys(&text)[..4096];
    let ring = Ours::new(LOOKUP).0;
    let mut reader = SharedRing::new(ring.clone()).reader();
    assert!(
        keys.iter()
            .all(|key| ring.lookup(key).map(NodeRef::id) == reader.ring().lookup(key).map(NodeRef::id))
    );

    let mut group = criterion.benchmark_group("shared-lookup");
    let mut turn = keys.iter().cycle();
    group.bench_function(BenchmarkId::new("reference", LOOKUP), |bencher| {
        bencher.iter(|| black_box(&ring).lookup(black_box(turn.next().unwrap())).map(NodeRef::index));
    });
    group.bench_function(BenchmarkId::new("reader", LOOKUP), |bencher| {
        bencher.iter(|| {
            black_box(&mut reader).ring().lookup(black_box(turn.next().unwrap())).map(NodeRef::index)
        });
    });
    group.finish();

    // A node of a thousand vnodes is drained and comes back, turn by turn.
    let mut group = criterion.benchmark_group("shared-change");
    let mut ring = Ours::new(CHANGE).0;
    let id = ring.nodes().next().expect("there are nodes").id().to_owned();
    let shared = SharedRing::new(ring.clone());
    let mut weight = 0;
    group.bench_function(BenchmarkId::new("reference", CHANGE), |bencher| {
        bencher.iter(|| {
            weight = 1 - weight;
            ring.reweight(&id, 1 - weight).expect("the node is a member")
        });
    });
    let mut weight = 0;
    group.bench_function(BenchmarkId::new("retired-copy", CHANGE), |bencher| {
        bencher.iter(|| {
            weight = 1 - weight;
            shared.reweight(&id, 1 - weight).expect("the node is a member")
        });
    });
    let mut held = shared.snapshot();
    group.bench_function(BenchmarkId::new("copy", CHANGE), |bencher| {
        bencher.iter(|| {
            weight = 1 - weight;
            let delta = shared.reweight(&id, 1 - weight).expect("the node is a member");
            // Holding the current copy leaves the writer none to go on with.
            held = shared.snapshot();
            delta
        });
    });
    group.finish();
    assert_eq!(held.vnode_count(), shared.snapshot().vnode_count());
}

criterion_group!(benches, shared);
criterion_main!(benches);
