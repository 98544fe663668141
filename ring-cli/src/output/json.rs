//! JSON, one object a record.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use vnode_ring::{NodeIndex, NodeRef, Ring};

use super::{Answers, PerNode};

pub(super) struct Json(PerNode);

#[derive(Serialize)]
struct Owner<'a> {
    node: &'a str,
    addr: Option<&'a str>,
    zone: Option<&'a str>,
    weight: u32,
}

impl Json {
    pub(super) fn new(ring: &Ring, terminator: u8) -> Self {
        Self(PerNode::new(ring, |node| {
            let mut suffix = object(node);
            // The object goes on where the key's field ended.
            suffix[0] = b',';
            suffix.push(terminator);
            suffix
        }))
    }
}

impl Answers for Json {
    fn answer(&self, out: &mut Vec<u8>, key: &[u8], owner: NodeIndex) {
        self::key(out, key);
        out.extend_from_slice(self.0.of(owner));
    }
}

/// A node as answers show it.
pub(super) fn object(node: NodeRef<'_>) -> Vec<u8> {
    let owner =
        Owner { node: node.id(), addr: node.attribute("addr"), zone: node.zone(), weight: node.weight() };
    serde_json::to_vec(&owner).expect("strings and numbers are JSON")
}

/// Begins an object with the field of a key.
pub(super) fn key(out: &mut Vec<u8>, key: &[u8]) {
    let (name, value) = key_field(key);
    out.extend_from_slice(b"{\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    serde_json::to_writer(&mut *out, &value).expect("a string is JSON and memory does not fail");
}

/// The name and value under which JSON shows a key: bytes that are not UTF-8 are base64.
pub(crate) fn key_field(key: &[u8]) -> (&'static str, std::borrow::Cow<'_, str>) {
    match std::str::from_utf8(key) {
        Ok(key) => ("key", key.into()),
        Err(_) => ("key_base64", STANDARD.encode(key).into()),
    }
}
