//! Sets of nodes, counted.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::index::NodeIndex;

/// Sets of nodes by number.
#[derive(Default)]
pub(super) struct Sets(BTreeSet<Vec<NodeIndex>>);

impl Sets {
    pub(super) fn insert(&mut self, nodes: &[NodeIndex]) {
        let mut set = nodes.to_vec();
        set.sort_unstable();
        self.0.insert(set);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
