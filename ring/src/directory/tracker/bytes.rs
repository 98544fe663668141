//! Updates as bytes: which of two updates of the same version wins, everybody has to decide alike.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::update::NodeUpdate;

/// Bytes that differ where two updates of one node state different things.
pub(super) fn of(update: &NodeUpdate) -> Box<[u8]> {
    let mut bytes = Vec::new();
    for number in [update.weight(), update.vnodes()] {
        bytes.push(u8::from(number.is_some()));
        bytes.extend(number.unwrap_or(0).to_be_bytes());
    }
    for text in [update.placement_id(), update.zone()] {
        bytes.push(u8::from(text.is_some()));
        put_text(&mut bytes, text.unwrap_or_default());
    }
    if let Some(attributes) = update.attributes() {
        for (name, value) in attributes {
            bytes.push(2);
            put_text(&mut bytes, name);
            put_text(&mut bytes, value);
        }
        bytes.push(1);
    }
    bytes.into()
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend(text.as_bytes());
}
