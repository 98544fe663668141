use super::*;

/// A second implementation of XXH3, by other authors, at every length where the algorithm changes.
#[test]
fn xxh3_agrees_with_an_independent_implementation() {
    let bytes: alloc::vec::Vec<u8> = (0..1100u32).map(|i| (i * 131 % 251) as u8).collect();
    for seed in [0, 1, 7, u64::MAX] {
        for length in 0..bytes.len() {
            let key = &bytes[..length];
            let other = twox_hash::XxHash3_64::oneshot_with_seed(seed, key);
            assert_eq!(KeyHash::Xxh3.hash(seed, key), other, "length {length}, seed {seed}");
        }
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
