//! `ring-cli diff`

use std::path::PathBuf;

use clap::Args;

use super::{ReportFormat, RingArgs};

/// `ring-cli diff`
#[derive(Args, Debug)]
#[command(after_help = "\
One line for each node that joined, left or changed; nothing where both hold the same. Epochs are not compared.
Flags about the ring hold for both files; --expect-fingerprint is that of NEW.

Exit codes: 0 same, 1 different, 2 wrong usage or input.

Examples:
  ring-cli diff ring.snapshot nodes.txt
  ring-cli diff ring.snapshot nodes.txt --format json
  ring-cli diff ring.snapshot nodes.txt -o change.delta")]
pub struct DiffArgs {
    /// The node file, snapshot or image before the change; `-` is standard input
    pub old: PathBuf,
    /// The node file, snapshot or image after it; `-` is standard input
    pub new: PathBuf,
    /// Where the delta goes, for apply --delta; `-` is standard output, and then nothing else is printed
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How to print the changes
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// What is said about both rings.
    #[command(flatten)]
    pub ring: RingArgs,
}
