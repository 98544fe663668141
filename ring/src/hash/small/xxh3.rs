//! `XXH3_64bits_withSeed`.

use crate::number::{u32_at, u64_at};

const PRIME32_1: u64 = 0x9e37_79b1;
const PRIME32_2: u64 = 0x85eb_ca77;
const PRIME32_3: u64 = 0xc2b2_ae3d;
const PRIME64_1: u64 = 0x9e37_79b1_85eb_ca87;
const PRIME64_2: u64 = 0xc2b2_ae3d_27d4_eb4f;
const PRIME64_3: u64 = 0x1656_67b1_9e37_79f9;
const PRIME64_4: u64 = 0x85eb_ca77_c2b2_ae63;
const PRIME64_5: u64 = 0x27d4_eb2f_1656_67c5;
const PRIME_MX1: u64 = 0x1656_6791_9e37_79f9;
const PRIME_MX2: u64 = 0x9fb2_1c65_1e98_df25;

/// The secret of XXH3 where none is given. Nothing is secret about it.
static SECRET: [u8; 192] = [
    0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c, //
    0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f, //
    0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21, //
    0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c, //
    0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3, //
    0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8, //
    0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d, //
    0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64, //
    0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb, //
    0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e, //
    0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce, //
    0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
];

/// Of up to 16 bytes at once, up to 240 in one sum, and beyond that in eight.
pub(crate) fn xxh3(seed: u64, key: &[u8]) -> u64 {
    let key = Key { bytes: key, seed };
    match key.bytes.len() {
        0..=16 => key.short(),
        17..=240 => key.medium(),
        _ => key.long(),
    }
}

struct Key<'a> {
    bytes: &'a [u8],
    seed: u64,
}

impl Key<'_> {
    #[inline(never)]
    fn short(&self) -> u64 {
        let (bytes, len, seed) = (self.bytes, self.bytes.len(), self.seed);
        let secret = |at| u64_at(&SECRET, at);
        if len == 0 {
            return avalanche_of_xxh64(seed ^ secret(56) ^ secret(64));
        }
        if len <= 3 {
            let byte = |at| bytes.get(at).map_or(0, |&byte| u32::from(byte));
            let few = byte(0) << 16 | byte(len / 2) << 24 | byte(len - 1) | byte_of(len) << 8;
            let flip = u64::from(u32_at(&SECRET, 0) ^ u32_at(&SECRET, 4)).wrapping_add(seed);
            return avalanche_of_xxh64(u64::from(few) ^ flip);
        }
        if len <= 8 {
            // Four bytes from the start and four to the end.
            let (first, last) = (u32_at(bytes, 0), u32_at(bytes, len - 4));
            #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
            let seed = seed ^ u64::from((seed as u32).swap_bytes()) << 32;
            let flip = (secret(8) ^ secret(16)).wrapping_sub(seed);
            let mut z = (u64::from(last) | u64::from(first) << 32) ^ flip;
            z ^= z.rotate_left(49) ^ z.rotate_left(24);
            z = z.wrapping_mul(PRIME_MX2);
            z ^= (z >> 35).wrapping_add(len as u64);
            z = z.wrapping_mul(PRIME_MX2);
            return z ^ z >> 28;
        }
        let low = u64_at(bytes, 0) ^ (secret(24) ^ secret(32)).wrapping_add(seed);
        let high = u64_at(bytes, len - 8) ^ (secret(40) ^ secret(48)).wrapping_sub(seed);
        let sum = (len as u64).wrapping_add(low.swap_bytes()).wrapping_add(high);
        avalanche(sum.wrapping_add(fold(low, high)))
    }

    #[inline(never)]
    fn medium(&self) -> u64 {
        let len = self.bytes.len();
        let mut sum = self.start();
        if len <= 128 {
            // From both ends inwards.
            for turn in 0..=(len - 1) / 32 {
                self.mix(&mut sum, 16 * turn, 32 * turn);
                self.mix(&mut sum, len - 16 - 16 * turn, 32 * turn + 16);
            }
        } else {
            for turn in 0..len / 16 {
                self.mix(&mut sum, 16 * turn, if turn < 8 { 16 * turn } else { 16 * turn - 125 });
                if turn == 7 {
                    sum = avalanche(sum);
                }
            }
            self.mix(&mut sum, len - 16, 119);
        }
        avalanche(sum)
    }

    /// Stripes of 64 bytes go into eight sums, which are stirred after every sixteenth.
    #[inline(never)]
    fn long(&self) -> u64 {
        let len = self.bytes.len();
        let mut sums =
            [PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1];
        for stripe in 0..(len - 1) / 64 {
            self.accumulate(&mut sums, 64 * stripe, 8 * (stripe % 16));
            if stripe % 16 == 15 {
                for (lane, sum) in sums.iter_mut().enumerate() {
                    *sum = (*sum ^ *sum >> 47 ^ self.secret(128 + 8 * lane)).wrapping_mul(PRIME32_1);
                }
            }
        }
        self.accumulate(&mut sums, len - 64, 121);
        let mut sum = self.start();
        for (pair, lanes) in sums.chunks_exact(2).enumerate() {
            if let [low, high] = *lanes {
                let at = 11 + 16 * pair;
                sum = sum.wrapping_add(fold(low ^ self.secret(at), high ^ self.secret(at + 8)));
            }
        }
        avalanche(sum)
    }

    fn start(&self) -> u64 {
        (self.bytes.len() as u64).wrapping_mul(PRIME64_1)
    }

    /// Sixteen bytes of the key with as many of the secret.
    #[inline(never)]
    fn mix(&self, sum: &mut u64, at: usize, secret_at: usize) {
        *sum = sum.wrapping_add(fold(
            u64_at(self.bytes, at) ^ u64_at(&SECRET, secret_at).wrapping_add(self.seed),
            u64_at(self.bytes, at + 8) ^ u64_at(&SECRET, secret_at + 8).wrapping_sub(self.seed),
        ));
    }

    #[inline(never)]
    fn accumulate(&self, sums: &mut [u64; 8], at: usize, secret_at: usize) {
        for lane in 0..8 {
            let data = u64_at(self.bytes, at + 8 * lane);
            let keyed = data ^ self.secret(secret_at + 8 * lane);
            sums[lane ^ 1] = sums[lane ^ 1].wrapping_add(data);
            sums[lane] = sums[lane].wrapping_add((keyed & 0xffff_ffff).wrapping_mul(keyed >> 32));
        }
    }

    /// Eight bytes, from any place on, of the secret that long keys take: its words, by turns, plus and minus the seed.
    #[inline(never)]
    fn secret(&self, at: usize) -> u64 {
        let aligned = |index: usize| {
            let secret = u64_at(&SECRET, 8 * index);
            if index % 2 == 0 { secret.wrapping_add(self.seed) } else { secret.wrapping_sub(self.seed) }
        };
        let bits = 8 * (at % 8);
        aligned(at / 8) >> bits | aligned(at / 8 + 1) << 1 << (63 - bits)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "three at most")]
const fn byte_of(len: usize) -> u32 {
    len as u32
}

/// Both halves of the product, one over the other.
#[inline(never)]
#[expect(clippy::cast_possible_truncation, reason = "the lower half")]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline(never)]
fn avalanche(mut z: u64) -> u64 {
    z = (z ^ z >> 37).wrapping_mul(PRIME_MX1);
    z ^ z >> 32
}

#[inline(never)]
fn avalanche_of_xxh64(mut z: u64) -> u64 {
    z = (z ^ z >> 33).wrapping_mul(PRIME64_2);
    z = (z ^ z >> 29).wrapping_mul(PRIME64_3);
    z ^ z >> 32
}
