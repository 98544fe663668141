//! `ring-cli snapshot build`: the ring of a node file as a snapshot.

use std::io::Write;

use crate::cli::BuildArgs;
use crate::durable;
use crate::failure::Failure;
use crate::nodes::{self, Loaded};
use crate::secret::Need;

pub(super) fn run(args: &BuildArgs, out: &mut impl Write) -> Result<(), Failure> {
    let Loaded { name, membership, limits, .. } = Loaded::read(&args.nodes, &args.ring, Need::KeyCheck)?;
    // Whoever reads the snapshot compiles it.
    nodes::without_keys(&membership, limits, &name)?;
    durable::write(&args.output, &membership.to_snapshot(), out)
}
