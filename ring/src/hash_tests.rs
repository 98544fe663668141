use core::hash::Hasher as _;

use super::*;

/// A second implementation of XXH3, by other authors, at every length where the algorithm changes; and ours for small
/// machines.
#[test]
fn xxh3_agrees_with_an_independent_implementation() {
    let bytes: alloc::vec::Vec<u8> = (0..2200u32).map(|i| (i * 131 % 251) as u8).collect();
    for seed in [0, 1, 7, u64::MAX] {
        for length in (0..bytes.len()).step_by(if cfg!(miri) { 137 } else { 1 }) {
            let key = &bytes[..length];
            let other = twox_hash::XxHash3_64::oneshot_with_seed(seed, key);
            assert_eq!(xxh3(seed, key), other, "length {length}, seed {seed}");
            assert_eq!(small::xxh3(seed, key), other, "small, length {length}, seed {seed}");
        }
    }
}

/// Rust's own hasher for maps is SipHash-1-3 with a key of zeros, at least so far.
#[test]
fn siphash13_agrees_with_an_independent_implementation() {
    let bytes: alloc::vec::Vec<u8> = (0..300u32).map(|i| (i * 131 % 251) as u8).collect();
    for length in (0..=bytes.len()).step_by(if cfg!(miri) { 17 } else { 1 }) {
        let mut other = std::hash::DefaultHasher::new();
        other.write(&bytes[..length]);
        assert_eq!(siphash13([0, 0], &bytes[..length]), other.finish(), "length {length}");
        assert_eq!(small::siphash13([0, 0], &bytes[..length]), other.finish(), "small, length {length}");
    }
}

/// The vectors of the Rust standard library: key 00 01 .. 0f, bytes 00 01 .. up to a length.
#[test]
fn siphash13_gives_the_published_vectors() {
    let keys = [0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908];
    let bytes: [u8; 63] = core::array::from_fn(|i| i.to_le_bytes()[0]);
    let vectors = [
        (0, 0xabac_0158_050f_c4dc),
        (1, 0xc9f4_9bf3_7d57_ca93),
        (7, 0xd392_7d98_9bb1_1140),
        (8, 0x3690_9511_8d29_9a8e),
        (15, 0xd320_d86d_2a51_9956),
        (16, 0xcc4f_dd1a_7d90_8b66),
        (63, 0x9d19_9062_b7bb_b3a8),
    ];
    for (length, expected) in vectors {
        assert_eq!(siphash13(keys, &bytes[..length]), expected, "length {length}");
        assert_eq!(small::siphash13(keys, &bytes[..length]), expected, "small, length {length}");
    }
}

#[test]
fn node_digest_is_sha256_of_the_little_endian_seed_and_the_id() {
    // The worked example of docs/spec.md.
    assert_eq!(node_digest(0, b"a"), (0x6948_504a_5c8b_fed7, 0x8cb1_e3a1_789d_4d33));
    assert_ne!(node_digest(1, b"a"), node_digest(1 << 56, b"a"));
}

/// The published first outputs of `SplitMix64` seeded with 1234567: its state advances by a constant, then `mix`.
#[test]
fn mix_is_the_splitmix64_finalizer() {
    let state = |i: u64| 1_234_567u64.wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
    for (i, want) in (1..).zip(expected) {
        assert_eq!(mix(state(i)), want);
    }
}
