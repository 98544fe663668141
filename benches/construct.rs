//! Building a ring, and changing it node by node.

use std::time::{Duration, Instant};

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use ring_benches::peers::{ALL, Contender, Ours, SortedVec};
use ring_benches::{Shape, node_number};
use vnode_ring::Scratch;

const SHAPES: [Shape; 3] = [Shape::new(10, 160), Shape::new(100, 256), Shape::new(100, 1000)];

/// A ring that was changed, against one that was made as it should be now.
fn check(ours: &Ours, members: impl ExactSizeIterator<Item = u32>, vnodes: u32) {
    let mut scratch = Scratch::default();
    let is =
        ours.0.vnodes_in_order(&mut scratch).map(|(position, node)| (position.0, node_number(node.id())));
    assert!(is.eq(SortedVec::of(members, vnodes).vnodes().iter().copied()));
}

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10);
    for shape in SHAPES {
        check(&Ours::new(shape), 0..shape.nodes, shape.vnodes);
        for it in ALL.iter().filter(|it| it.takes(shape).is_ok()) {
            group.bench_function(BenchmarkId::new(it.name, shape), |bencher| {
                bencher.iter_with_large_drop(|| it.build(shape));
            });
        }
    }
    group.finish();
}

/// Node 0 leaves and joins again; one of the two is timed.
fn change(criterion: &mut Criterion) {
    for shape in SHAPES {
        let mut ours = Ours::new(shape);
        ours.remove(0);
        check(&ours, 1..shape.nodes, shape.vnodes);
        ours.add(0);
        check(&ours, 0..shape.nodes, shape.vnodes);
    }
    for operation in ["remove", "add"] {
        let mut group = criterion.benchmark_group(operation);
        group.sample_size(10);
        for shape in SHAPES {
            for it in &ALL {
                let Ok(mut ring) = it.build(shape) else { continue };
                let mut turn = || {
                    let removing = time(|| ring.remove(0));
                    let adding = time(|| ring.add(0));
                    if operation == "remove" { removing } else { adding }
                };
                group.bench_function(BenchmarkId::new(it.name, shape), |bencher| {
                    bencher.iter_custom(|rounds| (0..rounds).map(|_| turn()).sum());
                });
            }
        }
        group.finish();
    }
}

/// Node by node, rebuilds included.
fn growth(criterion: &mut Criterion) {
    let (from, to) = (Shape::new(50, 256), Shape::new(200, 256));
    let grow = |ring: &mut dyn Contender| (from.nodes..to.nodes).for_each(|node| ring.add(node));
    let mut ours = Ours::new(from);
    grow(&mut ours);
    check(&ours, 0..to.nodes, to.vnodes);

    let mut group = criterion.benchmark_group("growth");
    group.sample_size(10);
    for it in ALL.iter().filter(|it| it.takes(to).is_ok()) {
        group.bench_function(BenchmarkId::new(it.name, format!("{from}..{to}")), |bencher| {
            let build = || it.build(from).unwrap_or_else(|reason| panic!("{reason}"));
            bencher.iter_batched_ref(build, |ring| grow(&mut **ring), BatchSize::PerIteration);
        });
    }
    group.finish();
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

criterion_group!(benches, build, change, growth);
criterion_main!(benches);
