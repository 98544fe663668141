//! What calibration reaches, against its targets: medians over 20 seeds.

use std::error::Error;
use std::time::{Duration, Instant};

use vnode_ring::{Calibration, CalibrationRule, Config, Node, Plan, Range, Ring};

const SEEDS: u64 = 20;

/// One size of rings.
struct Case {
    nodes: u32,
    vnodes_per_weight: u32,
    /// Weights go from 1 to that, again and again.
    weights: u32,
    replicas: usize,
    /// The largest share by its fair one that is good enough.
    target: Option<f64>,
}

/// How long a calibration may take.
const LONGEST: Duration = Duration::from_secs(1);
/// Inside which band nodes join, and how many times the optimum that may move.
const BAND: u32 = 100_000;
const MOST_MOVED: f64 = 1.15;

const fn case(nodes: u32, vnodes_per_weight: u32, replicas: usize, target: Option<f64>) -> Case {
    Case { nodes, vnodes_per_weight, weights: 1, replicas, target }
}

const CASES: [Case; 10] = [
    case(10, 100, 1, Some(1.03)),
    case(100, 100, 1, Some(1.04)),
    case(1000, 100, 1, Some(1.08)),
    case(100, 32, 1, None),
    case(100, 256, 1, None),
    case(1000, 256, 1, None),
    case(100, 100, 3, None),
    case(1000, 256, 3, None),
    Case { nodes: 100, vnodes_per_weight: 20, weights: 10, replicas: 1, target: Some(1.08) },
    Case { nodes: 100, vnodes_per_weight: 100, weights: 10, replicas: 1, target: Some(1.04) },
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("median of {SEEDS} seeds; shares by their fair ones");
    println!(
        "{:>5} {:>8} {:>7} {:>2}  {:>6} {:>6} {:>6} {:>6}  {:>6} {:>6} {:>6}  {:>8}",
        "nodes", "vnodes/w", "weights", "k", "max", "->", "cv", "->", "moved", "fewest", "most", "time"
    );
    let mut missed = 0;
    for case in &CASES {
        missed += usize::from(!measure(case)?);
    }
    println!("\n50 nodes of 100 vnodes become 100, one by one, each with a calibration inside a band");
    println!("{:>5}  {:>8} {:>6}", "band", "moved", "max");
    for band in [0, 20_000, 50_000, BAND] {
        missed += usize::from(!grow(band)?);
    }
    if missed > 0 { Err(format!("targets missed: {missed}").into()) } else { Ok(()) }
}

fn ring(case: &Case, seed: u64) -> Result<Ring, Box<dyn Error>> {
    let config = Config::default().with_seed(seed).with_vnodes_per_weight(case.vnodes_per_weight);
    let nodes =
        (0..case.nodes).map(|node| Node::new(format!("node-{node}")).with_weight(node % case.weights + 1));
    Ok(Ring::new(config, nodes)?)
}

fn measure(case: &Case) -> Result<bool, Box<dyn Error>> {
    let mut rows: Vec<[f64; 8]> = Vec::new();
    for seed in 0..SEEDS {
        let ring = ring(case, seed)?;
        let start = Instant::now();
        let calibration = Calibration::of(&ring, case.replicas)?;
        let time = start.elapsed();
        let (before, after) = (calibration.evenness_before().unwrap(), calibration.evenness_after().unwrap());
        let counts = || {
            let ratio =
                |node: &vnode_ring::NodeCalibration<'_>| node.new_vnodes as f64 / node.old_vnodes as f64;
            calibration.nodes().iter().map(ratio)
        };
        rows.push([
            before.max_over_mean,
            after.max_over_mean,
            before.variation,
            after.variation,
            calibration.plan().summary().moved_fraction() / case.replicas as f64,
            counts().fold(f64::INFINITY, f64::min),
            counts().fold(0.0, f64::max),
            time.as_secs_f64(),
        ]);
    }
    let of = |column: usize| median(rows.iter().map(|row| row[column]));
    let good = case.target.is_none_or(|target| of(1) <= target) && of(7) <= LONGEST.as_secs_f64();
    println!(
        "{:>5} {:>8} {:>7} {:>2}  {:>6.3} {:>6.3} {:>5.1}% {:>5.2}%  {:>5.1}% {:>6.2} {:>6.2}  {:>8.1?}{}",
        case.nodes,
        case.vnodes_per_weight,
        format!("1..{}", case.weights),
        case.replicas,
        of(0),
        of(1),
        of(2) * 100.0,
        of(3) * 100.0,
        of(4) * 100.0,
        of(5),
        of(6),
        Duration::from_secs_f64(of(7)),
        case.target
            .map_or(String::new(), |target| format!("  {} <= {target}", if good { "ok" } else { "MISSED" })),
    );
    Ok(good)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}

/// Nodes join one by one, with a calibration after each; what both move counts.
fn grow(band: u32) -> Result<bool, Box<dyn Error>> {
    let (mut ratios, mut largest) = (Vec::new(), Vec::new());
    for seed in 0..SEEDS {
        let mut ring = ring(&case(50, 100, 1, None), seed)?;
        let rule = CalibrationRule::new(1).with_band(band);
        let start = Calibration::of(&ring, rule)?.into_delta();
        ring.apply(&start)?;
        let (mut moved, mut optimum, mut most) = (0, 0, 0.0f64);
        for node in 50..100 {
            let join = ring.change().add(Node::new(format!("node-{node}")))?.delta()?;
            moved += Plan::of(&ring, &join, 1)?.summary().moved;
            ring.apply(&join)?;
            let calibration = Calibration::of(&ring, rule)?;
            moved += calibration.plan().summary().moved;
            most = most.max(calibration.evenness_after().expect("there are nodes").max_over_mean);
            let delta = calibration.into_delta();
            ring.apply(&delta)?;
            optimum += Range::FULL_WIDTH / (node + 1);
        }
        ratios.push(Range::fraction(moved) / Range::fraction(optimum));
        largest.push(most);
    }
    let (ratio, most) = (median(ratios.into_iter()), median(largest.into_iter()));
    let good = band != BAND || ratio <= MOST_MOVED;
    let judged = if band == BAND { verdict(good, MOST_MOVED) } else { String::new() };
    println!("{:>4}%  {ratio:>7.3}x {most:>6.3}{judged}", band / 10_000);
    Ok(good)
}

fn verdict(good: bool, target: f64) -> String {
    format!("  {} <= {target}", if good { "ok" } else { "MISSED" })
}
