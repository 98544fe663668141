//! The bytes of rings whose nodes state positions.

use super::*;
use crate::{DecodeReason, Directory, Tracked, Tracker, Version};

/// The body of the snapshot of one node `a` with these bytes where its vnodes are.
fn with_vnodes(vnodes: &[u8]) -> Result<Membership, DecodeReason> {
    let empty = Membership::new(explicit(), []).unwrap().to_snapshot();
    let mut body: Vec<u8> = empty[20..empty.len() - 9].into();
    body.extend([1, 1, b'a', 1]);
    body.extend(vnodes);
    body.extend([0, 0, 0]);
    let mut bytes: Vec<u8> = empty[..12].into();
    bytes.extend((body.len() as u64).to_le_bytes());
    bytes.extend(body);
    bytes.extend(crate::hash::xxh3(0, &bytes).to_le_bytes());
    Membership::from_snapshot(&bytes, Limits::default()).map_err(|error| error.reason)
}

#[test]
fn one_list_has_one_byte_string() {
    let read = with_vnodes(&[2, 3, 1, 1, 0, 1]).unwrap();
    assert_eq!(read.get("a").unwrap().node(), &at("a", &[2, 4, 8]));
    assert_eq!(with_vnodes(&[2, 1, 63, 0]).unwrap().get("a").unwrap().node(), &at("a", &[0]));
    assert_eq!(with_vnodes(&[2, 1, 63, 1]).unwrap().get("a").unwrap().node(), &at("a", &[1 << 63]));

    // A shift that could be larger, a number that is longer than it must be, none at all.
    for wrong in [&[2, 3, 0, 2, 1, 3][..], &[2, 1, 0, 0], &[2, 1, 0, 0x81, 0]] {
        assert_eq!(with_vnodes(wrong), Err(DecodeReason::NotCanonical), "{wrong:?}");
    }
    assert!(matches!(with_vnodes(&[2, 0]), Err(DecodeReason::Membership(_))));
    assert!(matches!(with_vnodes(&[2, 99, 0, 1]), Err(DecodeReason::Count { stated: 99, .. })));
    let beyond = Err(DecodeReason::Malformed("a position beyond the circle"));
    assert_eq!(with_vnodes(&[2, 1, 64, 0]), beyond);
    assert_eq!(with_vnodes(&[2, 1, 0x80, 0, 1]), beyond);
    assert_eq!(with_vnodes(&[2, 1, 63, 2]), beyond);
    assert_eq!(with_vnodes(&[2, 3, 63, 0, 0, 0]), beyond);
    let most = [2, 2, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0];
    assert_eq!(with_vnodes(&most), beyond);
    assert!(matches!(with_vnodes(&[3, 1]), Err(DecodeReason::Malformed(_))));
}

#[test]
fn only_this_placement_takes_a_side() {
    let bytes = Membership::new(explicit().with_side(Side::Predecessor), []).unwrap().to_snapshot();
    assert_eq!(bytes[10..12], [9, 0x41]);
    let mut other = bytes.clone();
    other[10] = 8;
    let end = other.len() - 8;
    let checksum = crate::hash::xxh3(0, &other[..end]).to_le_bytes();
    other[end..].copy_from_slice(&checksum);
    let error = Membership::from_snapshot(&other, Limits::default()).unwrap_err();
    assert_eq!((error.offset, error.reason), (11, DecodeReason::UnknownKeyHash { number: 0x41 }));
}

#[test]
fn trackers_keep_positions() {
    let mut directory = Directory::new(explicit());
    let mut tracker = Tracker::default();
    let stated = [
        NodeUpdate::new("a").with_positions([Position(7), Position(1 << 40)]),
        NodeUpdate::new("b").with_weight(0).with_positions([]),
    ];
    for update in stated {
        let version = Version { incarnation: 1, counter: 1 };
        let event = tracker.upsert(&directory, "web", update, Some(version)).unwrap();
        let Tracked::Change(change) = event else { panic!("{event:?}") };
        directory.apply(&change).unwrap();
    }
    let bytes = tracker.to_snapshot();
    assert_eq!(Tracker::from_snapshot(&bytes).unwrap(), tracker);
    assert_eq!(Tracker::from_snapshot(&bytes).unwrap().to_snapshot(), bytes);
}

#[test]
fn images_say_what_stands_behind_positions() {
    let node = at("a", &[7, 1 << 40, u64::MAX]).with_zone("eu").with_attribute("rack", "r1");
    let ring = Ring::new(explicit(), [node, Node::new("b").with_weight(0)]).unwrap();
    let image = ring.to_image();
    let view = crate::RingView::parse(&image).unwrap();
    let seen = view.get("a").unwrap();
    assert_eq!((seen.zone(), seen.attribute("rack"), seen.vnode_count()), (Some("eu"), Some("r1"), 3));
}
