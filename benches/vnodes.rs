//! What the number of vnodes a node comes to: balance, memory, and in how many different sets of nodes replicas are.
//!
//! Prints the table of `docs/moving-data.md`. Balance and sets are exact for each seed; shown is the median over seeds.

use ring_benches::heap::{Counted, count};
use ring_benches::{grouped, node_name};
use vnode_ring::{Balance, Config, Node, Plan, Ring};

#[global_allocator]
static HEAP: Counted = Counted;

const NODES: u32 = 100;
const VNODES: [u32; 6] = [16, 32, 64, 128, 256, 1000];
const REPLICAS: usize = 3;
/// Odd, so that the median is one of them.
const SEEDS: u64 = 51;

fn main() {
    let sets = sets_of(NODES, REPLICAS);
    println!(
        "{NODES} nodes of weight 1, {REPLICAS} replicas, median of {SEEDS} seeds; of {} sets\n",
        grouped(sets)
    );
    println!(
        "| vnodes a node | owners max/mean | replicas max/mean | worst heir | replica sets | of all sets | bytes | moved on the way to the next line |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (vnodes, next) in VNODES.into_iter().zip(VNODES.into_iter().skip(1).map(Some).chain([None])) {
        let found: Vec<Found> = (0..SEEDS).map(|seed| Found::of(vnodes, next, seed)).collect();
        let median = |of: fn(&Found) -> f64| median(found.iter().map(of).collect());
        let replica_sets = median(|found| found.replica_sets);
        println!(
            "| {vnodes} | {:.3} | {:.3} | {:.1} % | {} | {:.1} % | {} | {} |",
            median(|found| found.owners),
            median(|found| found.replicas),
            median(|found| found.heir) * 100.0,
            grouped(replica_sets),
            replica_sets / sets * 100.0,
            grouped(median(|found| found.bytes)),
            next.map_or("-".into(), |_| format!("{:.0} %", median(|found| found.moved) * 100.0)),
        );
    }
}

/// What one ring comes to.
struct Found {
    owners: f64,
    replicas: f64,
    /// The most that one node gets when another one leaves, by the mean of what nodes have.
    heir: f64,
    replica_sets: f64,
    bytes: f64,
    /// The part of all replicas that changes its node when nodes get another number of vnodes.
    moved: f64,
}

impl Found {
    fn of(vnodes: u32, next: Option<u32>, seed: u64) -> Self {
        let (ring, used) = count(|| ring(vnodes, seed));
        let [owners, replicas] =
            [1, REPLICAS].map(|replicas| Balance::of(&ring, replicas).expect("so many are allowed"));
        let most = |balance: &Balance<'_>| balance.evenness().expect("there are nodes").max_over_mean;
        let total: u128 = replicas.nodes().iter().map(|share| share.replicated).sum();
        let extra = replicas.worst_heir().expect("there are other nodes").extra;
        Self {
            owners: most(&owners),
            replicas: most(&replicas),
            heir: extra as f64 * f64::from(NODES) / total as f64,
            replica_sets: replicas.replica_sets() as f64,
            bytes: used.held,
            moved: next.map_or(0.0, |next| moved(&ring, &self::ring(next, seed))),
        }
    }
}

fn ring(vnodes: u32, seed: u64) -> Ring {
    let config = Config::default().with_seed(seed).with_vnodes_per_weight(vnodes);
    let nodes = (0..NODES).map(|number| Node::new(node_name(number)));
    Ring::new(config, nodes).expect("the shape is a ring")
}

fn moved(old: &Ring, new: &Ring) -> f64 {
    let plan = Plan::between(old, new, REPLICAS).expect("keys have one position in both");
    plan.summary().moved_fraction() / REPLICAS as f64
}

/// How many sets of so many there are.
fn sets_of(nodes: u32, replicas: usize) -> f64 {
    (0..replicas).fold(1.0, |sets, taken| sets * (f64::from(nodes) - taken as f64) / (taken as f64 + 1.0))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
