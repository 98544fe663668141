//! Where a key is written and read.

use super::Transition;
use super::state::Side;
use crate::index::NodeIndex;
use crate::membership::NodeRef;
use crate::position::Position;
use crate::ring::Ring;
use crate::rule::MAX_REPLICAS;

/// The nodes of one list, and how many of them must answer.
#[derive(Clone, Copy, Debug)]
pub struct ReplicaSet<'t> {
    ring: &'t Ring,
    nodes: [NodeIndex; MAX_REPLICAS],
    len: usize,
    needed: usize,
}

impl<'t> ReplicaSet<'t> {
    /// The nodes in ring order, the owner first.
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeRef<'t>> + Clone + use<'t> {
        let Self { ring, nodes, len, .. } = *self;
        (0..len).map(move |at| ring.membership().at(nodes[at].0))
    }

    /// How many of them must answer. One where there are none, which so can never be.
    #[must_use]
    pub const fn needed(&self) -> usize {
        self.needed
    }

    /// Whether enough have answered.
    #[must_use]
    pub fn is_met(&self, has_answered: impl FnMut(NodeRef<'t>) -> bool) -> bool {
        let mut has_answered = has_answered;
        self.nodes().filter(|&node| has_answered(node)).count() >= self.needed
    }
}

/// The lists that a write goes to: old, new or both. It counts once it has enough acknowledgements in each; a node that is
/// in both counts in both.
#[derive(Clone, Copy, Debug)]
pub struct WriteSet<'t> {
    old: Option<ReplicaSet<'t>>,
    new: Option<ReplicaSet<'t>>,
}

impl<'t> WriteSet<'t> {
    /// The old list, where writes go to it.
    #[must_use]
    pub const fn old_list(&self) -> Option<&ReplicaSet<'t>> {
        self.old.as_ref()
    }

    /// The new list, where writes go to it.
    #[must_use]
    pub const fn new_list(&self) -> Option<&ReplicaSet<'t>> {
        self.new.as_ref()
    }

    /// The nodes to send the write to, each once: those of the old list, then those that only the new one has.
    pub fn nodes(&self) -> impl Iterator<Item = NodeRef<'t>> + use<'t> {
        let of = |set: Option<ReplicaSet<'t>>| set.into_iter().flat_map(|set| set.nodes());
        let old = self.old;
        of(old).chain(of(self.new).filter(move |node| !of(old).any(|other| other.id() == node.id())))
    }

    /// Whether the write counts: enough have acknowledged it in each list.
    #[must_use]
    pub fn is_met(&self, has_acknowledged: impl FnMut(NodeRef<'t>) -> bool) -> bool {
        let mut has_acknowledged = has_acknowledged;
        [&self.old, &self.new].into_iter().flatten().all(|set| set.is_met(&mut has_acknowledged))
    }
}

impl Transition {
    /// Where a write of a key goes. No allocation; costs two [`Ring::replicas_into`].
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Quorum, Ring, Transition};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let delta = ring.change().replace("b", Node::new("c"))?.delta()?;
    /// let mut transition = Transition::new(ring, 2, Quorum::majority(2))?;
    /// transition.begin(&delta, 0)?;
    ///
    /// let write = transition.write_set("user-1");
    /// assert_eq!(write.nodes().count(), 3);
    /// assert!(!write.is_met(|node| node.id() != "b")); // the old list needs b
    /// assert!(write.is_met(|_| true));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn write_set(&self, key: impl AsRef<[u8]>) -> WriteSet<'_> {
        self.write_set_at(self.old.key_position(key))
    }

    /// Where a write of a key at that position goes: see [`write_set`](Self::write_set).
    #[must_use]
    pub fn write_set_at(&self, position: Position) -> WriteSet<'_> {
        let set = |side| {
            let needed = |nodes| self.quorum.write_of(nodes);
            self.state.writes(side).then(|| self.replica_set(side, position, needed))
        };
        WriteSet { old: set(Side::Old), new: set(Side::New) }
    }

    /// Where a read of a key goes. No allocation.
    #[must_use]
    pub fn read_set(&self, key: impl AsRef<[u8]>) -> ReplicaSet<'_> {
        self.read_set_at(self.old.key_position(key))
    }

    /// Where a read of a key at that position goes: see [`read_set`](Self::read_set).
    #[must_use]
    pub fn read_set_at(&self, position: Position) -> ReplicaSet<'_> {
        self.replica_set(self.state.reads(), position, |nodes| self.quorum.read_of(nodes))
    }

    fn replica_set(
        &self,
        side: Side,
        position: Position,
        needed: impl FnOnce(usize) -> usize,
    ) -> ReplicaSet<'_> {
        let ring = self.ring_of(side);
        let mut nodes = [NodeIndex::default(); MAX_REPLICAS];
        let list = &mut nodes[..self.rule.replicas()];
        let len = ring.replicas_at_into_where(position, self.rule.zones(), list, |_| true).nodes;
        ReplicaSet { ring, nodes, len, needed: needed(len) }
    }
}
