//! The few instructions that decide the speed of a lookup. Everything that the rest of the crate must not do is in this
//! file; a portable version of each stands beside it, and a test compares the two.
#![expect(
    unsafe_code,
    reason = "vector instructions and prefetching have no safe form that old compilers know"
)]

/// How many of the first 15 fractions, sorted, are smaller.
#[inline]
pub(super) fn rank16(fractions: &[i16; 16], fraction: i16) -> usize {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    return sse2::rank16(fractions, fraction);
    #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
    return portable::rank(&fractions[..15], fraction);
}

/// How many of ten fractions, sorted, are smaller.
#[inline]
pub(super) fn rank10(fractions: &[i16; 10], fraction: i16) -> usize {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    return sse2::rank10(fractions, fraction);
    #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
    return portable::rank(fractions, fraction);
}

/// Starts to bring a line into the cache, where the machine can be asked to.
#[inline]
pub(super) fn prefetch<T>(line: &T) {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    sse2::prefetch(line);
    #[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
    let _ = line;
}

#[cfg(any(test, not(all(target_arch = "x86_64", target_feature = "sse2"))))]
mod portable {
    pub(super) fn rank(fractions: &[i16], fraction: i16) -> usize {
        // Counted in lanes as wide as the fractions, which compilers turn into vector code.
        usize::from(fractions.iter().map(|&other| u16::from(other < fraction)).sum::<u16>())
    }
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod sse2 {
    use core::arch::x86_64::{
        __m128i, _MM_HINT_T0, _mm_cmpgt_epi16, _mm_loadu_si128, _mm_movemask_epi8, _mm_packs_epi16,
        _mm_prefetch, _mm_set1_epi16,
    };

    /// One bit for each of sixteen fractions, the lowest for the first: whether it is smaller.
    #[inline]
    fn smaller(low: &[i16; 8], high: &[i16; 8], fraction: i16) -> u32 {
        // SAFETY: SSE2 is part of the target (see the module's condition), and both loads read 16 bytes that the
        // references cover; they need no alignment.
        #[expect(clippy::cast_sign_loss, reason = "sixteen bits of a mask")]
        unsafe {
            let wanted = _mm_set1_epi16(fraction);
            let low = _mm_cmpgt_epi16(wanted, _mm_loadu_si128(low.as_ptr().cast::<__m128i>()));
            let high = _mm_cmpgt_epi16(wanted, _mm_loadu_si128(high.as_ptr().cast::<__m128i>()));
            _mm_movemask_epi8(_mm_packs_epi16(low, high)) as u32
        }
    }

    #[inline]
    pub(super) fn rank16(fractions: &[i16; 16], fraction: i16) -> usize {
        let (low, high) = (fractions.first_chunk().unwrap(), fractions.last_chunk().unwrap());
        // Sorted fractions give ones from the bottom; the last one is not a fraction.
        (!smaller(low, high, fraction) | 1 << 15).trailing_zeros() as usize
    }

    #[inline]
    pub(super) fn rank10(fractions: &[i16; 10], fraction: i16) -> usize {
        let (low, high) = (fractions.first_chunk().unwrap(), fractions.last_chunk().unwrap());
        let smaller = smaller(low, high, fraction);
        // The two halves overlap in six fractions.
        (!(smaller & 0xff | smaller >> 6 & 0x300) | 1 << 10).trailing_zeros() as usize
    }

    #[inline]
    pub(super) fn prefetch<T>(line: &T) {
        // SAFETY: a prefetch reads nothing that a program could see, wherever it points; here it points to a value.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(core::ptr::from_ref(line).cast()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number of smaller fractions, with repeated ones and at both ends of their range.
    #[test]
    fn ranks_equal_the_portable_ones() {
        let interesting = [i16::MIN, i16::MIN + 1, -1, 0, 1, 255, 256, i16::MAX - 1, i16::MAX];
        let mut fractions = [i16::MAX; 16];
        for filled in 0..=15 {
            for step in 0..interesting.len() {
                for slot in 0..15 {
                    fractions[slot] =
                        if slot < filled { interesting[(slot * step / 7).min(8)] } else { i16::MAX };
                }
                for last in [0, filled as i16, i16::MIN, i16::MAX] {
                    fractions[15] = last;
                    for wanted in interesting {
                        assert_eq!(rank16(&fractions, wanted), portable::rank(&fractions[..15], wanted));
                        let ten = fractions.first_chunk::<10>().unwrap();
                        assert_eq!(rank10(ten, wanted), portable::rank(ten, wanted));
                    }
                }
            }
        }
    }

    #[test]
    fn prefetching_changes_nothing() {
        let line = [7u8; 64];
        prefetch(&line);
        assert_eq!(line, [7; 64]);
    }
}
