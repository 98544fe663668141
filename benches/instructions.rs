//! Does some work a number of times, for `scripts/instructions` to count its instructions: those of 2N times less those
//! of N times are those of N times, whatever it took to begin.

use std::hint::black_box;

use clap::{Parser, ValueEnum};
use ring_benches::peers::{Contender as _, Image, Ours};
use ring_benches::{Shape, key_text, keys};

/// Keys that the work goes round.
const KEYS: usize = 10_000;

#[derive(Parser)]
struct Args {
    work: Work,
    shape: Shape,
    times: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Work {
    /// Takes a key and does nothing with it.
    Loop,
    /// Looks a key up.
    Lookup,
    /// Looks a key up in an image.
    Image,
    /// Lets one node leave and another join.
    Change,
}

fn main() {
    let Args { work, shape, times } = Args::parse();
    let mut ours = Ours::new(shape);
    let text = key_text();
    let keys = &keys(&text)[..KEYS];
    let turns = (0..times).zip(keys.iter().cycle());
    match work {
        Work::Loop => turns.for_each(|(_, key)| _ = black_box(key)),
        Work::Lookup => turns.for_each(|(_, key)| _ = black_box(ours.owner(black_box(key)))),
        Work::Image => {
            let image = Image::new(shape);
            turns.for_each(|(_, key)| _ = black_box(image.owner(black_box(key))));
        }
        Work::Change => (0..times).for_each(|time| {
            ours.remove(time);
            ours.add(shape.nodes + time);
        }),
    }
}
