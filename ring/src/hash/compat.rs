//! The key hashes of other programs: 32 bits each. They decide who owns a key, so they never change.

use md5::{Digest as _, Md5};

/// CRC-32 as in zlib and IEEE 802.3.
pub(crate) fn crc32(key: &[u8]) -> u32 {
    crc32fast::hash(key)
}

/// Bits 16 to 30 of CRC-32: what memcached clients call `crc`.
pub(crate) fn crc32_bits(key: &[u8]) -> u32 {
    crc32(key) >> 16 & 0x7fff
}

/// CRC-16 with the polynomial x^16 + x^12 + x^5 + 1, from 0 on, highest bits first; but in 32 bits, where what is shifted
/// out of the lower half stays above it.
pub(crate) fn crc16(key: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1_1021 };
    let table = |index: u32| (0..8).fold((index & 0xff) << 8, |crc, _| step(crc));
    key.iter().fold(0, |crc, &byte| crc << 8 ^ table(crc >> 8 ^ u32::from(byte)))
}

/// The four words of MD5, each little-endian.
pub(crate) fn md5_words(key: &[u8]) -> [u32; 4] {
    let digest: [u8; 16] = Md5::digest(key).into();
    let word = |at: usize| u32::from_le_bytes([digest[at], digest[at + 1], digest[at + 2], digest[at + 3]]);
    [0, 4, 8, 12].map(word)
}

/// The first word of MD5.
pub(crate) fn md5(key: &[u8]) -> u32 {
    md5_words(key)[0]
}

const FNV_32_START: u32 = 0x811c_9dc5;
const FNV_32_PRIME: u32 = 0x0100_0193;
const FNV_64_START: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_64_PRIME: u64 = 0x0100_0000_01b3;

/// The lower half of FNV-1 with 64 bits.
pub(crate) fn fnv1_64(key: &[u8]) -> u32 {
    let step = |hash: u64, &byte: &u8| hash.wrapping_mul(FNV_64_PRIME) ^ signed(byte);
    low(key.iter().fold(FNV_64_START, step))
}

/// FNV-1a with the constants of 64 bits, of which memcached clients take the lower halves.
pub(crate) fn fnv1a_64(key: &[u8]) -> u32 {
    let step = |hash: u32, &byte: &u8| (hash ^ low(signed(byte))).wrapping_mul(low(FNV_64_PRIME));
    key.iter().fold(low(FNV_64_START), step)
}

/// FNV-1 with 32 bits.
pub(crate) fn fnv1_32(key: &[u8]) -> u32 {
    key.iter().fold(FNV_32_START, |hash, &byte| hash.wrapping_mul(FNV_32_PRIME) ^ low(signed(byte)))
}

/// FNV-1a with 32 bits.
pub(crate) fn fnv1a_32(key: &[u8]) -> u32 {
    key.iter().fold(FNV_32_START, |hash, &byte| (hash ^ low(signed(byte))).wrapping_mul(FNV_32_PRIME))
}

/// Bob Jenkins's one-at-a-time.
pub(crate) fn one_at_a_time(key: &[u8]) -> u32 {
    let step = |hash: u32, &byte: &u8| {
        let hash = hash.wrapping_add(low(signed(byte)));
        let hash = hash.wrapping_add(hash << 10);
        hash ^ hash >> 6
    };
    let hash = key.iter().fold(0, step);
    let hash = hash.wrapping_add(hash << 3);
    let hash = hash ^ hash >> 11;
    hash.wrapping_add(hash << 15)
}

/// A byte as C has it where `char` has a sign, as on x86.
#[expect(clippy::cast_sign_loss, clippy::cast_possible_wrap, reason = "what C does")]
fn signed(byte: u8) -> u64 {
    i64::from(byte as i8) as u64
}

#[expect(clippy::cast_possible_truncation, reason = "that half")]
const fn low(wide: u64) -> u32 {
    wide as u32
}

/// Paul Hsieh's `SuperFastHash`, from 0 on.
pub(crate) fn hsieh(key: &[u8]) -> u32 {
    let half = |bytes: &[u8]| u32::from(u16::from_le_bytes([bytes[0], bytes[1]]));
    let (words, rest) = in_words(key);
    let mut hash = words.fold(0u32, |hash, word| {
        let hash = hash.wrapping_add(half(&word[..2]));
        let hash = hash << 16 ^ (half(&word[2..]) << 11 ^ hash);
        hash.wrapping_add(hash >> 11)
    });
    match *rest {
        [_, _, last] => {
            hash = hash.wrapping_add(half(rest));
            hash ^= hash << 16;
            hash ^= low(signed(last)) << 18;
            hash = hash.wrapping_add(hash >> 11);
        }
        [_, _] => {
            hash = hash.wrapping_add(half(rest));
            hash ^= hash << 11;
            hash = hash.wrapping_add(hash >> 17);
        }
        [last] => {
            hash = hash.wrapping_add(last.into());
            hash ^= hash << 10;
            hash = hash.wrapping_add(hash >> 1);
        }
        _ => {}
    }
    hash ^= hash << 3;
    hash = hash.wrapping_add(hash >> 5);
    hash ^= hash << 4;
    hash = hash.wrapping_add(hash >> 17);
    hash ^= hash << 25;
    hash.wrapping_add(hash >> 6)
}

/// Austin Appleby's `MurmurHash2`, seeded by the length.
pub(crate) fn murmur2(key: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    let length = low(key.len() as u64);
    let (words, rest) = in_words(key);
    let mut hash = words.fold(0xdead_beef_u32.wrapping_mul(length) ^ length, |hash, word| {
        let word = u32::from_le_bytes(word).wrapping_mul(M);
        hash.wrapping_mul(M) ^ (word ^ word >> 24).wrapping_mul(M)
    });
    if !rest.is_empty() {
        hash = (hash ^ little_endian(rest)).wrapping_mul(M);
    }
    hash = (hash ^ hash >> 13).wrapping_mul(M);
    hash ^ hash >> 15
}

/// `MurmurHash3` of 32 bits, seeded by the length.
pub(crate) fn murmur3(key: &[u8]) -> u32 {
    let length = low(key.len() as u64);
    let (words, rest) = in_words(key);
    let mixed = |word: u32| word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let mut hash = words.fold(0xdead_beef_u32.wrapping_mul(length), |hash, word| {
        let hash = (hash ^ mixed(u32::from_le_bytes(word))).rotate_left(13);
        hash.wrapping_mul(5).wrapping_add(0xe654_6b64)
    });
    hash ^= mixed(little_endian(rest)) ^ length;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// Bob Jenkins's lookup3, `hashlittle`, seeded by 13.
pub(crate) fn jenkins(key: &[u8]) -> u32 {
    let start = 0xdead_beef_u32.wrapping_add(low(key.len() as u64)).wrapping_add(13);
    let [mut a, mut b, mut c] = [start; 3];
    let mut rest = key;
    while rest.len() > 12 {
        let (block, after) = rest.split_at(12);
        a = a.wrapping_add(little_endian(&block[..4]));
        b = b.wrapping_add(little_endian(&block[4..8]));
        c = c.wrapping_add(little_endian(&block[8..]));
        a = a.wrapping_sub(c) ^ c.rotate_left(4);
        c = c.wrapping_add(b);
        b = b.wrapping_sub(a) ^ a.rotate_left(6);
        a = a.wrapping_add(c);
        c = c.wrapping_sub(b) ^ b.rotate_left(8);
        b = b.wrapping_add(a);
        a = a.wrapping_sub(c) ^ c.rotate_left(16);
        c = c.wrapping_add(b);
        b = b.wrapping_sub(a) ^ a.rotate_left(19);
        a = a.wrapping_add(c);
        c = c.wrapping_sub(b) ^ b.rotate_left(4);
        b = b.wrapping_add(a);
        rest = after;
    }
    if rest.is_empty() {
        return c;
    }
    let word = |at: usize| rest.get(at..).map_or(0, |rest| little_endian(&rest[..rest.len().min(4)]));
    a = a.wrapping_add(word(0));
    b = b.wrapping_add(word(4));
    c = c.wrapping_add(word(8));
    c = (c ^ b).wrapping_sub(b.rotate_left(14));
    a = (a ^ c).wrapping_sub(c.rotate_left(11));
    b = (b ^ a).wrapping_sub(a.rotate_left(25));
    c = (c ^ b).wrapping_sub(b.rotate_left(16));
    a = (a ^ c).wrapping_sub(c.rotate_left(4));
    b = (b ^ a).wrapping_sub(a.rotate_left(14));
    (c ^ b).wrapping_sub(b.rotate_left(24))
}

/// Up to four bytes as a number.
fn little_endian(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// Words of four bytes, and what is left.
fn in_words(key: &[u8]) -> (impl Iterator<Item = [u8; 4]>, &[u8]) {
    let words = key.chunks_exact(4);
    let rest = words.remainder();
    (words.map(|word| [word[0], word[1], word[2], word[3]]), rest)
}

#[cfg(test)]
#[path = "compat_tests.rs"]
mod tests;
