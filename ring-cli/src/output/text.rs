//! Plain text: key, tab, id.

use vnode_ring::{NodeIndex, Ring};

use super::{Answers, PerNode};

pub(super) struct Text(PerNode);

impl Text {
    pub(super) fn new(ring: &Ring, terminator: u8) -> Self {
        Self(PerNode::new(ring, |node| [b"\t", node.id().as_bytes(), &[terminator]].concat()))
    }
}

impl Answers for Text {
    fn answer(&self, out: &mut Vec<u8>, key: &[u8], owner: NodeIndex) {
        out.extend_from_slice(key);
        out.extend_from_slice(self.0.of(owner));
    }
}
