//! The flags that say which ring.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use vnode_ring::{Fingerprint, HashTag, KeyHash, Placement};

use crate::input::Format as NodesFormat;

/// The ring of commands that place keys.
#[derive(Args, Debug)]
#[command(next_help_heading = "Ring")]
pub struct NodeArgs {
    /// The node file, snapshot or image; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub nodes: PathBuf,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
    /// Answer as if this node were out; may be repeated
    #[arg(long, value_name = "ID")]
    pub down: Vec<String>,
}

/// What is said about the ring besides its file.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Ring")]
pub struct RingArgs {
    /// How to read a node file, where its content does not tell
    #[arg(long, value_name = "FORMAT")]
    pub nodes_format: Option<NodesFormat>,
    /// The group to use, where a node file has several: the upstream block, backend, pool or service
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// The port of Kubernetes endpoints, where they have several
    #[arg(long, value_name = "NAME")]
    pub port: Option<String>,
    /// Divide all weights of a node file, say megabytes, by a number that leaves no remainder
    #[arg(long, value_name = "N")]
    pub divide_weights: Option<NonZeroU32>,
    /// What places nodes: see `ring-cli placements` [default: what the file states, else native]
    #[arg(long, value_name = "NAME", value_parser = placement(), hide_possible_values = true)]
    pub placement: Option<Placement>,
    /// The seed of the ring [default: what the file states, else 0]
    #[arg(long)]
    pub seed: Option<u64>,
    /// What gives keys their position: see `ring-cli placements` [default: what the file states, else that of the
    /// placement]
    #[arg(long, value_name = "NAME", value_parser = key_hash(), hide_possible_values = true)]
    pub key_hash: Option<KeyHash>,
    /// Two characters: what is between them places the key, as in user:{1000}:cart [default: what the file states, else
    /// none]
    #[arg(long, value_name = "CHARS")]
    pub hash_tag: Option<HashTag>,
    /// The secret that siphash13 takes: a file of 32 hex digits or 16 raw bytes
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// Vnodes of a node of weight 1 [default: what the file states, else those of the placement: 256 for native]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub vnodes: Option<u32>,
    /// The most vnodes that the ring may have in all
    #[arg(long, value_name = "N", default_value_t = vnode_ring::DEFAULT_MAX_VNODES)]
    pub max_vnodes: u32,
    /// Refuse any other ring than the one of this fingerprint
    #[arg(long, value_name = "HEX")]
    pub expect_fingerprint: Option<Fingerprint>,
}

pub(super) fn placement() -> impl clap::builder::IntoResettable<clap::builder::ValueParser> {
    PossibleValuesParser::new(Placement::ALL.iter().map(|placement| placement.name()))
        .try_map(|name| Placement::from_name(&name).ok_or("no placement has this name"))
}

pub(super) fn key_hash() -> impl clap::builder::IntoResettable<clap::builder::ValueParser> {
    PossibleValuesParser::new(KeyHash::ALL.iter().map(|hash| hash.name()))
        .try_map(|name| KeyHash::from_name(&name).ok_or("no key hash has this name"))
}
