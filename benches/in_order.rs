//! One pass over all vnodes in order.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ring_benches::Shape;
use ring_benches::node_number;
use ring_benches::peers::{Ours, SortedVec};
use vnode_ring::Scratch;

const SHAPES: [Shape; 3] = [Shape::new(10, 160), Shape::new(100, 256), Shape::new(1000, 1000)];

fn in_order(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("in-order");
    for shape in SHAPES {
        let (ring, truth) = (Ours::new(shape).0, SortedVec::new(shape));
        let mut scratch = Scratch::default();
        let ours =
            ring.vnodes_in_order(&mut scratch).map(|(position, node)| (position.0, node_number(node.id())));
        assert!(ours.eq(truth.vnodes().iter().copied()));
        group.throughput(Throughput::Elements(shape.total() as u64));
        group.bench_function(BenchmarkId::new("vnode-ring", shape), |bencher| {
            bencher.iter(|| {
                ring.vnodes_in_order(&mut scratch)
                    .fold(0, |sum, (position, node)| sum ^ position.0 ^ node.index().get() as u64)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, in_order);
criterion_main!(benches);
