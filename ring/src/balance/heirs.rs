//! Who gets what a node has when it leaves.

use alloc::collections::BTreeMap;

use crate::index::NodeIndex;
use crate::membership::NodeRef;
use crate::position::Range;
use crate::ring::Ring;
use crate::rule::{MAX_REPLICAS, ReplicaRule};

/// What one node gets when another one leaves.
#[derive(Clone, Copy, Debug)]
pub struct Heir<'a> {
    /// The node that leaves.
    pub leaver: NodeRef<'a>,
    /// The node that gets most of what it had.
    pub survivor: NodeRef<'a>,
    /// How many positions it gets.
    pub extra: u128,
}

pub(super) struct Heirs<'a> {
    ring: &'a Ring,
    rule: ReplicaRule,
    /// By the slots of who leaves and who gets it.
    extra: BTreeMap<(NodeIndex, NodeIndex), u128>,
}

impl<'a> Heirs<'a> {
    pub(super) const fn new(ring: &'a Ring, rule: ReplicaRule) -> Self {
        Self { ring, rule, extra: BTreeMap::new() }
    }

    /// Lets each node of a list leave by itself. Between vnodes, so that all positions have one heir.
    pub(super) fn count(&mut self, range: Range, list: &[NodeIndex]) {
        let mut nodes = [NodeIndex::default(); MAX_REPLICAS];
        let nodes = &mut nodes[..self.rule.replicas()];
        for &leaver in list {
            let stays = |node: NodeRef<'_>| node.index() != leaver;
            let placed = self.ring.replicas_at_into_where(range.end, self.rule.zones(), nodes, stays);
            if let Some(heir) = nodes[..placed.nodes].iter().find(|node| !list.contains(node)) {
                *self.extra.entry((leaver, *heir)).or_default() += range.width();
            }
        }
    }

    pub(super) fn worst(&self) -> Option<Heir<'a>> {
        let at = |index: NodeIndex| self.ring.membership().at(index.0);
        let heirs = self.extra.iter().map(|(&(leaver, survivor), &extra)| Heir {
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
