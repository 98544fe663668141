//! Who gets what a node has when it fails.

use super::walks::Walk;
use crate::index::NodeIndex;
use crate::membership::NodeRef;
use crate::position::Range;
use crate::ring::Ring;
use crate::rule::MAX_REPLICAS;
use crate::tally::Tally;

/// What one node gets when another one fails: the keys of that one go to the next node of their lists.
#[derive(Clone, Copy, Debug)]
pub struct Heir<'a> {
    /// The node that fails, or, where [guarantee 7](crate::Placement::guarantees) holds, leaves.
    pub leaver: NodeRef<'a>,
    /// The node that gets most of what it had.
    pub survivor: NodeRef<'a>,
    /// How many positions it gets.
    pub extra: u128,
}

/// What nodes get when others leave, each by itself.
#[derive(Default)]
pub(super) struct Heirs {
    /// By who leaves and who gets it.
    extra: Tally,
}

impl Heirs {
    /// Lets each node of a range's list leave. All its positions have one heir, because no vnode is in it.
    pub(super) fn count(&mut self, range: Range, list: &[NodeIndex], walk: &Walk<'_>) {
        let mut nodes = [NodeIndex::default(); MAX_REPLICAS];
        for &leaver in list {
            let after = walk.list(&mut nodes, Some(leaver));
            if let Some(&heir) = after.iter().find(|node| !list.contains(node)) {
                self.extra.add((leaver.0, heir.0), range.width());
            }
        }
    }

    pub(super) fn worst<'a>(&self, ring: &'a Ring) -> Option<Heir<'a>> {
        let at = |slot: u32| ring.membership().at(slot);
        let heirs = self.extra.iter().map(|((leaver, survivor), extra)| Heir {
            leaver: at(leaver),
            survivor: at(survivor),
            extra,
        });
        // Of equal ones the first by ids: slots must not show.
        heirs.max_by(|a, b| {
            let ids = |heir: &Heir<'a>| (heir.leaver.id(), heir.survivor.id());
            a.extra.cmp(&b.extra).then_with(|| ids(b).cmp(&ids(a)))
        })
    }
}
