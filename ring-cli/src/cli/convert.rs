//! `ring-cli convert`

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum as _};

use super::RingArgs;
use crate::input::Format;

/// `ring-cli convert`
#[derive(Args, Debug)]
#[command(after_help = "\
What is printed is read back as the same nodes: ids, weights, and what places them. What a format has no place for is an
error where it decides owners (vnodes, placement ids, weights), and otherwise left out with a note (zones, attributes).
plain, csv and json hold everything. nginx, haproxy and twemproxy get a block of the name ring: with the placement of that
program its servers and what makes it the same ring, else its servers only, and a note.

Examples:
  ring-cli convert --nodes nodes.txt --to json
  ring-cli convert --nodes nginx.conf --to haproxy
  ring-cli convert --nodes ketama.servers --to twemproxy --divide-weights 300")]
pub struct ConvertArgs {
    /// The node file, snapshot or image; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub nodes: PathBuf,
    /// The format to print
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    pub to: Format,
    /// What is said about the ring.
    #[command(flatten)]
    pub ring: RingArgs,
}

fn format() -> impl clap::builder::IntoResettable<clap::builder::ValueParser> {
    let written = Format::ALL.into_iter().filter(|format| format.is_written());
    PossibleValuesParser::new(written.filter_map(|format| format.to_possible_value()))
        .try_map(|name| Format::from_str(&name, false))
}
