//! `ring-cli replicas`

use clap::Args;

use super::{KeyArgs, NodeArgs, RuleArgs};
use crate::output::ListFormat;

/// `ring-cli replicas`
#[derive(Args, Debug)]
#[command(after_help = "\
Nodes stand in ring order, the owner first: the order in which a key goes on to the next node when one is out. One --key
and nothing else prints the ids with tabs between; everything else prints key and ids with tabs between. What the nodes
cannot meet, of replicas or of zones, is said once on standard error, and in each JSON object.

Examples:
  ring-cli replicas --nodes nodes.txt --key user-1
  ring-cli replicas --nodes nodes.txt --key user-1 -k 2 --zones spread
  ring-cli replicas --nodes nodes.txt --keys keys.txt --format json
  ring-cli replicas --nodes nodes.txt --keys keys.txt -k 2 --down cache-a")]
pub struct ReplicasArgs {
    /// Which keys.
    #[command(flatten)]
    pub keys: KeyArgs,
    /// How many replicas.
    #[command(flatten)]
    pub rule: RuleArgs<3>,
    /// How to print the answers
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
    /// Where the ring comes from.
    #[command(flatten)]
    pub ring: NodeArgs,
}
