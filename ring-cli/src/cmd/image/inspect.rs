//! `ring-cli image inspect`: whether an image is right, and what it holds.

use std::io::Write;

use vnode_ring::FileKind;

use crate::binary;
use crate::cli::{InspectArgs, ReportFormat};
use crate::failure::Failure;
use crate::input;
use crate::output::image;

pub(super) fn run(args: &InspectArgs, out: &mut impl Write) -> Result<(), Failure> {
    let name = input::name_of(&args.file);
    let bytes = input::read(&args.file)?;
    if let Some(kind @ (FileKind::Snapshot | FileKind::Delta)) = FileKind::of(&bytes) {
        return Err(Failure::Input(format!("{name}: this is {kind}; see ring-cli snapshot inspect")));
    }
    let (image, membership) = binary::image(&name, &bytes)?;
    let text = match args.format {
        ReportFormat::Text => image::text(&image, membership.as_ref(), bytes.len()),
        ReportFormat::Json => format!("{}\n", image::json(&image, membership.as_ref(), bytes.len())),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}
