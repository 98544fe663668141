//! Images: whatever the bytes are, every answer comes to an end without a panic, checked or not; and what verifies is the
//! ring of its nodes.

mod answers;

use vnode_ring::{DecodeError, Membership, Node, Ring, RingView, Secret};

use crate::decode::{assert_refusal, limits_of_rings};
use crate::envelope::repair_image;
use crate::seeds::SECRET;
use answers::{ask_everything, same_answers};

/// Reads bytes as an image: as they are, then with length and checksum repaired.
pub fn target(bytes: &[u8]) {
    read(bytes);
    let mut repaired = bytes.to_vec();
    repair_image(&mut repaired);
    if repaired != bytes {
        read(&repaired);
    }
}

fn read(bytes: &[u8]) {
    let secret = Secret::new(SECRET);
    let (view, parsed) = match RingView::parse_header(bytes) {
        Ok(view) => (view, RingView::parse(bytes)),
        Err(error) => {
            assert_refusal(&error, bytes);
            assert_eq!(RingView::parse(bytes).map(drop), Err(error));
            let Ok(view) = RingView::parse_header_with_secret(bytes, &secret) else { return };
            (view, RingView::parse_with_secret(bytes, &secret))
        }
    };
    ask_everything(&view, bytes);

    let verified = view.verify();
    match &parsed {
        Ok(parsed) => assert_eq!(parsed.verify(), verified),
        Err(error) => assert_eq!(verified.as_ref(), Err(error)),
    }
    let decoded = Membership::from_image(bytes, limits_of_rings());
    match (&verified, &decoded) {
        (Ok(()), Ok(membership)) => {
            let ring = compiled(membership.clone()).expect("it keeps the limits");
            assert_eq!(ring.to_image(), bytes);
            same_answers(&view, &ring);
        }
        (Ok(()), Err(error)) => {
            assert_refusal(error, bytes);
            assert!(
                !view.has_texts() || view.vnode_count() > limits_of_rings().max_vnodes() as usize,
                "{error}"
            );
        }
        (Err(error), decoded) => {
            assert_refusal(error, bytes);
            assert!(decoded.is_err(), "{error}");
            rebuild(&view);
        }
    }
}

/// Makes an image of the nodes that an image tells of, whether they are its own or not.
fn rebuild(view: &RingView<'_>) {
    let nodes = view.nodes().map(|told| {
        let node = Node::new(told.id())
            .with_weight(told.weight())
            .with_placement_id(told.placement_id())
            .with_zone(told.zone().unwrap_or_default())
            .with_attributes(told.attributes());
        if told.weight() > 0 && told.vnode_count() > 0 { node.with_vnodes(told.vnode_count()) } else { node }
    });
    let Ok(membership) = Membership::new(view.config(), nodes) else { return };
    let Some(ring) = compiled(membership) else { return };
    for image in [ring.to_image(), ring.to_image_without_texts()] {
        let view = parsed(&image).expect("it was just written");
        assert_eq!(view.verify(), Ok(()));
        same_answers(&view, &ring);
    }
}

fn compiled(membership: Membership) -> Option<Ring> {
    match membership.config().key_check() {
        Some(_) => Ring::with_secret(membership, limits_of_rings(), &Secret::new(SECRET)).ok(),
        None => Ring::from_membership(membership, limits_of_rings()).ok(),
    }
}

fn parsed(image: &[u8]) -> Result<RingView<'_>, DecodeError> {
    RingView::parse(image).or_else(|_| RingView::parse_with_secret(image, &Secret::new(SECRET)))
}
