//! One lookup of a key, hash included.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ring_benches::{SHAPES, SortedVec, keys, name, ring};

fn lookup(criterion: &mut Criterion) {
    let keys = keys();
    let mut group = criterion.benchmark_group("lookup");
    for shape in SHAPES {
        let ring = ring(shape);
        let sorted = SortedVec::new(&ring);
        let plain = |key: &str| sorted.lookup(ring.key_position(key)).map(|slot| slot as usize);
        for key in &keys {
            assert_eq!(ring.lookup(key).map(|node| node.index().get()), plain(key));
        }
        let mut turn = keys.iter().cycle();
        group.bench_function(BenchmarkId::new("vnode-ring", name(shape)), |bencher| {
            bencher.iter(|| ring.lookup(black_box(turn.next().unwrap())).map(vnode_ring::NodeRef::index));
        });
        group.bench_function(BenchmarkId::new("sorted-vec", name(shape)), |bencher| {
            bencher.iter(|| plain(black_box(turn.next().unwrap())));
        });
    }
    group.finish();
}

criterion_group!(benches, lookup);
criterion_main!(benches);
