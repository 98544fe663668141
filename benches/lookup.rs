//! One lookup of a key, hash included.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use ring_benches::limit::Limit;
use ring_benches::peers::{ALL, Contender as _, Ours, SortedVec};
use ring_benches::{Shape, key_text, keys, node_number};

const SHAPES: [Shape; 4] =
    [Shape::new(10, 160), Shape::new(100, 160), Shape::new(100, 256), Shape::new(100, 1000)];
const KEYS: usize = 100_000;

fn lookup(criterion: &mut Criterion) {
    let text = key_text();
    let keys = &keys(&text)[..KEYS];
    let mut group = criterion.benchmark_group("lookup");
    for shape in SHAPES {
        let (ours, truth) = (Ours::new(shape).0, SortedVec::new(shape));
        for key in keys {
            let node = ours.lookup(key).expect("there are nodes");
            assert_eq!(u64::from(node_number(node.id())), truth.owner(key));
        }
        let mut turn = keys.iter().cycle();
        let mut next = || black_box(*turn.next().expect("goes round"));
        for implementation in &ALL {
            let Ok(ring) = implementation.build(shape) else { continue };
            group.bench_function(BenchmarkId::new(implementation.name, shape), |bencher| {
                bencher.iter(|| ring.owner(next()));
            });
        }
        let limit = Limit::new(shape.total());
        group.bench_function(BenchmarkId::new("limit", shape), |bencher| {
            bencher.iter(|| limit.single(&[next()]));
        });
    }
    group.finish();
}

criterion_group!(benches, lookup);
criterion_main!(benches);
