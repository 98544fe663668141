//! `ring-cli calibrate`

use std::path::PathBuf;

use clap::Args;

use super::{ReportFormat, RingArgs, RuleArgs};
use crate::guard::Permille;

/// `ring-cli calibrate`
#[derive(Args, Debug)]
#[command(after_help = "\
Works out how many vnodes each node should state so that its share meets its weight, with -k 3 the share that it holds
as any of three replicas. Nothing but the delta is written; apply --delta makes the change. Figures are exact, and every
machine comes to the same counts.

With --band 5% only nodes that have 5 % more or less than their share are touched, and only until they are inside: that
moves less. A ring that is inside gets an empty delta.

Examples:
  ring-cli calibrate nodes.txt
  ring-cli calibrate ring.snapshot -k 3 --zones spread --band 5% -o change.delta
  ring-cli calibrate ring.snapshot --plot calibrate.svg")]
pub struct CalibrateArgs {
    /// The node file, snapshot or image; `-` is standard input
    pub nodes: PathBuf,
    /// How many replicas.
    #[command(flatten)]
    pub rule: RuleArgs<1>,
    /// How much more or less than its share a node may have, as a percentage
    #[arg(long, value_name = "PERCENT", default_value = "0")]
    pub band: Permille,
    /// Where the delta goes, for apply --delta; `-` is standard output, and then nothing else is printed
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Draw the shares before and after to an SVG file; `-` is standard output, and then nothing else is printed
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// How to print what is changed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}
