//! `ring-cli ranges`

use clap::Args;

use super::{NodeArgs, RuleArgs};
use crate::output::ListFormat;

/// `ring-cli ranges`
#[derive(Args, Debug)]
#[command(after_help = "\
A range is what comes after its start, up to and with its end. Ranges are sorted by start, and neighbours have different
nodes; the last one goes on past the end of the circle. A range whose ends are equal is the whole circle. With -k the
ids are the nodes of the replicas in ring order, the owner first. No secret is needed.

Examples:
  ring-cli ranges --nodes nodes.txt
  ring-cli ranges --nodes nodes.txt -k 3 --zones spread --format json
  ring-cli ranges --nodes nodes.txt --down cache-a --format csv")]
pub struct RangesArgs {
    /// How many replicas.
    #[command(flatten)]
    pub rule: RuleArgs<1>,
    /// How to print the ranges
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
    /// Where the ring comes from.
    #[command(flatten)]
    pub ring: NodeArgs,
}
