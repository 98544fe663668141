//! The image of a ring is the image of one that was built anew, and answers as the model does.

use vnode_ring::{Limits, Membership, NodeIndex, NodeView, Ring, RingView, Secret};

use super::compare::{Compared, owners};
use crate::ops::IDS;
use crate::seeds::SECRET;

const EPOCH: std::ops::Range<usize> = 40..48;
const CHECKSUM_BYTES: usize = 8;

impl Compared<'_> {
    /// Returns the membership that the image holds. `fresh` is a ring of the same nodes, without a history.
    pub(super) fn check_image(&self, fresh: &Ring, limits: Limits) -> Membership {
        let image = self.ring.to_image();
        assert_eq!(without_epoch(image.clone()), without_epoch(fresh.to_image()));
        self.check_view(&image);
        self.check_view(&self.ring.to_image_without_texts());
        Membership::from_image(&image, limits).expect("it was just written")
    }

    fn check_view(&self, image: &[u8]) {
        let view = match self.ring.config().key_check() {
            Some(_) => RingView::parse_with_secret(image, &Secret::new(SECRET)),
            None => RingView::parse(image),
        };
        let view = view.expect("it was just written");
        assert_eq!(view.verify(), Ok(()));
        let (membership, content) = (self.ring.membership(), self.content);
        assert_eq!(&view.config(), membership.config());
        assert_eq!((view.epoch(), view.fingerprint()), (membership.epoch(), membership.fingerprint()));
        assert_eq!(view.placement_fingerprint(), membership.placement_fingerprint());
        assert_eq!(view.vnode_count(), self.ring.vnode_count());
        let ids: Vec<&str> = content.ids().collect();
        assert_eq!(view.len(), ids.len());
        for ((node, view_node), id) in content.nodes().zip(view.nodes()).zip(&ids) {
            assert_eq!(u64::from(view_node.vnode_count()), content.vnodes_of(id));
            assert_eq!(view_node.weight(), node.weight());
            if view.has_texts() {
                let found = view.get(id).map(NodeView::index);
                assert_eq!((view_node.id(), found), (*id, Some(view_node.index())));
                assert_eq!((view_node.placement_id(), view_node.zone()), (node.placement_id(), node.zone()));
                assert!(view_node.attributes().eq(node.attributes()));
            }
        }

        let id_of = |index: NodeIndex| ids[index.get()];
        for (position, owner) in owners(&self.circle.in_order(content)) {
            let found = view.lookup_position(position).map(|node| id_of(node.index()));
            assert_eq!(found, owner, "{position}");
        }
        for key in [&b""[..], b"a", b"key"] {
            let list = self.circle.list(content, self.circle.key_hasher().position(key));
            let mut found = [NodeIndex::default(); IDS.len()];
            let count = view.preference_list_into(key, &mut found);
            assert!(found[..count].iter().map(|&index| id_of(index)).eq(list.iter().copied()));
            assert_eq!(view.lookup(key).map(|node| id_of(node.index())), list.first().copied());
            let second = view.lookup_where(key, |node| Some(id_of(node.index())) != list.first().copied());
            assert_eq!(second.map(|node| id_of(node.index())), list.get(1).copied());
        }
    }
}

fn without_epoch(mut image: Vec<u8>) -> Vec<u8> {
    image[EPOCH].fill(0);
    image.truncate(image.len() - CHECKSUM_BYTES);
    image
}
