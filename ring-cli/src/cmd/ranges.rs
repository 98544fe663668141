//! `ring-cli ranges`: who has each range of the circle.

use std::io::Write;

use vnode_ring::NodeRef;

use crate::cli::RangesArgs;
use crate::failure::Failure;
use crate::nodes;
use crate::output::ranges;
use crate::secret::Need;

/// How much is written at a time.
const BLOCK_BYTES: usize = 64 << 10;

pub(super) fn run(args: &RangesArgs, out: &mut impl Write) -> Result<(), Failure> {
    let ring = nodes::load_placed(&args.ring, Need::KeyCheck)?.serving;
    let rule = args.rule.rule();
    super::replicas::note_shortage(&ring, rule);
    let ranges = ring.ranges(rule).map_err(|error| Failure::Input(error.to_string()))?;
    let lines = ranges::Lines::new(args.format, &ring);
    let mut buffer = Vec::new();
    lines.begin(&mut buffer);
    for range in ranges.iter() {
        lines.add(&mut buffer, range.range(), range.nodes().map(NodeRef::index));
        if buffer.len() >= BLOCK_BYTES {
            out.write_all(&buffer).map_err(Failure::output)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer).map_err(Failure::output)
}
