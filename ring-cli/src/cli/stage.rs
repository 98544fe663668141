//! `ring-cli stage`

use std::path::PathBuf;

use clap::Args;

use super::{ReportFormat, RingArgs, RuleArgs};
use crate::changes::ChangeArgs;
use crate::guard::Permille;

/// `ring-cli stage`
#[derive(Args, Debug)]
#[command(
    override_usage = "ring-cli stage [OPTIONS] --max-step <PERCENT> --output <DIR> <NODES> <CHANGE>...",
    after_help = "\
All changes together lead to one ring; the deltas lead there one after the other, vnode by vnode, each as far as it may.
Nodes that gain vnodes come first, then replacements, then nodes that lose vnodes. The folder is made; one that holds
deltas already is refused. apply --delta takes one delta after the other.

With one node that changes, all deltas together move exactly what the change moves at once. With several that gain, or
several that lose, they move more: the figures are printed. With -k 3 each of a key's three replicas counts.

A single vnode, and a replacement, cannot be divided: what moves more than --max-step at once is refused.

Examples:
  ring-cli stage ring.snapshot --add cache-d --max-step 2% -o stages
  ring-cli stage ring.snapshot --reweight cache-a=0 --max-step 5 -k 2 -o drain
  ring-cli apply ring.snapshot --delta stages/0001.delta -o new.snapshot"
)]
pub struct StageArgs {
    /// The node file, snapshot or image to start from; `-` is standard input
    pub nodes: PathBuf,
    /// What to change.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// The most that one delta may move, of all keys: percent, at most one decimal
    #[arg(long, value_name = "PERCENT")]
    pub max_step: Permille,
    /// The folder for the deltas: 0001.delta, 0002.delta and so on
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// How many replicas.
    #[command(flatten)]
    pub rule: RuleArgs<1>,
    /// How to print what each delta moves
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}
