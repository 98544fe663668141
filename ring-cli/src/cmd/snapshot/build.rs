//! `ring-cli snapshot build`: the ring of a node file as a snapshot.

use std::collections::BTreeSet;
use std::io::Write;

use vnode_ring::{Membership, Placement, Tie};

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
    nodes::without_keys(&membership, limits, &name)?;
    if adopt.is_some() {
        note_ties(&membership);
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

/// Where several nodes have one point: here the smallest placement id owns it, in another program it may be the one that is
/// listed first or last.
fn note_ties(membership: &Membership) {
    let placement = membership.config().placement();
    if placement == Placement::Native || placement.is_explicit() {
        return;
    }
    for Tie { position, nodes } in membership.ties() {
        let ids: BTreeSet<&str> = nodes.iter().map(|node| node.id()).collect();
        let ids: Vec<_> = ids.into_iter().map(|id| Word(id).to_string()).collect();
        let [owner, .., last] = &nodes[..] else { continue };
        let owns = if placement.is_nearest() {
            format!("{} owns what is nearest from below, {} from above", Word(owner.id()), Word(last.id()))
        } else {
            format!("{} owns it", Word(owner.id()))
        };
        failure::note(&format_args!(
            "position {position}: nodes {} have it, here {owns}; {} goes by their order",
            ids.join(", "),
            placement.name()
        ));
    }
}
