//! The owners of 4,096 keys at once.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ring_benches::limit::Limit;
use ring_benches::peers::{Contender as _, Ours, SortedVec};
use ring_benches::{Shape, key_text, keys, node_number};
use vnode_ring::NodeIndex;

const SHAPES: [Shape; 3] = [Shape::new(10, 160), Shape::new(100, 1000), Shape::new(1000, 1000)];
const BATCH: usize = 4096;

fn batch(criterion: &mut Criterion) {
    let text = key_text();
    let keys = keys(&text);
    let mut group = criterion.benchmark_group("batch");
    group.throughput(Throughput::Elements(BATCH as u64));
    for shape in SHAPES {
        let (ours, truth) = (Ours::new(shape), SortedVec::new(shape));
        let mut owners = [NodeIndex::default(); BATCH];
        ours.batch(&keys[..BATCH], &mut owners);
        for (key, owner) in keys.iter().zip(owners) {
            let node = ours.0.node(owner).expect("a node");
            assert_eq!(u64::from(node_number(node.id())), truth.owner(key));
        }
        let mut turn = keys.chunks_exact(BATCH).cycle();
        let mut next = || black_box(turn.next().expect("goes round"));
        group.bench_function(BenchmarkId::new("vnode-ring", shape), |bencher| {
            bencher.iter(|| ours.batch(next(), &mut owners));
        });
        group.bench_function(BenchmarkId::new("one-by-one", shape), |bencher| {
            bencher.iter(|| ours.owners(next()));
        });
        let (limit, mut read) = (Limit::new(shape.total()), [0; BATCH]);
        group.bench_function(BenchmarkId::new("limit", shape), |bencher| {
            bencher.iter(|| limit.batch(next(), &mut read));
        });
    }
    group.finish();
}

criterion_group!(benches, batch);
criterion_main!(benches);
