//! `ring-cli snapshot build`: the ring of a node file as a snapshot.

use std::collections::BTreeSet;
use std::io::Write;

use vnode_ring::{Placement, Position, Ring, Scratch};

use crate::cli::{RingArgs, SnapshotArgs};
use crate::durable;
use crate::failure::{self, Failure};
use crate::nodes::{self, Loaded};
use crate::secret::Need;
use crate::shown::Word;

pub(super) fn run(args: &SnapshotArgs, out: &mut impl Write) -> Result<(), Failure> {
    let SnapshotArgs { build, adopt } = args;
    let ring = match adopt.flatten() {
        Some(adopted) => of_placement(&build.ring, adopted)?,
        None => build.ring.clone(),
    };
    let Loaded { name, mut membership, limits, .. } = Loaded::read(&build.nodes, &ring, Need::KeyCheck)?;
    // Whoever reads the snapshot compiles it.
    let compiled = nodes::without_keys(&membership, limits, &name)?;
    if adopt.is_some() {
        note_ties(&compiled);
        membership = membership
            .to_explicit(limits)
            .map_err(|error| Failure::Input(format!("{name}: {error} (--adopt)")))?;
    }
    durable::write(&build.output, &membership.to_snapshot(), out)
}

/// The flags with the placement that `--adopt` names.
fn of_placement(args: &RingArgs, adopted: Placement) -> Result<RingArgs, Failure> {
    match args.placement {
        Some(placement) if placement != adopted => Err(Failure::Input(format!(
            "--adopt {} contradicts --placement {}; drop one",
            adopted.name(),
            placement.name()
        ))),
        _ => Ok(RingArgs { placement: Some(adopted), ..args.clone() }),
    }
}

/// Where several nodes have one position: here the smallest placement id owns it, in another program it may be the one that
/// is listed first or last.
fn note_ties(ring: &Ring) {
    let placement = ring.config().placement();
    if placement == Placement::Native || placement.is_explicit() {
        return;
    }
    let side = ring.config().side();
    let mut scratch = Scratch::default();
    let vnodes: Vec<(Position, &str)> =
        ring.vnodes_in_order(&mut scratch).map(|(position, node)| (position, node.id())).collect();
    for tied in vnodes.chunk_by(|(one, _), (other, _)| one == other).filter(|tied| tied.len() > 1) {
        let nodes: BTreeSet<&str> = tied.iter().map(|&(_, id)| id).collect();
        if let (Some(&(position, owner)), true) = (tied.first(), nodes.len() > 1) {
            let nodes: Vec<_> = nodes.into_iter().map(|id| Word(id).to_string()).collect();
            failure::note(&format_args!(
                "position {}: nodes {} have it, here {} owns it; {} goes by their order",
                side.turn(position),
                nodes.join(", "),
                Word(owner),
                placement.name()
            ));
        }
    }
}
