//! `ring-cli image`

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::{BuildArgs, InspectArgs};

/// `ring-cli image`
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  ring-cli image build --nodes nodes.txt -o ring.image
  ring-cli image inspect ring.image")]
pub enum ImageCommand {
    /// Write the compiled ring of a node file as an image
    Build(ImageBuildArgs),
    /// Check an image, all of it, and show what it holds
    #[command(after_help = "\
All vnodes are worked out again and compared. Where the image has ids, so is everything else; an image without them is
as good as what it states of its nodes. No secret is needed. Where the image has ids, the members ring and nodes of the
JSON object are a node file.

Examples:
  ring-cli image inspect ring.image
  ring-cli image inspect --format json - < ring.image")]
    Inspect(InspectArgs),
}

/// `ring-cli image build`
#[derive(Args, Debug)]
#[command(after_help = "\
An image is a ring that programs map and ask without reading it first. The file is replaced whole: who has the old one
mapped keeps it, so open it anew for the new one. Never write to one in place.

Examples:
  ring-cli image build --nodes nodes.txt -o ring.image
  ring-cli image build --nodes ring.snapshot --no-ids -o small.image
  ring-cli image build --nodes nodes.txt --format-version 1 -o - > ring.image")]
pub struct ImageBuildArgs {
    /// Which ring, and where it goes.
    #[command(flatten)]
    pub build: BuildArgs,
    /// The version of the format, for programs that know no later one
    #[arg(long, value_name = "N", default_value = "1", value_parser = PossibleValuesParser::new(["1"]))]
    pub format_version: String,
    /// Leave out ids, zones and attributes: answers are the numbers of nodes, in the order of ids
    #[arg(long)]
    pub no_ids: bool,
}
