//! The image of a ring, read in place before it counts.

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use vnode_ring::{Limits, Membership, NodeIndex, Ring, RingView, Secret};

use crate::shape::hex;

/// An image, with and without texts.
#[derive(Serialize)]
pub(crate) struct ImageBytes {
    sha256: String,
    without_texts_sha256: String,
}

impl ImageBytes {
    /// The image of a ring that was built, or changed in any way, and answers so many keys alike.
    pub(crate) fn of(ring: &Ring, secret: Option<&Secret>, keys: u32) -> Self {
        let (image, without_texts) = (ring.to_image(), ring.to_image_without_texts());
        let read = Membership::from_image(&image, Limits::default()).expect("it was written");
        assert_eq!(&read, ring.membership());
        for image in [&image, &without_texts] {
            // One byte further no number is where its size would have it.
            let further = [&[0], &image[..]].concat();
            let view = match secret {
                Some(secret) => RingView::parse_with_secret(&further[1..], secret),
                None => RingView::parse(&further[1..]),
            };
            assert_same_answers(ring, &view.expect("it was written"), keys);
        }
        Self { sha256: digest(&image), without_texts_sha256: digest(&without_texts) }
    }
}

fn assert_same_answers(ring: &Ring, view: &RingView<'_>, keys: u32) {
    assert_eq!(view.verify(), Ok(()));
    let mut numbers = vec![0; ring.membership().slots()];
    for (number, node) in ring.nodes().enumerate() {
        numbers[node.index().get()] = number;
    }
    for number in 0..keys {
        let key = format!("key-{number}");
        let mut lists = [[NodeIndex::default(); 3]; 2];
        let of_ring = ring.preference_list_into(&key, &mut lists[0]);
        let of_view = view.preference_list_into(&key, &mut lists[1]);
        let expected = lists[0][..of_ring].iter().map(|node| numbers[node.get()]);
        assert!(lists[1][..of_view].iter().map(|node| node.get()).eq(expected), "{key}");
    }
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
