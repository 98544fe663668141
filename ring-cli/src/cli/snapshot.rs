//! `ring-cli snapshot`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{ReportFormat, RingArgs};

/// `ring-cli snapshot`
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  ring-cli snapshot build --nodes nodes.txt -o ring.snapshot
  ring-cli snapshot inspect ring.snapshot")]
pub enum SnapshotCommand {
    /// Write the ring of a node file as a snapshot
    Build(SnapshotBuildArgs),
    /// Show what a snapshot or a delta file holds
    Inspect(SnapshotInspectArgs),
}

/// `ring-cli snapshot build`
#[derive(Args, Debug)]
#[command(after_help = "\
A snapshot is one byte string for one ring: config, nodes and epoch, with a checksum. Every command takes one in the
place of a node file. The file is replaced whole: a crash leaves the old one or the new one.

Examples:
  ring-cli snapshot build --nodes nodes.txt -o ring.snapshot
  ring-cli snapshot build --nodes nodes.txt --seed 7 -o - > seeded.snapshot")]
pub struct SnapshotBuildArgs {
    /// The node file or snapshot; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub nodes: PathBuf,
    /// Where the snapshot goes; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}

/// `ring-cli snapshot inspect`
#[derive(Args, Debug)]
#[command(after_help = "\
The members ring and nodes of the JSON object are a node file.

Examples:
  ring-cli snapshot inspect ring.snapshot
  ring-cli snapshot inspect --format json - < ring.snapshot")]
pub struct SnapshotInspectArgs {
    /// A snapshot or a delta file; `-` is standard input
    pub file: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}
