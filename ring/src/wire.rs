//! Canonical bytes: the one writer of what fingerprints digest and files hold.
//!
//! The format is that of postcard: integers are LEB128 varints, text is its length and its bytes, an option is a byte 0
//! or a byte 1 and the value.

use alloc::vec::Vec;

use crate::config::Config;
use crate::hash::Digest;
use crate::node::{Node, Positions};
use crate::update::NodeUpdate;

#[cfg(feature = "snapshot")]
mod compare;

#[cfg(feature = "snapshot")]
pub(crate) use compare::Compare;

/// Where canonical bytes go.
pub(crate) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl Sink for Digest {
    fn put(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// The length of no id: a config is never taken for a node.
const NO_ID: u8 = 0;

/// Stands where an option of a vnode count has 0 or 1: positions follow.
pub(crate) const POSITIONS: u8 = 2;

/// The longest varint of 64 bits, in bytes.
const MAX_VARINT_BYTES: usize = 10;

pub(crate) fn varint(sink: &mut impl Sink, mut value: u64) {
    let mut bytes = [0; MAX_VARINT_BYTES];
    let mut length = 0;
    loop {
        let low = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        let more = u8::from(value > 0) << 7;
        bytes[length] = low | more;
        length += 1;
        if value == 0 {
            break;
        }
    }
    sink.put(&bytes[..length]);
}

pub(crate) fn text(sink: &mut impl Sink, text: &str) {
    varint(sink, text.len() as u64);
    sink.put(text.as_bytes());
}

/// Bytes with their length.
#[cfg(feature = "snapshot")]
pub(crate) fn bytes(sink: &mut impl Sink, bytes: &[u8]) {
    varint(sink, bytes.len() as u64);
    sink.put(bytes);
}

pub(crate) fn option<S: Sink, T>(sink: &mut S, value: Option<T>, write: impl FnOnce(&mut S, T)) {
    sink.put(&[u8::from(value.is_some())]);
    if let Some(value) = value {
        write(sink, value);
    }
}

/// A config as fingerprints digest it.
pub(crate) fn config(sink: &mut impl Sink, config: &Config) {
    sink.put(&[NO_ID]);
    whole_config(sink, config);
}

/// A config, with the numbers of its algorithms.
pub(crate) fn whole_config(sink: &mut impl Sink, config: &Config) {
    sink.put(&config.numbers());
    config_values(sink, config);
}

/// What a config holds besides its algorithms.
pub(crate) fn config_values(sink: &mut impl Sink, config: &Config) {
    option(sink, config.key_check(), |sink, key_check| sink.put(&key_check.to_le_bytes()));
    varint(sink, config.seed());
    varint(sink, config.vnodes_per_weight().into());
    #[cfg(feature = "compat")]
    if let Some(hash_tag) = config.hash_tag() {
        sink.put(&hash_tag.bytes());
    }
}

/// A node in normal form.
pub(crate) fn node(sink: &mut impl Sink, node: &Node) {
    text(sink, node.id());
    descriptor(sink, node);
}

/// A node in normal form, without its id.
pub(crate) fn descriptor(sink: &mut impl Sink, node: &Node) {
    varint(sink, node.weight().into());
    stated_vnodes(sink, node.vnodes(), Some(node.stated_positions()).filter(|stated| !stated.is_empty()));
    let placement_id = node.states_placement_id().then(|| node.placement_id());
    option(sink, placement_id, text);
    option(sink, node.zone(), text);
    varint(sink, node.attributes().count() as u64);
    for (name, value) in node.attributes() {
        text(sink, name);
        text(sink, value);
    }
}

/// What a source states about a node, without its id.
pub(crate) fn update(sink: &mut impl Sink, update: &NodeUpdate) {
    option(sink, update.weight(), |sink, weight| varint(sink, weight.into()));
    stated_vnodes(sink, update.vnodes(), update.stated_positions());
    option(sink, update.placement_id(), text);
    option(sink, update.zone(), text);
    option(sink, update.attributes(), |sink, attributes| {
        varint(sink, attributes.len() as u64);
        for (name, value) in attributes {
            text(sink, name);
            text(sink, value);
        }
    });
}

/// What of a node decides owners and lists. The placement id is there even where it equals the id.
pub(crate) fn placed_node(sink: &mut impl Sink, node: &Node, vnode_count: u64) {
    text(sink, node.id());
    text(sink, node.placement_id());
    option(sink, node.zone(), text);
    varint(sink, vnode_count);
    if vnode_count > 0 {
        let stated = node.stated_positions();
        if !stated.is_empty() {
            positions(sink, stated);
        }
    }
}

/// A number of vnodes, or the positions of all of them, or neither. Nothing that is accepted has both.
pub(crate) fn stated_vnodes(sink: &mut impl Sink, vnodes: Option<u32>, stated: Option<Positions<'_>>) {
    match stated {
        Some(stated) => {
            sink.put(&[POSITIONS]);
            positions(sink, stated);
        }
        None => option(sink, vnodes, |sink, vnodes| varint(sink, vnodes.into())),
    }
}

/// How many there are, how many zero bits all of them end in, and without these the first one and the differences of the
/// others less 1: no position is there twice.
pub(crate) fn positions(sink: &mut impl Sink, positions: Positions<'_>) {
    varint(sink, positions.len() as u64);
    let shift = positions.shift();
    let mut least = 0;
    for (at, position) in positions.iter().enumerate() {
        if at == 0 {
            varint(sink, shift.into());
        }
        let position = position.0 >> shift;
        varint(sink, position.wrapping_sub(least));
        least = position.wrapping_add(1);
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
