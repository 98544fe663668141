//! Numbers of positions, which shares and plans are made of.

/// A number of positions: high * 2^64 + low. The circle has 2^64 of them, which is {1, 0}. As a part of the circle:
/// high + low / 18446744073709551616.0.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct vnode_ring_width {
    /// Full circles.
    pub high: u64,
    /// Positions beside them.
    pub low: u64,
}

impl From<u128> for vnode_ring_width {
    #[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
    fn from(positions: u128) -> Self {
        Self { high: (positions >> 64) as u64, low: positions as u64 }
    }
}
