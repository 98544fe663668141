//! `ring-cli apply`

use std::path::PathBuf;

use clap::Args;

use super::RingArgs;
use crate::changes::ChangeArgs;
use crate::guard::Permille;

/// `ring-cli apply`
#[derive(Args, Debug)]
#[command(
    override_usage = "ring-cli apply [OPTIONS] --output <FILE> <SNAPSHOT> <CHANGE>...",
    after_help = "\
Changes are made in their order on the command line. Those that follow one another are one change with one epoch; a
--delta is a change by itself. All are made, or nothing is written.

Refused without --force: to move more of the keys than --max-moved, to leave no node with vnodes, or to leave none in a
zone that has one. On success the last line that is printed undoes it.

Examples:
  ring-cli apply ring.snapshot --add 'cache-d zone=eu-1' -o new.snapshot
  ring-cli apply ring.snapshot --reweight cache-b=3 --remove cache-a --max-moved 60 -o new.snapshot
  ring-cli apply ring.snapshot --replace cache-a=cache-e --force -o new.snapshot
  ring-cli apply ring.snapshot --delta change.delta -o new.snapshot"
)]
pub struct ApplyArgs {
    /// The snapshot, node file or image to start from; `-` is standard input
    pub snapshot: PathBuf,
    /// What to change.
    #[command(flatten)]
    pub changes: ChangeArgs,
    /// Where the new snapshot goes, the old one's place included; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// The most keys that may get another owner: percent, at most one decimal
    #[arg(long, value_name = "PERCENT", default_value = "25")]
    pub max_moved: Permille,
    /// Do what would be refused
    #[arg(long)]
    pub force: bool,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}
