//! What can be typed: every command and flag, with its help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};
use vnode_ring::KeyHash;

use crate::input::Format as NodesFormat;
use crate::output::Format as OutputFormat;

/// Which node owns this key: consistent hashing on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "ring-cli",
    version,
    propagate_version = true,
    after_help = "\
Examples:
  ring-cli match --nodes nodes.txt --key user-1
  ring-cli explain --nodes nodes.txt --key user-1
  ring-cli help match

Exit codes: 0 answered, 1 no node owns keys, 2 wrong usage or input."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the node that owns each key
    Match(MatchArgs),
    /// Show how the owner of one key comes about
    Explain(ExplainArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print a manual page
    Man(ManArgs),
}

/// Where the ring comes from.
#[derive(Args, Debug)]
#[command(next_help_heading = "Ring")]
pub struct NodeArgs {
    /// The node file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub nodes: PathBuf,
    /// How to read the node file, where its beginning does not tell
    #[arg(long, value_name = "FORMAT")]
    pub nodes_format: Option<NodesFormat>,
    /// The group to use, where the node file has several
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// The seed of the ring [default: what the node file states, else 0]
    #[arg(long)]
    pub seed: Option<u64>,
    /// What gives keys their position [default: what the node file states, else xxh3]
    #[arg(long, value_name = "NAME", value_parser = key_hash())]
    pub key_hash: Option<KeyHash>,
    /// The secret that siphash13 takes: a file of 32 hex digits or 16 raw bytes
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// Vnodes of a node of weight 1 [default: what the node file states, else 256]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub vnodes: Option<u32>,
    /// The most vnodes that the ring may have in all
    #[arg(long, value_name = "N", default_value_t = vnode_ring::DEFAULT_MAX_VNODES)]
    pub max_vnodes: u32,
    /// Answer as if this node were out; may be repeated
    #[arg(long, value_name = "ID")]
    pub down: Vec<String>,
}

fn key_hash() -> impl clap::builder::IntoResettable<clap::builder::ValueParser> {
    PossibleValuesParser::new([KeyHash::Xxh3.name(), KeyHash::SipHash13.name()])
        .try_map(|name| KeyHash::from_name(&name).ok_or("no key hash has this name"))
}

/// `ring-cli match`
#[derive(Args, Debug)]
#[command(after_help = "\
Keys are bytes, taken as they are: a carriage return or a byte order mark belongs to the key.
One --key and nothing else prints the bare id; everything else prints key, tab, id per line.

Node file, one node a line; # starts a comment:
  cache-a
  cache-b weight=2 zone=eu-1 addr=10.0.0.2:11211
JSON (strings or objects with the same names) and CSV (a header with id) are read too.

Examples:
  ring-cli match --nodes nodes.txt --key user-1
  ring-cli match --nodes nodes.txt --keys keys.txt
  cut -f1 access.log | ring-cli match --nodes nodes.txt
  ring-cli match --nodes nodes.txt --key user-1 --down cache-a
  ring-cli match --nodes nodes.txt --keys keys.txt --format json
  ring-cli match --nodes nodes.txt --key user-1 --key-hash siphash13 --secret-file ring.secret")]
pub struct MatchArgs {
    /// A key; may be repeated
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub key: Vec<OsString>,
    /// A file of keys, one a line; `-` is standard input, as is a pipe where no keys are given
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// Records end with NUL instead of a line feed, in and out
    #[arg(short = '0', long)]
    pub null: bool,
    /// How to print the answers
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: OutputFormat,
    /// Where the ring comes from.
    #[command(flatten)]
    pub ring: NodeArgs,
}

/// `ring-cli explain`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ring-cli explain --nodes nodes.txt --key user-1
  ring-cli explain --nodes nodes.txt --key user-1 --down cache-a
  ring-cli explain --nodes nodes.txt --key user-1 --format json")]
pub struct ExplainArgs {
    /// The key
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub key: OsString,
    /// How to print the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ExplainFormat,
    /// Where the ring comes from.
    #[command(flatten)]
    pub ring: NodeArgs,
}

/// How `explain` prints.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ExplainFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// `ring-cli completions`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ring-cli completions bash > ring-cli.bash
  ring-cli completions zsh > _ring-cli")]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `ring-cli man`
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  ring-cli man > ring-cli.1
  ring-cli man match > ring-cli-match.1")]
pub struct ManArgs {
    /// The command whose page it is; without it, the page of the program
    pub command: Option<String>,
}
