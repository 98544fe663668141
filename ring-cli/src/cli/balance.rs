//! `ring-cli balance`

use std::path::PathBuf;

use clap::Args;

use super::{NodeArgs, RuleArgs};
use crate::output::ListFormat;

/// `ring-cli balance`
#[derive(Args, Debug)]
#[command(after_help = "\
A node's share is the part of the keys that it holds: with -k 3, as any of their three replicas, so that all shares sum
to 300 %. Its target is what its weight entitles it to. Shares are exact, not sampled: JSON and CSV give them as integers
out of 2^64, and what the node owns beside them. A secret is needed with --keys only.

Examples:
  ring-cli balance --nodes nodes.txt
  ring-cli balance --nodes nodes.txt -k 3 --zones spread
  ring-cli balance --nodes nodes.txt --down cache-a --summary
  ring-cli balance --nodes nodes.txt --keys keys.txt --format csv
  ring-cli balance --nodes nodes.txt --plot balance.svg")]
pub struct BalanceArgs {
    /// How many replicas.
    #[command(flatten)]
    pub rule: RuleArgs<1>,
    /// Count these keys too: a file of key, tab, count, tab, bytes, one a line, the last two if known; `-` is standard
    /// input
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// Print the figures of the whole ring only; as JSON, one object
    #[arg(long)]
    pub summary: bool,
    /// Draw the shares to an SVG file; `-` is standard output, and then nothing else is printed
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// How to print the shares
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
    /// Where the ring comes from.
    #[command(flatten)]
    pub ring: NodeArgs,
}
