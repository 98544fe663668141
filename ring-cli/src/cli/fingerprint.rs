//! `ring-cli fingerprint`

use std::path::PathBuf;

use clap::Args;

use super::RingArgs;

/// `ring-cli fingerprint`
#[derive(Args, Debug)]
#[command(after_help = "\
Equal fingerprints: the same config, nodes and attributes, whatever the format, order or epoch. The placement
fingerprint leaves out what decides no owner: attributes, and weights that give the same vnodes.

Examples:
  ring-cli fingerprint nodes.txt
  ring-cli fingerprint --placement-only nodes.txt
  ring-cli fingerprint nodes.txt --expect-fingerprint $(ring-cli fingerprint ring.snapshot)")]
pub struct FingerprintArgs {
    /// The node file, snapshot or image; `-` is standard input
    pub file: PathBuf,
    /// Print the placement fingerprint
    #[arg(long)]
    pub placement_only: bool,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}
