//! What a view answers.

use vnode_ring::{NodeIndex, NodeRef, NodeView, Position, Ring, RingView, Scratch};

const KEYS: [&[u8]; 4] = [b"", b"a", b"key", b"user-1"];
/// Places on the circle that are asked about whatever the image holds: where tiny placements put vnodes.
const PLACES: u64 = 16;
/// Numbers in the image that are asked about as positions.
const MAX_NUMBERS: usize = 24;

/// Asks a view everything; the bytes need not be those of an image.
pub(super) fn ask_everything(view: &RingView<'_>, bytes: &[u8]) {
    assert_eq!((view.nodes().count(), view.nodes().next().is_none()), (view.len(), view.is_empty()));
    for (number, node) in view.nodes().enumerate() {
        assert_eq!(node.index().get(), number);
        ask_node(view, node, bytes);
    }
    assert!(view.get("").is_none_or(|node| node.id().is_empty()));

    let places = (0..PLACES).map(|place| place << 60);
    let numbers = bytes.rchunks_exact(8).filter_map(|number| number.try_into().ok()).map(u64::from_le_bytes);
    for position in places.chain([u64::MAX]).chain(numbers.take(MAX_NUMBERS)) {
        // Lines may name a node that is not there: it is empty.
        if let Some(owner) = view.lookup_position(Position(position)) {
            let is_there = owner.index().get() < view.len();
            assert_eq!(view.node(owner.index()).map(NodeView::index), is_there.then(|| owner.index()));
            assert!(is_there || owner.weight() == 0 && owner.attributes().next().is_none());
            assert!(is_there || owner.vnode_count() == 0 && owner.zone().is_none());
        }
    }

    let mut owners = [NodeIndex::default(); KEYS.len()];
    let count = view.lookup_batch(&KEYS, &mut owners);
    assert_eq!(count, if view.vnode_count() == 0 { 0 } else { KEYS.len() });
    for (key, owner) in KEYS.iter().zip(&owners[..count]) {
        let alone = view.lookup(key).map(NodeView::index);
        assert_eq!(alone, Some(*owner));
        assert_eq!(alone, view.lookup_position(view.key_position(key)).map(NodeView::index));
        let other = view.lookup_where(key, |node| Some(node.index()) != alone).map(NodeView::index);
        assert!(other.is_none() || other != alone);
    }
    for room in [0, 1, 3, 40] {
        let mut found = vec![NodeIndex::default(); room];
        let count = view.preference_list_into(KEYS[3], &mut found);
        found.truncate(count);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), count, "each node once");
        view.preference_list_into_where(KEYS[2], &mut found, |node| node.weight() > 1);
    }
}

fn ask_node(view: &RingView<'_>, node: NodeView<'_>, bytes: &[u8]) {
    assert_eq!(view.node(node.index()).map(NodeView::weight), Some(node.weight()));
    let found = view.get(node.id());
    assert!(found.is_none_or(|found| found.id() == node.id()));
    let attribute = node.attributes().find(|(name, _)| *name == "addr").map(|(_, value)| value);
    assert_eq!(node.attribute("addr"), attribute);
    // Names and values are read where they are, each with its length before it.
    assert!(
        node.attributes().map(|(name, value)| name.len() + value.len() + 2).sum::<usize>() <= bytes.len()
    );
    let texts = [Some(node.id()), Some(node.placement_id()), node.zone(), attribute];
    assert!(view.has_texts() || texts.iter().flatten().all(|text| text.is_empty()));
}

/// An image of the same membership as a ring.
pub(super) fn same_answers(view: &RingView<'_>, ring: &Ring) {
    let membership = ring.membership();
    assert_eq!((&view.config(), view.fingerprint()), (membership.config(), membership.fingerprint()));
    assert_eq!(view.placement_fingerprint(), membership.placement_fingerprint());
    assert_eq!((view.len(), view.vnode_count()), (membership.len(), ring.vnode_count()));
    let ids: Vec<&str> = ring.nodes().map(NodeRef::id).collect();
    for (told, node) in view.nodes().zip(ring.nodes()) {
        assert_eq!(u64::from(told.vnode_count()), ring.vnode_count_of(node));
        assert_eq!(told.weight(), node.weight());
        if view.has_texts() {
            assert_eq!((told.id(), told.placement_id()), (node.id(), node.node().placement_id()));
            assert_eq!(told.zone(), node.zone());
            assert!(told.attributes().eq(node.node().attributes()));
        }
    }
    let id_of = |node: NodeView<'_>| ids[node.index().get()];
    let mut scratch = Scratch::default();
    for (position, _) in ring.vnodes_in_order(&mut scratch) {
        for position in [position, Position(position.0.wrapping_add(1))] {
            let owner = ring.lookup_position(position).map(NodeRef::id);
            assert_eq!(view.lookup_position(position).map(id_of), owner, "{position}");
        }
    }
    for key in KEYS {
        let mut found = vec![NodeIndex::default(); ids.len()];
        let count = view.preference_list_into(key, &mut found);
        let list = found[..count].iter().map(|index| ids[index.get()]);
        assert!(list.eq(ring.preference_list(key).map(NodeRef::id)));
        assert_eq!(view.lookup(key).map(id_of), ring.lookup(key).map(NodeRef::id));
    }
}
