//! `ring-cli snapshot`

use clap::Subcommand;

use super::{BuildArgs, InspectArgs};

/// `ring-cli snapshot`
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  ring-cli snapshot build --nodes nodes.txt -o ring.snapshot
  ring-cli snapshot inspect ring.snapshot")]
pub enum SnapshotCommand {
    /// Write the ring of a node file as a snapshot
    #[command(after_help = "\
A snapshot is one byte string for one ring: config, nodes and epoch, with a checksum. Every command takes one in the
place of a node file. The file is replaced whole: a crash leaves the old one or the new one.

Examples:
  ring-cli snapshot build --nodes nodes.txt -o ring.snapshot
  ring-cli snapshot build --nodes nodes.txt --seed 7 -o - > seeded.snapshot")]
    Build(BuildArgs),
    /// Show what a snapshot or a delta file holds
    #[command(after_help = "\
The members ring and nodes of the JSON object are a node file.

Examples:
  ring-cli snapshot inspect ring.snapshot
  ring-cli snapshot inspect --format json - < ring.snapshot")]
    Inspect(InspectArgs),
}
