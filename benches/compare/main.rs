//! The comparison: this library, its peers as they are shipped, what one writes without a library, and the limit that
//! no table can beat, all by turns in one process.
//!
//! Exits with 1 when an answer of this library is wrong. A timing is never an error.

mod churn;
mod construct;
mod in_order;
mod lookup;
mod machine;
mod memory;
mod plan;
mod preference;
mod table;
mod targets;
mod verify;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use ring_benches::heap::Counted;
use ring_benches::peers::Role;
use ring_benches::report::Report;
use ring_benches::{Shape, key_text, keys};

use crate::table::Table;
use crate::targets::Targets;
use ring_benches::clock::Clock;

#[global_allocator]
static HEAP: Counted = Counted;

const SMALL: Shape = Shape::new(10, 160);
const MEDIUM: Shape = Shape::new(100, 1000);
const LARGE: Shape = Shape::new(1000, 1000);
const HUGE: Shape = Shape::new(1000, 10_000);
/// More than fit the small form of a table that numbers nodes.
const MANY_NODES: Shape = Shape::new(70_000, 100);
/// Where everyone is looked up in.
const LOOKUP: [Shape; 5] = [SMALL, Shape::new(100, 160), Shape::new(100, 256), MEDIUM, LARGE];
/// Where nodes come and go.
const CHURN: [Shape; 3] = [SMALL, MEDIUM, LARGE];

/// Compares vnode-ring with its peers and with what no table can beat.
#[derive(Parser)]
struct Args {
    /// Take about one minute instead of about four, and leave out the ring of 10 million vnodes.
    #[arg(long)]
    quick: bool,
    /// Print one JSON object instead of tables; with a file, write it there and print the tables.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    json: Option<PathBuf>,
}

/// What every measurement needs.
struct Run<'a> {
    clock: Clock,
    quick: bool,
    keys: &'a [&'a str],
}

impl Run<'_> {
    /// The time for a measurement that has so many seconds in a full run.
    fn seconds(&self, full: u64) -> Duration {
        Duration::from_secs(full) / if self.quick { 5 } else { 1 }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    // Some peers sort with all cores. Everyone has one, and it is this one that the clock watches.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    pool.expect("there is no other pool yet");
    let text = key_text();
    let run = Run { clock: Clock::new(), quick: args.quick, keys: &keys(&text) };
    let report = match compare(&run) {
        Ok(report) => report,
        Err(wrong) => {
            eprintln!("compare: wrong answer: {wrong}");
            return ExitCode::FAILURE;
        }
    };
    let json = serde_json::to_string_pretty(&report).expect("plain figures");
    match args.json {
        None => print!("{}", Table(&report)),
        Some(file) if file.as_os_str() == "-" => println!("{json}"),
        Some(file) => {
            print!("{}", Table(&report));
            if let Err(error) = fs::write(&file, json + "\n") {
                eprintln!("compare: cannot write {}: {error}", file.display());
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

fn compare(run: &Run<'_>) -> Result<Report, String> {
    let start = Instant::now();
    let at = |what: &str| eprintln!("{:4} s: {what}", start.elapsed().as_secs());
    let (mut sections, mut memory) = (Vec::new(), Vec::new());

    for shape in LOOKUP {
        at(&format!("lookup {shape}"));
        verify::shape(shape, run.keys)?;
        sections.extend(lookup::measure(run, shape, if shape == LARGE { 24 } else { 9 }, |_| true));
    }
    if !run.quick {
        at(&format!("lookup {HUGE}"));
        verify::shape(HUGE, run.keys)?;
        let few = |it: &ring_benches::peers::Implementation| it.role == Role::Ours || it.name == "sorted-vec";
        sections.extend(lookup::measure(run, HUGE, 16, few));
    }
    for shape in CHURN {
        at(&format!("remove and add {shape}"));
        verify::churn(shape, &run.keys[..100_000])?;
        sections.extend(churn::measure(run, shape, 8));
    }
    at("growth");
    verify::growth(&run.keys[..100_000])?;
    sections.push(construct::growth(run, 10));
    sections.push(construct::slowest_add(run, 8));
    for shape in CHURN {
        at(&format!("build {shape}"));
        sections.push(construct::build(run, shape, 7));
    }
    at("memory");
    verify::shape(MANY_NODES, run.keys)?;
    for (shape, all) in [(SMALL, true), (MEDIUM, true), (LARGE, true), (MANY_NODES, false)] {
        memory.extend(memory::built(shape, all));
    }
    memory.extend(memory::changing());
    at("in order, preference lists");
    for shape in [MEDIUM, LARGE] {
        let (section, scratch) = in_order::measure(run, shape, 4);
        sections.push(section);
        memory.push(scratch);
    }
    let (section, allocations) = preference::measure(run, 4);
    sections.extend([section, preference::skewed(run)]);
    for shape in [Shape::new(100, 256), LARGE] {
        at(&format!("plan {shape}"));
        sections.push(plan::measure(run, shape, 4));
    }
    at("done");

    let targets = Targets::new(&sections, &memory).judge(allocations);
    Ok(Report { machine: machine::machine(), sections, memory, targets, seconds: start.elapsed().as_secs() })
}
