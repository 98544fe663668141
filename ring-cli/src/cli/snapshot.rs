//! `ring-cli snapshot`

use clap::Subcommand;

use super::{InspectArgs, SnapshotArgs};

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

--adopt freezes the ring of another program: its vnodes become positions that each node states, with the same key hash
and hash tag. No key moves, and from then on every change moves the least. Where several nodes have one position, it says
who owns it here: the program may have gone by the order of its list.

Examples:
  ring-cli snapshot build --nodes nodes.txt -o ring.snapshot
  ring-cli snapshot build --nodes nodes.txt --seed 7 -o - > seeded.snapshot
  ring-cli snapshot build --nodes nodes.txt --adopt nginx -o adopted.snapshot")]
    Build(SnapshotArgs),
    /// Show what a snapshot or a delta file holds
    #[command(after_help = "\
The members ring and nodes of the JSON object are a node file.

Examples:
  ring-cli snapshot inspect ring.snapshot
  ring-cli snapshot inspect --format json - < ring.snapshot")]
    Inspect(InspectArgs),
}
