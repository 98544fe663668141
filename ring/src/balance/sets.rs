//! Sets of nodes, counted.

use alloc::vec::Vec;

use hashbrown::HashSet;

use crate::index::NodeIndex;
use crate::rule::MAX_REPLICAS;

/// Sets of at most [`MAX_REPLICAS`] nodes.
#[derive(Default)]
pub(super) struct Sets(HashSet<Vec<NodeIndex>>);

impl Sets {
    pub(super) fn insert(&mut self, nodes: &[NodeIndex]) {
        let mut set = [NodeIndex::default(); MAX_REPLICAS];
        let set = &mut set[..nodes.len()];
        set.copy_from_slice(nodes);
        set.sort_unstable();
        if !self.0.contains(&*set) {
            self.0.insert(set.to_vec());
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
