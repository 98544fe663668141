//! Numbers out of bytes, least significant first, at any address. Beyond the end they are 0, so that no reader can panic.

/// Some of the bytes.
#[inline]
pub(crate) fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

#[inline]
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes_at(bytes, at))
}

#[cfg_attr(not(all(target_os = "none", target_pointer_width = "32")), inline)]
#[cfg_attr(all(target_os = "none", target_pointer_width = "32"), inline(never))]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes_at(bytes, at))
}

#[cfg_attr(not(all(target_os = "none", target_pointer_width = "32")), inline)]
#[cfg_attr(all(target_os = "none", target_pointer_width = "32"), inline(never))]
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes_at(bytes, at))
}

/// How many of `len` things come first, for which something holds that holds for none behind one for which it does not.
/// O(log len).
pub(crate) fn partition_point(len: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut start, mut left) = (0, len);
    while left > 0 {
        let half = left / 2;
        if holds(start + half) {
            start += half + 1;
            left -= half + 1;
        } else {
            left = half;
        }
    }
    start
}
