//! `ring-cli fingerprint`: what tells a ring from any other.

use std::io::Write;

use crate::cli::FingerprintArgs;
use crate::failure::Failure;
use crate::nodes::Loaded;
use crate::secret::Need;

pub(super) fn run(args: &FingerprintArgs, out: &mut impl Write) -> Result<(), Failure> {
    let membership = Loaded::read(&args.file, &args.ring, Need::KeyCheck)?.membership;
    let fingerprint =
        if args.placement_only { membership.placement_fingerprint() } else { membership.fingerprint() };
    writeln!(out, "{fingerprint}").map_err(Failure::output)
}
