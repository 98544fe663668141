//! `ring-cli snapshot inspect`: what a snapshot or a delta file holds.

use std::io::Write;

use vnode_ring::{FileKind, HIGHEST_MAX_VNODES, Limits};

use crate::cli::{ReportFormat, SnapshotInspectArgs};
use crate::failure::Failure;
use crate::input;
use crate::output::ring;
use crate::snapshot;

pub(super) fn run(args: &SnapshotInspectArgs, out: &mut impl Write) -> Result<(), Failure> {
    let name = input::name_of(&args.file);
    let bytes = input::read(&args.file)?;
    // Nothing is compiled.
    let limits = Limits::default().with_max_vnodes(HIGHEST_MAX_VNODES).expect("the highest limit is one");
    let text = if FileKind::of(&bytes) == Some(FileKind::Delta) {
        let delta = snapshot::decode_delta(&name, &bytes, limits)?;
        match args.format {
            ReportFormat::Text => ring::delta_text(&delta),
            ReportFormat::Json => format!("{}\n", ring::delta_json(&delta)),
        }
    } else {
        let membership = snapshot::decode(&name, &bytes, limits)?;
        match args.format {
            ReportFormat::Text => ring::text(&membership),
            ReportFormat::Json => format!("{}\n", ring::json(&membership)),
        }
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}
