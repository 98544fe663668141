//! `ring-cli image build`: the ring of a node file as an image.

use std::io::Write;

use crate::cli::ImageBuildArgs;
use crate::durable;
use crate::failure::Failure;
use crate::nodes;

pub(super) fn run(args: &ImageBuildArgs, out: &mut impl Write) -> Result<(), Failure> {
    let ring = nodes::compile(&args.build.nodes, &args.build.ring)?;
    let bytes = if args.no_ids { ring.to_image_without_texts() } else { ring.to_image() };
    durable::write(&args.build.output, &bytes, out)
}
