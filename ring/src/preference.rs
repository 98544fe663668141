//! Preference lists: the distinct nodes in ring order, starting with the owner.

use alloc::vec;
use alloc::vec::Vec;

use crate::distinct;
use crate::index::NodeIndex;
use crate::membership::NodeRef;
use crate::position::Position;
use crate::ring::Ring;

impl Ring {
    /// The distinct nodes in ring order, starting with the owner of the key: where the key goes when the nodes before
    /// are out, and where its replicas are. Drained nodes are not in it.
    ///
    /// Lazy; a filter on it gives, by [guarantee 7](crate::Placement::guarantees), the list of the ring without the nodes that
    /// do not pass. Allocates one bit per node; [`preference_list_into`](Self::preference_list_into) allocates nothing.
    ///
    /// Goes from vnode to vnode until all nodes are found, at most one turn: with nodes of equal weight that is little
    /// more than one vnode per node asked for, but next to a node that holds nearly all vnodes it is long.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Ring};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new))?;
    /// let replicas: Vec<&str> = ring.preference_list("user-1").take(2).map(|node| node.id()).collect();
    /// assert_eq!(replicas[0], ring.lookup("user-1").unwrap().id());
    /// assert_ne!(replicas[0], replicas[1]);
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    pub fn preference_list(&self, key: impl AsRef<[u8]>) -> impl Iterator<Item = NodeRef<'_>> {
        self.preference_list_at(self.key_position(key))
    }

    /// The preference list of a position: see [`preference_list`](Self::preference_list).
    pub fn preference_list_at(&self, position: Position) -> impl Iterator<Item = NodeRef<'_>> {
        let mut seen = SlotSet::new(self.membership().slots());
        self.walk(position).filter(move |node| seen.insert(node.index().get())).take(self.serving_nodes())
    }

    /// The first nodes of the preference list, as many as `nodes` holds. Returns how many there are. No allocation.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, NodeIndex, Ring};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let mut replicas = [NodeIndex::default(); 3];
    /// assert_eq!(ring.preference_list_into("user-1", &mut replicas), 2);
    /// assert_eq!(ring.node(replicas[0]).unwrap().id(), ring.lookup("user-1").unwrap().id());
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    pub fn preference_list_into(&self, key: impl AsRef<[u8]>, nodes: &mut [NodeIndex]) -> usize {
        self.preference_list_into_where(key, nodes, |_| true)
    }

    /// The first nodes of the preference list that pass a filter, as many as `nodes` holds: by
    /// [guarantee 7](crate::Placement::guarantees) the list of the ring without the other nodes. Returns how many there are. No
    /// allocation.
    ///
    /// The filter is asked about a node each time that one of its vnodes is met. Where fewer nodes pass than `nodes`
    /// holds, that is a full turn of the ring.
    pub fn preference_list_into_where(
        &self,
        key: impl AsRef<[u8]>,
        nodes: &mut [NodeIndex],
        mut filter: impl FnMut(NodeRef<'_>) -> bool,
    ) -> usize {
        let walk = self.walk(self.key_position(key)).map(NodeRef::index);
        distinct::fill(nodes, self.serving_nodes(), walk, |index| filter(self.membership().at(index.0)))
    }

    /// The first node of the preference list that passes a filter: where the key goes while the others are out, and by
    /// [guarantee 7](crate::Placement::guarantees) its owner on the ring without them. `None` when no node with vnodes passes.
    /// No allocation.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Ring};
    ///
    /// let mut ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new))?;
    /// let owner = ring.lookup("user-1").unwrap().id().to_owned();
    /// let heir = ring.lookup_where("user-1", |node| node.id() != owner).unwrap().id().to_owned();
    ///
    /// ring.remove(&owner)?;
    /// assert_eq!(ring.lookup("user-1").unwrap().id(), heir);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lookup_where(
        &self,
        key: impl AsRef<[u8]>,
        mut filter: impl FnMut(NodeRef<'_>) -> bool,
    ) -> Option<NodeRef<'_>> {
        self.walk(self.key_position(key)).find(|&node| filter(node))
    }
}

/// A set of node slots, one bit each.
struct SlotSet {
    words: Vec<u64>,
}

impl SlotSet {
    fn new(slots: usize) -> Self {
        Self { words: vec![0; slots.div_ceil(64)] }
    }

    /// Whether the slot was not in the set before.
    fn insert(&mut self, slot: usize) -> bool {
        let (word, bit) = (&mut self.words[slot / 64], 1 << (slot % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}
