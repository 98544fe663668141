//! The ring of nginx here beside pingora-ketama, which has the same points: every answer compared, then lookups by turns.
//!
//! Prints the table of `docs/performance.md` about the rings of other programs.

use std::hint::black_box;
use std::time::Duration;

use pingora_ketama::{Bucket, Continuum, Version};
use ring_benches::Shape;
use ring_benches::clock::Clock;
use ring_benches::rounds::rounds;
use ring_benches::turns::lookups;
use vnode_ring::{Config, Node, NodeRef, Placement, Ring};

/// Of every server, in nginx and here.
const VNODES: u32 = 160;
const SERVERS: [u32; 3] = [10, 100, 1000];
const KEYS: u32 = 1_000_000;
const BUDGET: Duration = Duration::from_secs(10);

fn main() {
    let keys: Vec<String> = (0..KEYS).map(|number| format!("user-{number}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    println!("| servers | other answers of {KEYS} | lookup | pingora-ketama | ratio | its version 2 |");
    println!("|---|---|---|---|---|---|");
    for servers in SERVERS {
        measure(servers, &keys);
    }
}

fn measure(servers: u32, keys: &[&str]) {
    let addresses: Vec<String> =
        (0..servers).map(|number| format!("10.0.{}.{}:8080", number / 256, number % 256)).collect();
    let nodes = addresses.iter().map(|address| Node::new(address.as_str()));
    let ours = Ring::new(Config::of_placement(Placement::Nginx), nodes).expect("the shape is a ring");
    let buckets: Vec<Bucket> =
        addresses.iter().map(|address| Bucket::new(address.parse().expect("an address"), 1)).collect();
    let first = Continuum::new(&buckets);
    let second = Continuum::new_with_version(&buckets, Version::V2 { point_multiple: VNODES });
    let other = keys.iter().filter(|key| {
        let theirs = first.node(key.as_bytes()).map(|address| address.to_string());
        ours.lookup(key).map(NodeRef::id) != theirs.as_deref()
    });
    let other = other.count();

    let clock = Clock::new();
    let shape = Shape { nodes: servers, vnodes: VNODES };
    let times = rounds(BUDGET, |round| {
        let timed = |ask: &mut dyn FnMut(&[&str]) -> u64| {
            lookups(&clock, keys, shape, round, |_| {}, |chunk| ask(chunk))
        };
        let ring = timed(&mut |chunk| {
            let owners = chunk.iter().map(|key| ours.lookup(black_box(key)));
            owners.fold(0, |sum, node| sum + node.map_or(0, |node| node.index().get() as u64))
        });
        let ketama = |continuum: &Continuum| {
            timed(&mut |chunk| {
                let ports = chunk.iter().map(|key| continuum.node(black_box(key).as_bytes()));
                ports.fold(0, |sum, address| sum + address.map_or(0, |address| u64::from(address.port())))
            })
        };
        [ring, ketama(&first), ketama(&second)]
    });
    let median = |of: fn(&[f64; 3]) -> f64| {
        let mut figures: Vec<f64> = times.iter().map(of).collect();
        ring_benches::clock::median(&mut figures)
    };
    println!(
        "| {servers} | {other} | {:.1} ns | {:.1} ns | {:.2} | {:.2} |",
        median(|times| times[0]),
        median(|times| times[1]),
        median(|times| times[1] / times[0]),
        median(|times| times[2] / times[0]),
    );
}
