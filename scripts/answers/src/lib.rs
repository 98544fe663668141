//! All that must be the same on every machine, as one text: `scripts/portability` compares it between targets.

extern crate alloc;

mod bytes;
mod compat;
mod directory;
mod image;
mod plan;
#[path = "../../../ring/src/tests/vectors/shape.rs"]
mod shape;

use std::sync::LazyLock;

use serde::Serialize;
// Names by which `shape` knows them.
use vnode_ring::{Config, Limits, Membership, Node, NodeRef, Ring, Secret, VnodeSequence};

use shape::{Answers, Shape, Vectors};

static TEXT: LazyLock<String> = LazyLock::new(text);

/// Where the text begins: for programs that load this as web assembly.
#[unsafe(no_mangle)]
pub extern "C" fn portability_text() -> *const u8 {
    TEXT.as_ptr()
}

/// How many bytes the text has.
#[unsafe(no_mangle)]
pub extern "C" fn portability_text_length() -> usize {
    TEXT.len()
}

/// The rings of the test vectors, made from their snapshots, and what else is written as bytes.
#[derive(Serialize)]
struct Portable {
    rings: Vec<Asked>,
    large: bytes::Large,
    directory: directory::DirectoryBytes,
    compatible: Vec<compat::Compatible>,
    key_hashes: Vec<compat::Hashed>,
}

#[derive(Serialize)]
struct Asked {
    name: String,
    bytes: bytes::RingBytes,
    answers: Answers,
    plans: plan::Plans,
}

impl Asked {
    fn new(shape: &Shape) -> Self {
        let (bytes, ring) = bytes::RingBytes::of(shape);
        let plans = plan::Plans::of(ring.membership());
        Self { name: shape.name.clone(), bytes, answers: shape.ask(&ring), plans }
    }
}

/// JSON, one line a value.
///
/// # Panics
///
/// Where a value is not what it was before it was written as bytes.
#[must_use]
pub fn text() -> String {
    let vectors: Vectors = serde_json::from_str(include_str!("../../../docs/vectors/native-v1.json"))
        .expect("the vectors are JSON");
    let portable = Portable {
        rings: vectors.rings.iter().map(Asked::new).collect(),
        large: bytes::Large::new(),
        directory: directory::DirectoryBytes::new(),
        compatible: compat::Compatible::all(),
        key_hashes: compat::Hashed::all(),
    };
    serde_json::to_string_pretty(&portable).expect("all of it is text and numbers") + "\n"
}
