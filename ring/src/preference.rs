//! Preference lists: the distinct nodes in ring order, starting with the owner.

use alloc::vec;
use alloc::vec::Vec;

use crate::membership::NodeRef;
use crate::position::Position;
use crate::ring::Ring;

impl Ring {
    /// The distinct nodes in ring order, starting with the owner of the key: where the key goes when the nodes before
    /// are out, and where its replicas are. Drained nodes are not in it.
    ///
    /// Lazy, and at most one turn of the ring. Allocates one bit per node.
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
        self.walk(position).filter(move |node| seen.insert(node.index().get()))
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
