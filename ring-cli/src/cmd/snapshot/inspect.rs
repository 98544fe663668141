//! `ring-cli snapshot inspect`: what a snapshot or a delta file holds.

use std::io::Write;

use vnode_ring::FileKind;

use crate::binary;
use crate::cli::{InspectArgs, ReportFormat};
use crate::failure::Failure;
use crate::input;
use crate::output::ring;

pub(super) fn run(args: &InspectArgs, out: &mut impl Write) -> Result<(), Failure> {
    let name = input::name_of(&args.file);
    let bytes = input::read(&args.file)?;
    let limits = binary::any_size();
    let text = match FileKind::of(&bytes) {
        Some(kind @ FileKind::Image) => {
            return Err(Failure::Input(format!("{name}: this is {kind}; see ring-cli image inspect")));
        }
        Some(FileKind::Delta) => {
            let delta = binary::delta(&name, &bytes, limits)?;
            match args.format {
                ReportFormat::Text => ring::delta_text(&delta),
                ReportFormat::Json => format!("{}\n", ring::delta_json(&delta)),
            }
        }
        _ => {
            let membership = binary::membership(&name, &bytes, limits)?;
            match args.format {
                ReportFormat::Text => ring::text(&membership),
                ReportFormat::Json => format!("{}\n", ring::json(&membership)),
            }
        }
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}
