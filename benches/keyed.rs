//! One lookup with the public hash and with the keyed one, by the length of the key.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use vnode_ring::{Config, Limits, Membership, Node, Ring, Secret};

const KEY_BYTES: [usize; 3] = [8, 16, 64];

fn ring(secret: Option<&Secret>) -> Ring {
    let config = secret.map_or_else(Config::default, |secret| Config::default().with_secret(secret));
    let nodes = (0..100).map(|number| Node::new(format!("node-{number}")));
    let membership = Membership::new(config, nodes).expect("a hundred nodes");
    match secret {
        Some(secret) => Ring::with_secret(membership, Limits::default(), secret),
        None => Ring::from_membership(membership, Limits::default()),
    }
    .expect("a ring of the default size")
}

fn keyed(criterion: &mut Criterion) {
    let secret = Secret::new([7; Secret::BYTES]);
    let mut group = criterion.benchmark_group("keyed");
    for (name, ring) in [("xxh3", ring(None)), ("siphash13", ring(Some(&secret)))] {
        for bytes in KEY_BYTES {
            let keys: Vec<Vec<u8>> =
                (0..4096).map(|number| format!("{number:0bytes$}").into_bytes()).collect();
            assert!(keys.iter().all(|key| key.len() == bytes && ring.lookup(key).is_some()));
            let mut turn = keys.iter().cycle();
            group.bench_function(BenchmarkId::new(name, bytes), |bencher| {
                bencher.iter(|| ring.lookup(black_box(turn.next().unwrap())).map(vnode_ring::NodeRef::index));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, keyed);
criterion_main!(benches);
