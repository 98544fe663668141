//! `ring-cli migrate`

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Args;
use vnode_ring::{HashTag, KeyHash, Placement};

use super::ring::{key_hash, placement};
use super::{ReportFormat, RingArgs};

/// `ring-cli migrate`
#[derive(Args, Debug)]
#[command(after_help = "\
The nodes are the same, the rings are not: a key stands elsewhere on the new one, so that there are no ranges that move.
Keys move by slices: those whose new position is below a cutoff use the new ring, all others the old one. While a slice
moves, its keys are written by the new ring, and read by the new ring and then by the old one: see docs/placements.md.

What is expected holds for keys that are many; --keys counts the keys that there are.

Examples:
  ring-cli migrate --nodes nginx.conf --to-placement native
  ring-cli migrate --nodes nodes.txt --from-placement nginx --to-placement native --keys keys.txt --slices 4")]
pub struct MigrateArgs {
    /// The node file, snapshot or image; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub nodes: PathBuf,
    /// The placement now, as --placement [default: what the file states, else native]
    #[arg(long, value_name = "NAME", value_parser = placement(), hide_possible_values = true, conflicts_with = "placement")]
    pub from_placement: Option<Placement>,
    /// The placement to come
    #[arg(long, value_name = "NAME", value_parser = placement(), hide_possible_values = true, default_value = "native")]
    pub to_placement: Placement,
    /// The key hash to come [default: that of the placement]
    #[arg(long, value_name = "NAME", value_parser = key_hash(), hide_possible_values = true)]
    pub to_key_hash: Option<KeyHash>,
    /// The secret to come, with --to-key-hash siphash13: a file as --secret-file takes it
    #[arg(long, value_name = "FILE")]
    pub to_secret_file: Option<PathBuf>,
    /// The hash tag to come [default: none]
    #[arg(long, value_name = "CHARS")]
    pub to_hash_tag: Option<HashTag>,
    /// The seed to come [default: 0]
    #[arg(long, value_name = "SEED")]
    pub to_seed: Option<u64>,
    /// The vnodes of a node of weight 1 to come [default: those of the placement]
    #[arg(long, value_name = "VNODES")]
    pub to_vnodes: Option<NonZeroU32>,
    /// In how many slices keys move
    #[arg(long, value_name = "N", default_value = "10")]
    pub slices: NonZeroU32,
    /// Count these keys: a file of key, tab, count, tab, bytes, one a line, the last two if known; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// What is said about the ring now.
    #[command(flatten)]
    pub ring: RingArgs,
}
