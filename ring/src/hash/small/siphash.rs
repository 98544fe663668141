//! SipHash-1-3.

use crate::number::u64_at;

/// The key as two words, least significant byte first.
pub(crate) fn siphash13([k0, k1]: [u64; 2], key: &[u8]) -> u64 {
    let mut state = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let words = key.len() / 8;
    for word in 0..words {
        absorb(&mut state, u64_at(key, 8 * word));
    }
    let rest = key.iter().skip(8 * words).rev();
    absorb(&mut state, rest.fold(0, |last, &byte| last << 8 | u64::from(byte)) | (key.len() as u64) << 56);
    state[2] ^= 0xff;
    for _ in 0..3 {
        stir(&mut state);
    }
    state.iter().fold(0, |hash, word| hash ^ word)
}

#[inline(never)]
fn absorb(state: &mut [u64; 4], word: u64) {
    state[3] ^= word;
    stir(state);
    state[0] ^= word;
}

#[inline(never)]
fn stir([v0, v1, v2, v3]: &mut [u64; 4]) {
    for (turn_1, turn_3) in [(13, 16), (17, 21)] {
        *v0 = v0.wrapping_add(*v1);
        *v2 = v2.wrapping_add(*v3);
        *v1 = v1.rotate_left(turn_1) ^ *v0;
        *v3 = v3.rotate_left(turn_3) ^ *v2;
        *v0 = v0.rotate_left(32);
        core::mem::swap(v0, v2);
    }
}
