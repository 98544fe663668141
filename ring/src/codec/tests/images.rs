//! Images: what they answer, that there is one for each content, and that other bytes do no harm.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::fix_checksum;
use crate::tests::arbitrary::{config, full_nodes, nodes};
use crate::tests::oracle;
use crate::{
    Config, DecodeReason, Limits, Membership, Node, NodeIndex, NodeRef, NodeView, Position, Ring, RingView,
    Secret,
};

/// Everything that a view can be asked; it must come to an end, whatever the bytes are.
fn ask_everything(view: &RingView<'_>) -> usize {
    let mut bytes = format!("{view:?} {:?} {}", view.config(), view.fingerprint()).len();
    bytes += view.placement_fingerprint().to_le_bytes().len();
    for node in view.nodes() {
        bytes += node.id().len() + node.placement_id().len() + node.zone().map_or(0, str::len);
        bytes += node.attributes().map(|(name, value)| name.len() + value.len()).sum::<usize>();
        bytes += usize::from(node.vnode_count() == node.weight()) + format!("{node:?}").len();
        bytes += usize::from(view.get(node.id()).is_some()) + usize::from(node.attribute("addr").is_some());
    }
    for key in 0..40u64 {
        let position = Position(key << 59 | key);
        bytes += view.lookup_position(position).map_or(0, |owner| owner.id().len());
        bytes += usize::from(view.lookup(key.to_le_bytes()).is_some());
        let mut list = [NodeIndex::default(); 3];
        bytes += view.preference_list_into(key.to_le_bytes(), &mut list);
        bytes += usize::from(view.lookup_where(key.to_le_bytes(), |node| node.weight() > 1).is_some());
    }
    let mut owners = [NodeIndex::default(); 20];
    let keys: Vec<_> = (0..20u64).map(u64::to_le_bytes).collect();
    bytes + view.lookup_batch(&keys, &mut owners) + usize::from(view.verify().is_ok())
}

/// The same answers, for every key.
fn assert_answers_are_those_of(ring: &Ring, view: &RingView<'_>) {
    for key in oracle::all_keys([ring]) {
        let owner = view.lookup_position(key).map(NodeView::index);
        let expected = ring.lookup_position(key).map(|node| number(ring, node));
        assert_eq!(owner.map(NodeIndex::get), expected, "owner of {key}");
    }
    for key in (0..60u32).map(u32::to_le_bytes) {
        let mut list = [NodeIndex::default(); 9];
        let found = view.preference_list_into(key, &mut list);
        let list = list[..found].iter().map(|index| index.get());
        assert!(list.eq(ring.preference_list(key).map(|node| number(ring, node))));
        let heavy = |weight: u32| weight > 1;
        let heir = view.lookup_where(key, |node| heavy(node.weight())).map(|node| node.index().get());
        let expected = ring.lookup_where(key, |node| heavy(node.weight()));
        assert_eq!(heir, expected.map(|node| number(ring, node)));
    }
    let keys: Vec<_> = (0..50u32).map(u32::to_le_bytes).collect();
    let mut owners = [NodeIndex::default(); 40];
    let found = view.lookup_batch(&keys, &mut owners);
    assert_eq!(found, if ring.vnode_count() == 0 { 0 } else { 40 });
    for (key, owner) in keys.iter().zip(&owners[..found]) {
        assert_eq!(view.lookup(key).map(NodeView::index), Some(*owner));
    }
}

/// The number of a node in the order of ids.
fn number(ring: &Ring, node: NodeRef<'_>) -> usize {
    ring.nodes().position(|other| other.id() == node.id()).unwrap()
}

fn assert_describes(ring: &Ring, view: &RingView<'_>) {
    let membership = ring.membership();
    assert_eq!((&view.config(), view.epoch()), (membership.config(), membership.epoch()));
    assert_eq!(view.fingerprint(), membership.fingerprint());
    assert_eq!(view.placement_fingerprint(), membership.placement_fingerprint());
    assert_eq!((view.len(), view.vnode_count()), (membership.len(), ring.vnode_count()));
    for (node, read) in ring.nodes().zip(view.nodes()) {
        assert_eq!(u64::from(read.vnode_count()), ring.vnode_count_of(node));
        assert_eq!(read.weight(), node.weight());
        if view.has_texts() {
            assert_eq!((read.id(), read.zone()), (node.id(), node.zone()));
            assert_eq!(read.placement_id(), node.node().placement_id());
            assert!(read.attributes().eq(node.node().attributes()));
            assert_eq!(view.get(node.id()).map(NodeView::index), Some(read.index()));
        } else {
            assert_eq!((read.id(), read.zone(), read.attributes().count()), ("", None, 0));
            assert!(view.get(node.id()).is_none() && view.get("").is_none());
        }
    }
    assert!(view.get("nobody").is_none());
}

proptest! {
    #[test]
    fn an_image_answers_as_its_ring_does(config in config(), nodes in full_nodes(), texts: bool, offset in 0usize..9) {
        let ring = Ring::new(config, nodes).unwrap();
        let image = if texts { ring.to_image() } else { ring.to_image_without_texts() };
        let anywhere = [&vec![0; offset][..], &image].concat();
        for view in [RingView::parse(&anywhere[offset..]), RingView::parse_header(&anywhere[offset..])] {
            let view = view.unwrap();
            prop_assert_eq!(view.verify(), Ok(()));
            assert_describes(&ring, &view);
            assert_answers_are_those_of(&ring, &view);
        }
    }

    /// Guarantee 6, and 16: patched == rebuilt.
    #[test]
    fn guarantee_6_equal_content_makes_equal_images(config in config(), before in nodes(), after in full_nodes()) {
        let mut patched = Ring::new(config.clone(), before).unwrap();
        let mut built = Membership::new(config, after).unwrap();
        patched.apply(&patched.membership().diff(&built).unwrap()).unwrap();
        built.set_epoch(patched.membership().epoch());
        let built = Ring::from_membership(built, Limits::default()).unwrap();
        prop_assert_eq!(patched.to_image(), built.to_image());
        prop_assert_eq!(patched.to_image_without_texts(), built.to_image_without_texts());
    }

    #[test]
    fn guarantee_19_a_membership_comes_back_from_its_image(config in config(), nodes in full_nodes(), epoch: u64) {
        let mut membership = Membership::new(config, nodes).unwrap();
        membership.set_epoch(epoch);
        let ring = Ring::from_membership(membership, Limits::default()).unwrap();
        let read = Membership::from_image(&ring.to_image(), Limits::default()).unwrap();
        prop_assert_eq!((&read, read.stamp()), (ring.membership(), ring.membership().stamp()));
    }

    #[test]
    fn bytes_that_nobody_checked_do_no_harm(
        config in config(), nodes in full_nodes(), texts: bool,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let ring = Ring::new(config, nodes).unwrap();
        let mut image = if texts { ring.to_image() } else { ring.to_image_without_texts() };
        for (at, byte) in changes {
            // Half of them in the header, which says how all else is read.
            let at = if byte & 1 == 0 { at.index(image.len()) } else { at.index(128) };
            image[at] = byte;
        }
        fix_checksum(&mut image);
        let views = [RingView::parse(&image), RingView::parse_header(&image)];
        for view in views.into_iter().flatten() {
            prop_assert!(ask_everything(&view) > 0);
            if view.verify().is_ok() && view.has_texts() {
                let membership = Membership::from_image(&image, Limits::default()).unwrap();
                let ring = Ring::from_membership(membership, Limits::default()).unwrap();
                prop_assert_eq!(ring.to_image(), &image[..]);
            }
        }
    }
}

#[test]
fn every_changed_byte_is_found_where_it_is() {
    let nodes = ["a", "b", "c"].map(|id| Node::new(id).with_zone("z").with_attribute("n", id));
    let ring = Ring::new(Config::default().with_vnodes_per_weight(20), nodes).unwrap();
    for image in [ring.to_image(), ring.to_image_without_texts()] {
        assert_eq!(RingView::parse(&image).unwrap().verify(), Ok(()));
        // The words of sequences are not checked where there are no ids, nor weights, nor what ids decide.
        let told = |at: usize| {
            let texts = image[20] == 1;
            let epoch = 40..48;
            let key_hash = 11;
            let header = 24..32; // the seed
            let others = 48..84; // fingerprints, vnodes per weight
            epoch.contains(&at) || !texts && (at == key_hash || header.contains(&at) || others.contains(&at))
        };
        let node = |at: usize| (128..128 + 3 * 40).contains(&at).then(|| (at - 128) % 40);
        for at in (0..image.len() - 8).step_by(if cfg!(miri) { 97 } else { 1 }) {
            let mut changed = image.clone();
            changed[at] ^= 0x10;
            assert!(RingView::parse(&changed).is_err(), "byte {at}: under the old checksum");
            fix_checksum(&mut changed);
            let found = RingView::parse_header(&changed).and_then(|view| view.verify());
            let weight = node(at).is_some_and(|at| at >= 36);
            let accepted = told(at) || image[20] == 0 && weight;
            assert_eq!(found.is_ok(), accepted, "byte {at}: {found:?}");
            if let Err(error) = found {
                assert!(error.offset <= image.len(), "{error}");
            }
        }
    }
}

/// Else 200 bytes would ask for gigabytes.
#[test]
fn nodes_that_tell_of_more_vnodes_than_there_are_take_no_memory() {
    let config = Config::default().with_vnodes_per_weight(4);
    let mut image = Ring::new(config, [Node::new("a").with_weight(8)]).unwrap().to_image();
    let vnodes_per_weight = 80..84;
    image[vnodes_per_weight].copy_from_slice(&(1u32 << 25).to_le_bytes());
    fix_checksum(&mut image);
    let view = RingView::parse(&image).unwrap();
    let vnodes_at = 88;
    let refused = crate::DecodeError { offset: vnodes_at, reason: DecodeReason::NotCanonical };
    assert_eq!(view.verify(), Err(refused.clone()));
    let limits = Limits::default().with_max_vnodes(crate::HIGHEST_MAX_VNODES).unwrap();
    assert_eq!(Membership::from_image(&image, limits), Err(refused));
}

#[test]
fn a_keyed_image_wants_its_secret() {
    let secret = Secret::new([7; 16]);
    let config = Config::default().with_secret(&secret).with_vnodes_per_weight(4);
    let membership = Membership::new(config, ["a", "b"].map(Node::new)).unwrap();
    let ring = Ring::with_secret(membership, Limits::default(), &secret).unwrap();
    let image = ring.to_image();
    for refused in [
        RingView::parse(&image),
        RingView::parse_header(&image),
        RingView::parse_with_secret(&image, &Secret::new([8; 16])),
        RingView::parse_header_with_secret(&image, &Secret::new([8; 16])),
    ] {
        assert!(matches!(refused.unwrap_err().reason, DecodeReason::Secret(_)));
    }
    for view in
        [RingView::parse_with_secret(&image, &secret), RingView::parse_header_with_secret(&image, &secret)]
    {
        let view = view.unwrap();
        assert_describes(&ring, &view);
        assert_answers_are_those_of(&ring, &view);
        assert_eq!(view.verify(), Ok(()));
    }
    assert_eq!(Membership::from_image(&image, Limits::default()).as_ref(), Ok(ring.membership()));
    let plain = Ring::new(Config::default(), [Node::new("a")]).unwrap().to_image();
    let refused = RingView::parse_with_secret(&plain, &secret).unwrap_err();
    assert_eq!(refused.reason, DecodeReason::Secret(crate::SecretError::NotKeyed));
}

#[test]
fn what_is_no_image_is_refused_with_a_reason() {
    let ring = Ring::new(Config::default().with_vnodes_per_weight(4), [Node::new("a")]).unwrap();
    let shown = |bytes: &[u8]| RingView::parse(bytes).map(|_| ()).unwrap_err();
    assert_eq!(
        format!("{}", shown(&ring.membership().to_snapshot())),
        "byte 8: this is a snapshot; expected an image"
    );
    let image = ring.to_image();
    let counted = |at: usize, count: u32| {
        let mut changed = image.clone();
        changed[at..at + 4].copy_from_slice(&count.to_le_bytes());
        fix_checksum(&mut changed);
        format!("{}", shown(&changed))
    };
    let length = image.len();
    assert_eq!(counted(84, 1 << 21), "byte 84: more nodes than a ring can have");
    assert_eq!(counted(88, 1 << 29), "byte 88: more vnodes than a ring can have");
    assert_eq!(counted(88, 1 << 20), format!("byte {length}: the image ends before what its header counts"));
    assert_eq!(counted(80, 0), "byte 80: vnodes per weight must be at least 1");
    assert_eq!(counted(20, 2), "byte 20: texts are there (1) or not (0)");
    assert_eq!(
        format!("{}", Membership::from_image(&ring.to_image_without_texts(), Limits::default()).unwrap_err()),
        "byte 20: the image has no ids: build it with them"
    );
    let few = Limits::default().with_max_vnodes(3).unwrap();
    assert!(matches!(Membership::from_image(&image, few).unwrap_err().reason, DecodeReason::Limit(_)));
}

/// Shapes that small rings do not have: positions that are listed, and more nodes than narrow lines can name.
#[test]
#[cfg_attr(miri, ignore = "takes hours there")]
fn large_nodes_and_many_nodes() {
    let large = [Node::new("large").with_vnodes(16_385), Node::new("small").with_vnodes(40)];
    let large = Ring::new(Config::default(), large).unwrap();
    let many = (0..65_537u32).map(|number| Node::new(format!("node-{number:05}")));
    let many = Ring::new(Config::default().with_vnodes_per_weight(2), many).unwrap();
    for ring in [large, many] {
        let image = ring.to_image();
        let view = RingView::parse(&image).unwrap();
        assert_eq!(view.verify(), Ok(()));
        for (position, node) in ring.vnodes_in_order(&mut crate::Scratch::default()) {
            for position in [position.0.wrapping_sub(1), position.0, position.0.wrapping_add(1)].map(Position)
            {
                let owner = ring.lookup_position(position).unwrap();
                assert_eq!(view.lookup_position(position).unwrap().id(), owner.id());
            }
            assert!(view.get(node.id()).is_some());
        }
        let lines = ring.vnode_count().div_ceil(if ring.nodes().len() > 65_535 { 5 } else { 8 });
        let listed = if ring.nodes().len() == 2 { 16_385 * 8 } else { 0 };
        let texts: usize = ring.nodes().map(|node| node.id().len()).sum();
        assert!(image.len() > lines * 64 + listed + texts + ring.nodes().len() * 40);
    }
}

/// What can be told of nodes without their texts.
#[test]
fn weights_and_zones_fit_without_texts() {
    let nodes = [Node::new("a").with_zone("x"), Node::new("b").with_zone("y"), Node::new("c").with_weight(0)];
    let ring = Ring::new(Config::default().with_vnodes_per_weight(4), nodes).unwrap();
    let image = ring.to_image_without_texts();
    let changed = |node: usize, at: usize, number: u32| {
        let mut changed = image.clone();
        let at = 128 + node * 40 + at;
        changed[at..at + 4].copy_from_slice(&number.to_le_bytes());
        fix_checksum(&mut changed);
        RingView::parse_header(&changed).and_then(|view| view.verify()).map_err(|error| error.offset)
    };
    let (zone, weight) = (28, 36);
    assert_eq!(changed(0, weight, 2), Ok(())); // may state its number of vnodes
    assert_eq!(changed(0, weight, 0), Err(128));
    assert_eq!(changed(2, weight, 1), Err(128 + 80));
    assert_eq!(changed(0, zone, 0), Err(112)); // nobody is in zone 1
    assert_eq!(changed(0, zone, 2), Err(112));
    assert_eq!(changed(0, zone, 3), Err(128));
}

#[test]
fn an_image_without_nodes_has_no_lines() {
    let ring = Ring::new(Config::default(), []).unwrap();
    let image = ring.to_image();
    assert_eq!(image.len(), 128 + 8);
    let view = RingView::parse(&image).unwrap();
    assert!(view.lookup("key").is_none() && view.is_empty());
    assert_describes(&ring, &view);
    assert_answers_are_those_of(&ring, &view);
    assert!(ask_everything(&view) > 0);
}
