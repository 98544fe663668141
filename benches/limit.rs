//! The limit: what no table can beat that holds 8 bytes a vnode and is larger than the cache next to the core.
//!
//! One hash of the key, and one read of one cache line that the hash chooses.

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Bytes of the imaginary table for each vnode.
const BYTES_PER_VNODE: usize = 8;
/// Owners in a line.
const OWNERS: usize = 32;
/// Keys of a batch that are on their way at one time.
const BATCH: usize = 16;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u16; OWNERS]);

/// Lines without meaning, as many as a table of 8 bytes a vnode has.
pub struct Limit {
    lines: Vec<Line>,
    /// Not known when compiled, as in a ring.
    seed: u64,
}

impl Limit {
    /// The limit for a number of vnodes.
    ///
    /// # Panics
    /// Never: the numbers of owners are small.
    #[must_use]
    pub fn new(vnodes: usize) -> Self {
        let lines = (vnodes * BYTES_PER_VNODE).div_ceil(size_of::<Line>()).max(1);
        // Written, not zeroed: otherwise every line may be the one page of zeros.
        let line = |index| Line([u16::try_from(index % 999 + 1).expect("below 1000"); OWNERS]);
        Self { lines: (0..lines).map(line).collect(), seed: std::hint::black_box(0) }
    }

    /// One key at a time; the sum of what was read.
    #[must_use]
    pub fn single(&self, keys: &[&str]) -> u64 {
        keys.iter().fold(0, |sum: u64, key| {
            sum.wrapping_add(self.read(xxh3_64_with_seed(key.as_bytes(), self.seed)).into())
        })
    }

    /// Sixteen keys at a time: all hashes, then all reads, each written to its place. Keys that are left over are not
    /// read.
    pub fn batch(&self, keys: &[&str], owners: &mut [u16]) {
        for (keys, owners) in keys.chunks_exact(BATCH).zip(owners.chunks_exact_mut(BATCH)) {
            let mut lines = [(&self.lines[0], 0); BATCH];
            for (line, key) in lines.iter_mut().zip(keys) {
                let hash = xxh3_64_with_seed(key.as_bytes(), self.seed);
                *line = (&self.lines[self.line(hash)], hash);
                prefetch(line.0);
            }
            for (owner, (line, hash)) in owners.iter_mut().zip(lines) {
                *owner = line.owner(hash);
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "less than the number of lines")]
    #[inline]
    fn line(&self, hash: u64) -> usize {
        ((u128::from(hash) * self.lines.len() as u128) >> 64) as usize
    }

    #[inline]
    fn read(&self, hash: u64) -> u16 {
        self.lines[self.line(hash)].owner(hash)
    }
}

impl Line {
    #[expect(clippy::cast_possible_truncation, reason = "only the lowest bits are asked for")]
    #[inline]
    const fn owner(&self, hash: u64) -> u16 {
        self.0[hash as usize % OWNERS]
    }
}

/// Asks for a line without waiting for it.
#[inline]
fn prefetch(line: &Line) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing and is harmless at any address; this one is that of a reference.
        unsafe { _mm_prefetch(std::ptr::from_ref(line).cast(), _MM_HINT_T0) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    std::hint::black_box(line.0[0]);
}
