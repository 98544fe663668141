//! Rings and deltas as bytes, and back.

use std::ffi::c_void;

use ::vnode_ring::{DecodeError, Delta, Limits, Membership, Ring};
use arbitrary::Arbitrary;
use vnode_ring_c::bytes::*;
use vnode_ring_c::delta::vnode_ring_delta_from_bytes;
use vnode_ring_c::error::vnode_ring_error;
use vnode_ring_c::options::vnode_ring_options;
use vnode_ring_c::ring::*;

use super::call::{Call, Handed, Told, Twist};
use super::changes::{HeldDelta, HeldRing, made};
use super::held::{Held, Others, Write};
use super::options::Stated;
use super::status::coded;

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) enum File {
    Snapshot,
    Image,
    ImageWithoutTexts,
}

impl File {
    /// The library's bytes of a ring.
    pub(super) fn of(self, ring: &Ring) -> Vec<u8> {
        match self {
            Self::Snapshot => ring.membership().to_snapshot(),
            Self::Image => ring.to_image(),
            Self::ImageWithoutTexts => ring.to_image_without_texts(),
        }
    }
}

/// What happens to bytes on their way.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Way {
    damaged: bool,
    at: u16,
    bits: u8,
    cut: bool,
    pub(super) handed: Handed,
    pub(super) options: Stated,
}

impl Way {
    /// Bytes stay what they are.
    pub(super) const fn straight(options: Stated) -> Self {
        Self { damaged: false, at: 0, bits: 0, cut: false, handed: Handed::Fine, options }
    }

    pub(super) fn bytes(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        if self.damaged && !bytes.is_empty() {
            let at = usize::from(self.at) % bytes.len();
            bytes[at] ^= self.bits;
            if self.cut {
                bytes.truncate(at);
            }
        }
        bytes
    }
}

type Read = unsafe extern "C" fn(
    *const c_void,
    usize,
    *const vnode_ring_options,
    *mut vnode_ring_error,
    *mut *mut vnode_ring,
) -> i32;
type Decode = fn(&[u8], Limits) -> Result<Membership, DecodeError>;

/// Writes a ring, and compares the bytes with those of the library.
pub(super) fn write(ring: &HeldRing, others: Others, file: File, twist: Twist) -> Vec<u8> {
    let function: Write<vnode_ring> = match file {
        File::Snapshot => vnode_ring_to_snapshot,
        File::Image => vnode_ring_to_image,
        File::ImageWithoutTexts => vnode_ring_to_image_without_texts,
    };
    let expected = file.of(&ring.model);
    ring.writes(others, twist, function, &expected);
    expected
}

/// The ring of bytes, in C and by the library.
pub(super) fn read(bytes: Vec<u8>, file: File, way: &Way, twist: Twist) -> Option<HeldRing> {
    let (function, decode): (Read, Decode) = match file {
        File::Snapshot => (vnode_ring_from_snapshot, Membership::from_snapshot),
        File::Image | File::ImageWithoutTexts => (vnode_ring_from_image, Membership::from_image),
    };
    let bytes = way.bytes(bytes);
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let (at, length) = call.bytes(&bytes, way.handed);
    let (_kept, options, meant) = way.options.handed(&mut call);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { function(at, length, options, error, place) };
    let ended = call.ended(status, || {
        let membership = coded(decode(&bytes, meant.limits))?;
        coded(meant.compile(membership))
    });
    Held::made(&told, ended, vnode_ring_free)
}

/// A delta there and back.
pub(super) fn delta(delta: &HeldDelta, way: &Way, twist: Twist) -> Option<HeldDelta> {
    let bytes = way.bytes(delta.model.to_bytes());
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let (at, length) = call.bytes(&bytes, way.handed);
    let (_kept, options, meant) = way.options.handed(&mut call);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_delta_from_bytes(at, length, options, error, place) };
    made(&told, call.ended(status, || coded(Delta::from_bytes(&bytes, meant.limits))))
}
