//! `ring-cli simulate`

use std::path::PathBuf;

use clap::Args;

use super::{ReportFormat, RingArgs, RuleArgs};

/// `ring-cli simulate`
#[derive(Args, Debug)]
#[command(after_help = "\
A scenario is one line: [NAME:] FLAG..., quoted as in a shell; # starts a comment. Flags are the changes of apply and
plan, and two more. Each scenario starts from the same ring. Nothing is written.
  one more: --add 'cache-d zone=eu-1'
  swap: --remove cache-a --add cache-e
  --reweight cache-b=1
  even: --calibrate
  slowly: --add cache-d --calibrate 5% --max-step 2%

--calibrate [BAND] makes the changed ring even, as calibrate --band does. --max-step PERCENT does all of it in stages, as
stage does: the line of the scenario says what they move together, and a line for each what it moves and how balanced the
ring is after it.

The first line printed is the ring as it is. What moves is exact, in parts of the keys; with -k 3 each of a key's three
replicas counts. max/mean, min/mean and variation compare the shares of nodes by weight, where 1, 1 and 0 are even;
worst heir is what one node gets at most when another one fails.

Examples:
  ring-cli simulate --nodes nodes.txt scenarios.txt
  ring-cli simulate --nodes nodes.txt --scenario '--add cache-d' --scenario '--remove cache-a'
  ring-cli simulate --nodes nodes.txt --scenario '--add cache-d --calibrate --max-step 5%'
  ring-cli simulate --nodes nodes.txt scenarios.txt -k 2 --format json")]
pub struct SimulateArgs {
    /// The file of scenarios; `-` is standard input
    #[arg(required_unless_present = "scenario")]
    pub scenarios: Option<PathBuf>,
    /// A scenario, after those of the file; may be repeated
    #[arg(long, value_name = "LINE", allow_hyphen_values = true)]
    pub scenario: Vec<String>,
    /// The node file, snapshot or image that each scenario starts from; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub nodes: PathBuf,
    /// How many replicas.
    #[command(flatten)]
    pub rule: RuleArgs<1>,
    /// How to print the comparison
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}
