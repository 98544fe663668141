//! `ring-cli plan`

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::{ReportFormat, RingArgs, RuleArgs};
use crate::changes::{ChangeArgs, GROUP as CHANGES};

/// `ring-cli plan`
#[derive(Args, Debug)]
#[command(
    group(ArgGroup::new("rings").args(["from", "nodes"]).required(true)),
    mut_group(CHANGES, |group| group.required(false)),
    override_usage = "ring-cli plan [OPTIONS] --from <FILE> --to <FILE>\n       \
                      ring-cli plan [OPTIONS] --nodes <FILE> <CHANGE>...",
    after_help = "\
Nothing is written, so this is what to look at before apply. Figures are exact: parts of the circle of 2^64 positions,
not samples. With -k 3 each of a key's three replicas counts, so that up to 300 % of the keys can move.

A node that enters a list of replicas copies from the node whose place it takes. Where that one is --down, or the list
grows, the copy is weakened: several of those that are left must be read.

Text prints a summary unless --ranges or --list is given, JSON prints ranges unless --summary, --list or --keys is. A
range is its start (not in it), its end (in it), and the nodes before and after. --expect-fingerprint is that of --nodes,
or of --to.

Exit codes: 0 planned, 1 keys move and --exit-code is given, 2 wrong usage or input.

Examples:
  ring-cli plan --nodes nodes.txt --add cache-d
  ring-cli plan --from ring.snapshot --to nodes.txt
  ring-cli plan --nodes nodes.txt --remove cache-a -k 2 --down cache-a
  ring-cli plan --nodes nodes.txt --reweight cache-b=1 --format json
  ring-cli plan --nodes nodes.txt --remove cache-a --keys keys.txt --list
  ring-cli plan --nodes nodes.txt --add cache-d --plot plan.svg"
)]
pub struct PlanArgs {
    /// The node file, snapshot or image before the change; `-` is standard input
    #[arg(long, value_name = "FILE", requires = "to",
          conflicts_with = CHANGES)]
    pub from: Option<PathBuf>,
    /// The node file, snapshot or image after it; `-` is standard input
    #[arg(long, value_name = "FILE", requires = "from")]
    pub to: Option<PathBuf>,
    /// The node file, snapshot or image that the changes start from; `-` is standard input
    #[arg(long, value_name = "FILE", requires = CHANGES, conflicts_with = "to")]
    pub nodes: Option<PathBuf>,
    /// What to change.
    #[command(flatten)]
    pub changes: Option<ChangeArgs>,
    /// How many replicas.
    #[command(flatten)]
    pub rule: RuleArgs<1>,
    /// A node that data cannot be read from; may be repeated
    #[arg(long, value_name = "ID")]
    pub down: Vec<String>,
    /// Count these keys: a file of key, tab, count, tab, bytes, one a line, the last two if known; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// What is printed.
    #[command(flatten)]
    pub shown: ShownArgs,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// Draw who gives to whom to an SVG file; `-` is standard output, and then nothing else is printed
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// Say by the exit code whether keys move; with --keys, whether any of these does
    #[arg(long)]
    pub exit_code: bool,
    /// What is said about the rings.
    #[command(flatten)]
    pub ring: RingArgs,
}

/// The flags that say what is printed.
#[derive(Args, Clone, Copy, Debug)]
#[group(multiple = false)]
pub struct ShownArgs {
    /// Print what moves in all, for each pair of nodes and for each node
    #[arg(long)]
    pub summary: bool,
    /// Print every range that moves
    #[arg(long, conflicts_with = "keys")]
    pub ranges: bool,
    /// Print each key of --keys that moves, with the nodes that give and get it: a line for each replica
    #[arg(long, requires = "keys")]
    pub list: bool,
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What moves in all.
    Summary,
    /// Ranges.
    Ranges,
    /// Keys.
    List,
}

impl PlanArgs {
    /// What is printed.
    #[must_use]
    pub fn shown(&self) -> Shown {
        match (self.shown, self.format) {
            (ShownArgs { list: true, .. }, _) => Shown::List,
            (ShownArgs { ranges: true, .. }, _) => Shown::Ranges,
            (ShownArgs { summary: false, .. }, ReportFormat::Json) if self.keys.is_none() => Shown::Ranges,
            _ => Shown::Summary,
        }
    }
}
