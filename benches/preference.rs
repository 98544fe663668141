//! The first three nodes of a key's preference list, into the caller's buffer and from the iterator.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ring_benches::peers::Ours;
use ring_benches::{Shape, key_text, keys};
use vnode_ring::{NodeIndex, NodeRef};

const SHAPES: [Shape; 3] = [Shape::new(10, 160), Shape::new(100, 160), Shape::new(100, 1000)];
const KEYS: usize = 100_000;
const REPLICAS: usize = 3;

fn preference(criterion: &mut Criterion) {
    let text = key_text();
    let keys = &keys(&text)[..KEYS];
    let mut group = criterion.benchmark_group("preference");
    for shape in SHAPES {
        let ring = Ours::new(shape).0;
        let mut list = [NodeIndex::default(); REPLICAS];
        for key in keys {
            assert_eq!(ring.preference_list_into(key, &mut list), REPLICAS);
            assert!(ring.preference_list(key).take(REPLICAS).map(NodeRef::index).eq(list));
            assert_eq!(ring.lookup(key).map(NodeRef::index), Some(list[0]));
        }
        let mut turn = keys.iter().cycle();
        let mut next = || black_box(*turn.next().expect("goes round"));
        group.bench_function(BenchmarkId::new("into", shape), |bencher| {
            bencher.iter(|| ring.preference_list_into(next(), black_box(&mut list)));
        });
        group.bench_function(BenchmarkId::new("iterator", shape), |bencher| {
            bencher.iter(|| {
                ring.preference_list(next()).take(REPLICAS).map(|node| node.index().get()).sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, preference);
criterion_main!(benches);
