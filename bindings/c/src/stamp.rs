//! What tells one ring from another.

use core_ring::Fingerprint;

/// 128 bits that tell one content from any other, least significant byte first.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_fingerprint {
    /// The bytes.
    pub bytes: [u8; 16],
}

impl From<Fingerprint> for vnode_ring_fingerprint {
    fn from(fingerprint: Fingerprint) -> Self {
        Self { bytes: fingerprint.to_le_bytes() }
    }
}

/// Which ring of a history something is. Two rings of one epoch and fingerprint are the same.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_stamp {
    /// Grows with each change.
    pub epoch: u64,
    /// Of all content: config, nodes, attributes.
    pub fingerprint: vnode_ring_fingerprint,
}

#[cfg(feature = "std")]
impl From<core_ring::Stamp> for vnode_ring_stamp {
    fn from(stamp: core_ring::Stamp) -> Self {
        Self { epoch: stamp.epoch, fingerprint: stamp.fingerprint.into() }
    }
}
