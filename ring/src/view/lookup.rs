//! Which node owns a key, asked of an image.

use super::{NodeView, RingView, format};
use crate::distinct;
use crate::index::NodeIndex;
use crate::position::Position;

impl RingView<'_> {
    /// The owner of a key; `None` when no node has vnodes. Expected O(1).
    #[inline]
    #[must_use]
    pub fn lookup(&self, key: impl AsRef<[u8]>) -> Option<NodeView<'_>> {
        self.lookup_position(self.key_position(key))
    }

    /// The owner of a position; `None` when no node has vnodes. Expected O(1).
    #[inline]
    #[must_use]
    pub fn lookup_position(&self, position: Position) -> Option<NodeView<'_>> {
        let owner = self.table.successor(position.0)?;
        Some(NodeView { view: self, index: NodeIndex(owner) })
    }

    /// The owners of many keys: `owners[i]` becomes that of `keys[i]`. Returns how many: the length of the shorter slice,
    /// or 0 when no node has vnodes. Faster than as many lookups where the image is larger than the cache.
    pub fn lookup_batch<K: AsRef<[u8]>>(&self, keys: &[K], owners: &mut [NodeIndex]) -> usize {
        let position = |key: &K| self.key_position(key).0;
        self.table.successors(keys, owners, position, NodeIndex)
    }

    /// The first node of the preference list that passes a filter: where the key goes while the others are out, and by
    /// [guarantee 7](crate::Placement::guarantees) its owner on the ring without them. `None` when no node with vnodes passes.
    pub fn lookup_where(
        &self,
        key: impl AsRef<[u8]>,
        mut filter: impl FnMut(NodeView<'_>) -> bool,
    ) -> Option<NodeView<'_>> {
        let from = self.key_position(key).0;
        let mut nodes = self.table.walk(from).filter_map(|owner| self.node(NodeIndex(owner)));
        nodes.find(|&node| filter(node))
    }

    /// The first nodes of the preference list: the distinct nodes in ring order, starting with the owner, as many as
    /// `nodes` holds. Returns how many there are.
    pub fn preference_list_into(&self, key: impl AsRef<[u8]>, nodes: &mut [NodeIndex]) -> usize {
        self.preference_list_into_where(key, nodes, |_| true)
    }

    /// The first nodes of the preference list that pass a filter, as many as `nodes` holds: by
    /// [guarantee 7](crate::Placement::guarantees) the list of the ring without the other nodes. Returns how many there are.
    ///
    /// The filter is asked about a node each time that one of its vnodes is met. Where fewer nodes pass than `nodes`
    /// holds, that is a full turn of the ring.
    pub fn preference_list_into_where(
        &self,
        key: impl AsRef<[u8]>,
        nodes: &mut [NodeIndex],
        mut filter: impl FnMut(NodeView<'_>) -> bool,
    ) -> usize {
        let serving = self.count(format::SERVING_AT) as usize;
        let from = self.key_position(key).0;
        let mut walk = self.table.walk(from);
        distinct::fill(nodes, serving, walk.by_ref().map(NodeIndex), |index| {
            self.node(index).is_some_and(&mut filter)
        })
    }

    /// The position of a key.
    #[inline]
    #[must_use]
    pub fn key_position(&self, key: impl AsRef<[u8]>) -> Position {
        self.parts.key_hash.position(key.as_ref())
    }
}
