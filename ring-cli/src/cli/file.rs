//! What commands take that write a ring to a file, or show such a file.

use std::path::PathBuf;

use clap::Args;
use vnode_ring::Placement;

use super::ring::placement;
use super::{ReportFormat, RingArgs};

/// A ring and the file that it is written to.
#[derive(Args, Debug)]
pub struct BuildArgs {
    /// The node file, snapshot or image; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub nodes: PathBuf,
    /// Where the ring goes; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}

/// A ring, and whether it is frozen as it is written.
#[derive(Args, Debug)]
pub struct SnapshotArgs {
    /// The ring and its file.
    #[command(flatten)]
    pub build: BuildArgs,
    /// Freeze the ring of this placement [default: that of the ring]: each node states today's positions, placement explicit
    #[arg(long, value_name = "PLACEMENT", num_args = 0..=1, value_parser = placement(), hide_possible_values = true)]
    pub adopt: Option<Option<Placement>>,
}

/// A file and how it is shown.
#[derive(Args, Debug)]
pub struct InspectArgs {
    /// The file; `-` is standard input
    pub file: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}
