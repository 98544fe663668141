//! Images whose checksum holds and that are wrong nevertheless.

use vnode_ring::{Config, KeyHasher, Node, Ring, RingView};

use super::*;

/// Where the lines of an image with two nodes begin: behind the header and the nodes, at a multiple of 64.
const LINES_AT: usize = 256;
const CHECKSUM_BYTES: usize = 8;

/// Changes a byte and makes the checksum that of the changed bytes.
fn forge(image: &mut [u8], at: usize) {
    image[at] ^= 1;
    let (before, checksum) = image.split_at_mut(image.len() - CHECKSUM_BYTES);
    checksum.copy_from_slice(&KeyHasher::xxh3(0).position(before).0.to_le_bytes());
}

#[test]
fn an_image_with_a_wrong_line_is_refused_with_and_without_ids() {
    let ring = Ring::new(Config::default(), ["a", "b"].map(Node::new)).unwrap();
    for (mut bytes, has_ids) in [(ring.to_image(), true), (ring.to_image_without_texts(), false)] {
        assert_eq!(image("ring.image", &bytes).unwrap().1.is_some(), has_ids);
        forge(&mut bytes, LINES_AT);
        assert!(RingView::parse(&bytes).is_ok(), "it looks like an image");
        assert_eq!(
            image("ring.image", &bytes).unwrap_err().to_string(),
            "ring.image: byte 256: not in the one form that this value has"
        );
    }
}
