//! What can be typed: every command and flag, with its help.

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::output::Format as OutputFormat;

mod apply;
mod balance;
mod calibrate;
mod convert;
mod diff;
mod file;
mod fingerprint;
mod image;
mod keys;
mod migrate;
mod placements;
mod plan;
mod ranges;
mod replicas;
mod ring;
mod rule;
mod simulate;
mod snapshot;
mod stage;

pub use apply::ApplyArgs;
pub use balance::BalanceArgs;
pub use calibrate::CalibrateArgs;
pub use convert::ConvertArgs;
pub use diff::DiffArgs;
pub use file::{BuildArgs, InspectArgs, SnapshotArgs};
pub use fingerprint::FingerprintArgs;
pub use image::{ImageBuildArgs, ImageCommand};
pub use keys::KeyArgs;
pub use migrate::MigrateArgs;
pub use placements::PlacementsArgs;
pub use plan::{PlanArgs, Shown, ShownArgs};
pub use ranges::RangesArgs;
pub use replicas::ReplicasArgs;
pub use ring::{NodeArgs, RingArgs};
pub use rule::RuleArgs;
pub use simulate::SimulateArgs;
pub use snapshot::SnapshotCommand;
pub use stage::StageArgs;

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

Exit codes: 0 answered, 1 no: no owner, rings differ or keys move (plan --exit-code), 2 wrong usage or input."
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
    /// Print the nodes that hold each key's replicas
    Replicas(ReplicasArgs),
    /// Print which node, or which nodes, have each range of the circle
    Ranges(RangesArgs),
    /// Print how much each node has of what it should, and draw it
    Balance(BalanceArgs),
    /// Work out vnode counts that make shares fair, and what they would move
    Calibrate(CalibrateArgs),
    /// Write a ring to a file for all processes, or show what such a file holds
    #[command(subcommand)]
    Snapshot(SnapshotCommand),
    /// Write a compiled ring to a file that programs map, or check and show such a file
    #[command(subcommand)]
    Image(ImageCommand),
    /// Print what changes between two rings
    Diff(DiffArgs),
    /// Print the nodes as another format has them
    Convert(ConvertArgs),
    /// Print the 32 digits that tell a ring from any other
    Fingerprint(FingerprintArgs),
    /// Change a snapshot, within bounds, and print the command that undoes it
    Apply(ApplyArgs),
    /// Print what moves from one ring to another, from whom to whom, before anything is changed
    Plan(PlanArgs),
    /// Print what several changes would move, and how balanced each leaves the ring
    Simulate(SimulateArgs),
    /// Write a change as deltas that each move little
    Stage(StageArgs),
    /// Print what moves from one placement to another, on which keys stand elsewhere, and in which slices
    Migrate(MigrateArgs),
    /// Print the placements and key hashes that there are, and what holds for each
    Placements(PlacementsArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print a manual page
    Man(ManArgs),
}

/// `ring-cli match`
#[derive(Args, Debug)]
#[command(after_help = "\
Keys are bytes, taken as they are: a carriage return or a byte order mark belongs to the key.
One --key and nothing else prints the bare id; everything else prints key, tab, id per line.

Node file, one node a line; # starts a comment:
  cache-a
  cache-b weight=2 zone=eu-1 addr=10.0.0.2:11211
JSON (strings or objects with the same names) and CSV (a header with id) are read too, and so are the servers of nginx,
HAProxy, twemproxy, libmemcached, ketama.servers, Prometheus (file_sd) and Kubernetes (EndpointSlices).

Examples:
  ring-cli match --nodes nodes.txt --key user-1
  ring-cli match --nodes nodes.txt --keys keys.txt
  cut -f1 access.log | ring-cli match --nodes nodes.txt
  ring-cli match --nodes nodes.txt --key user-1 --down cache-a
  ring-cli match --nodes nodes.txt --keys keys.txt --format json
  ring-cli match --nodes nodes.txt --key user-1 --key-hash siphash13 --secret-file ring.secret")]
pub struct MatchArgs {
    /// Which keys.
    #[command(flatten)]
    pub keys: KeyArgs,
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
    pub format: ReportFormat,
    /// Where the ring comes from.
    #[command(flatten)]
    pub ring: NodeArgs,
}

/// How commands print that answer with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    Text,
    /// One object, or one a line where there are several things
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
  ring-cli man match > ring-cli-match.1
  ring-cli man snapshot build > ring-cli-snapshot-build.1")]
pub struct ManArgs {
    /// The command whose page it is; without it, the page of the program
    pub command: Vec<String>,
}
