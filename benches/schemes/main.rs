//! What one gets for its memory: this library, plain and calibrated, beside other ways to place keys.
//!
//! Prints the tables of `docs/schemes.md`.

mod measure;
mod scheme;

use ring_benches::clock::median;
use ring_benches::grouped;
use ring_benches::heap::Counted;

use crate::measure::{KEYS, Measured, NODES, SETS, times};
use crate::scheme::{HashAlone, Jump, Maglev, MultiProbe, Probes, Scheme, Vnodes};

#[global_allocator]
static HEAP: Counted = Counted;

/// The fullest node, by the mean, for which the first table says what memory it takes.
const EVEN: f64 = 1.05;
/// Slots of a table for each node: as its authors advise at least, and about as in their own table of 65,537.
const MAGLEV: [usize; 2] = [100, 655];
/// As its authors advise for [`EVEN`].
const PROBES: u64 = 21;

/// A scheme, and whether it is made for [`EVEN`] or less with the least that it needs for that.
struct Row {
    scheme: Box<dyn Scheme>,
    is_even: bool,
}

fn row(scheme: impl Scheme + 'static, is_even: bool) -> Row {
    Row { scheme: Box::new(scheme), is_even }
}

fn main() {
    let rows = [
        row(Vnodes::plain(100), false),
        row(Vnodes::plain(256), false),
        row(Vnodes::plain(1000), false),
        row(least(Vnodes::plain, 100), true),
        row(Vnodes::calibrated(100), false),
        row(least(Vnodes::calibrated, 4), true),
        row(Probes(PROBES), true),
        row(MultiProbe(PROBES), false),
        row(Maglev(MAGLEV[0]), true),
        row(Maglev(MAGLEV[1]), false),
        row(Jump, true),
    ];
    let measured: Vec<Measured> = rows.iter().map(|row| Measured::of(&*row.scheme)).collect();
    let schemes = rows.iter().map(|row| &*row.scheme).chain([&HashAlone as &dyn Scheme]);
    let times = times(&schemes.collect::<Vec<_>>());

    println!("{NODES} nodes, medians of {SETS} sets of them; {} keys are counted", grouped(KEYS as f64));
    let (hash, by_first) = times[rows.len()];
    println!("a lookup takes {:.1} ns where the time is 1", times[0].0);
    println!("{}: {hash:.1} ns, {by_first:.1}\n", HashAlone.name());

    let lines =
        || rows.iter().zip(&measured).zip(&times).map(|((row, measured), time)| (row, measured, time.1));
    println!("| for a fullest node of {EVEN} | fullest node | bytes | time of a lookup |");
    println!("|---|---|---|---|");
    for (row, measured, time) in lines().filter(|(row, ..)| row.is_even) {
        let fullest = measured.fullest.unwrap_or(measured.counted);
        println!("| {} | {fullest:.3} | {} | {time:.1} |", row.scheme.name(), grouped(measured.bytes));
    }
    println!(
        "\n| scheme | bytes | fullest node | counted | moved when one joins | when one leaves | time of a lookup |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (row, measured, time) in lines() {
        println!(
            "| {} | {} | {} | {:.3} | {:.2} | {:.2} | {time:.1} |",
            row.scheme.name(),
            grouped(measured.bytes),
            measured.fullest.map_or("-".into(), |fullest| format!("{fullest:.3}")),
            measured.counted,
            measured.joined,
            measured.left,
        );
    }
}

/// The least number of vnodes, a multiple of so many, with which shares are [`EVEN`].
fn least(scheme: fn(u32) -> Vnodes, step: u32) -> Vnodes {
    let is_even = |steps: u32| {
        let scheme = scheme(steps * step);
        median(&mut measure::sets().map(|nodes| scheme.fullest(&nodes)).collect::<Vec<_>>()) <= EVEN
    };
    let (mut uneven, mut even) = (0, 1);
    while !is_even(even) {
        (uneven, even) = (even, even * 2);
    }
    while even - uneven > 1 {
        let middle = uneven.midpoint(even);
        if is_even(middle) { even = middle } else { uneven = middle }
    }
    scheme(even * step)
}
