//! `ring-cli placements`

use clap::Args;

use super::ReportFormat;

/// `ring-cli placements`
#[derive(Args, Debug)]
#[command(after_help = "\
Guarantees are those of docs/guarantees.md; what each placement is, and what it was compared with, is in
docs/placements.md. --down answers as the ring without the node does, whatever the placement.

Examples:
  ring-cli placements
  ring-cli placements --format json
  ring-cli match --nodes nodes.txt --placement nginx --key /img/1.png")]
pub struct PlacementsArgs {
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}
