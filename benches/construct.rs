//! Compiling a ring, and changing one node of it.

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use ring_benches::{SHAPES, name, ring};
use vnode_ring::Node;

fn construct(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("construct");
    group.sample_size(10);
    for shape in SHAPES {
        assert_eq!(ring(shape).vnode_count(), (shape.0 * shape.1) as usize);
        group.bench_function(BenchmarkId::new("build", name(shape)), |bencher| bencher.iter(|| ring(shape)));
        let base = ring(shape);
        let join = |mut ring: vnode_ring::Ring| {
            ring.add(Node::new("joiner")).expect("there is room");
            ring
        };
        assert_eq!(join(base.clone()).vnode_count(), ((shape.0 + 1) * shape.1) as usize);
        group.bench_function(BenchmarkId::new("add-node", name(shape)), |bencher| {
            bencher.iter_batched(|| base.clone(), join, BatchSize::LargeInput);
        });
    }
    group.finish();
}

criterion_group!(benches, construct);
criterion_main!(benches);
