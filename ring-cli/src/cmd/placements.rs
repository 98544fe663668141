//! `ring-cli placements`: what rings there are.

use std::io::Write;

use crate::cli::{PlacementsArgs, ReportFormat};
use crate::failure::Failure;
use crate::output::placements;

pub(super) fn run(args: &PlacementsArgs, out: &mut impl Write) -> Result<(), Failure> {
    let text = match args.format {
        ReportFormat::Text => placements::text(),
        ReportFormat::Json => placements::json(),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}
