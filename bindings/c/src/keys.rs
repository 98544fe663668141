//! Many keys at once, and nodes that are out: what rings and views share.

use core::ffi::c_void;

use core_ring::NodeIndex;

use crate::memory::{bytes, slice, slice_mut};
use crate::status::{Status, VNODE_RING_ERR_ARGUMENT, VNODE_RING_ERR_NOT_FOUND};

/// How many keys are looked up at a time: enough that their cache misses overlap, few enough for the stack.
const CHUNK: usize = 64;

/// Keys of the caller's, by number.
pub(crate) trait Keys<'a> {
    /// # Safety
    /// The caller vouched for all keys.
    unsafe fn key(&self, number: usize) -> Result<&'a [u8], Status>;
}

/// As an array of pointers and one of lengths.
pub(crate) struct Parallel<'a> {
    keys: &'a [*const c_void],
    lengths: &'a [usize],
}

impl Parallel<'_> {
    /// # Safety
    /// Unless they are refused, both arrays can be read.
    #[inline]
    pub(crate) unsafe fn read(
        keys: *const *const c_void,
        lengths: *const usize,
        count: usize,
    ) -> Result<Self, Status> {
        // SAFETY: the caller vouches for both.
        unsafe { Ok(Self { keys: slice(keys, count)?, lengths: slice(lengths, count)? }) }
    }
}

impl<'a> Keys<'a> for Parallel<'a> {
    #[inline]
    unsafe fn key(&self, number: usize) -> Result<&'a [u8], Status> {
        match (self.keys.get(number), self.lengths.get(number)) {
            // SAFETY: the caller vouches for it.
            (Some(&key), Some(&length)) => unsafe { bytes(key, length) },
            _ => Err(Status(VNODE_RING_ERR_ARGUMENT)),
        }
    }
}

/// In one buffer, with where each begins and the last one ends.
pub(crate) struct Packed<'a> {
    bytes: &'a [u8],
    offsets: &'a [usize],
}

impl Packed<'_> {
    /// # Safety
    /// Unless they are refused, the bytes and one offset more than there are keys can be read.
    #[inline]
    pub(crate) unsafe fn read(
        bytes: *const c_void,
        length: usize,
        offsets: *const usize,
        count: usize,
    ) -> Result<Self, Status> {
        let offset_count = count.checked_add(1).ok_or(Status(VNODE_RING_ERR_ARGUMENT))?;
        // SAFETY: the caller vouches for both.
        unsafe { Ok(Self { bytes: self::bytes(bytes, length)?, offsets: slice(offsets, offset_count)? }) }
    }
}

impl<'a> Keys<'a> for Packed<'a> {
    #[inline]
    unsafe fn key(&self, number: usize) -> Result<&'a [u8], Status> {
        let range = match self.offsets.get(number..).unwrap_or_default() {
            [start, end, ..] => *start..*end,
            _ => return Err(Status(VNODE_RING_ERR_ARGUMENT)),
        };
        self.bytes.get(range).ok_or(Status(VNODE_RING_ERR_ARGUMENT))
    }
}

/// Looks keys up, some at a time.
///
/// # Safety
/// The caller vouched for all keys; unless they are refused, `count` slots can be written.
pub(crate) unsafe fn in_chunks<'a>(
    keys: &impl Keys<'a>,
    slots: *mut u32,
    count: usize,
    lookup: impl Fn(&[&[u8]], &mut [NodeIndex]) -> usize,
) -> Result<(), Status> {
    // SAFETY: the caller vouches for them.
    let slots = unsafe { slice_mut(slots.cast::<NodeIndex>(), count) }?;
    let mut chunk: [&[u8]; CHUNK] = [&[]; CHUNK];
    let mut number = 0;
    for slots in slots.chunks_mut(CHUNK) {
        for key in chunk.iter_mut().take(slots.len()) {
            // SAFETY: the caller vouched for it.
            *key = unsafe { keys.key(number) }?;
            number += 1;
        }
        if lookup(&chunk, slots) < slots.len() {
            return Err(Status(VNODE_RING_ERR_NOT_FOUND));
        }
    }
    Ok(())
}

/// The nodes that are out, as bits by slot.
#[derive(Clone, Copy)]
pub(crate) struct Excluded<'a>(pub(crate) &'a [u64]);

impl Excluded<'_> {
    /// # Safety
    /// Unless they are refused, the words can be read.
    pub(crate) unsafe fn read(words: *const u64, count: usize) -> Result<Self, Status> {
        // SAFETY: the caller vouches for it.
        unsafe { slice(words, count) }.map(Self)
    }

    /// Whether a node is not out.
    #[inline]
    pub(crate) fn lets(self, node: NodeIndex) -> bool {
        self.0.get(node.get() / 64).is_none_or(|word| word >> (node.get() % 64) & 1 == 0)
    }
}
