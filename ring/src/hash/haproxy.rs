//! The hashes of HAProxy: 32 bits each. They decide who owns a key, so they never change.

/// SDBM: times 65,599, plus the byte.
pub(crate) fn sdbm(key: &[u8]) -> u32 {
    key.iter().fold(0, |hash: u32, &byte| hash.wrapping_mul(65_599).wrapping_add(u32::from(byte)))
}

/// DJB2: from 5,381 on, times 33, plus the byte.
pub(crate) fn djb2(key: &[u8]) -> u32 {
    key.iter().fold(5381, |hash: u32, &byte| hash.wrapping_mul(33).wrapping_add(u32::from(byte)))
}

/// WT6: two words that rotate each other by amounts that follow from both.
pub(crate) fn wt6(key: &[u8]) -> u32 {
    let (mut a, mut b): (u32, u32) = (0xa53c_965a, 0x5ca6_953a);
    let (mut by, mut other) = (6, 18);
    for &byte in key {
        a = !(a ^ u32::from(byte));
        b = !b.wrapping_add(u32::from(byte));
        (a, b) = (b.rotate_left(by), a.rotate_left(other));
        let mixed = (a >> 16 ^ b) & 0xffff;
        (by, other) = (mixed & 31, mixed >> 11);
    }
    a ^ b
}

/// The number in decimal digits that a key begins with, of which the lower 32 bits count; 0 without one.
pub(crate) fn decimal(key: &[u8]) -> u32 {
    let digits = key.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u32, digit| number.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')))
}

/// Mixes a number so that no two have the same: Bob Jenkins's hash of an integer, and a product.
pub(crate) const fn avalanche(mut number: u32) -> u32 {
    number = number.wrapping_mul(4097).wrapping_add(0x7ed5_5d16);
    number = number ^ 0xc761_c23c ^ number >> 19;
    number = number.wrapping_mul(33).wrapping_add(0x1656_67b1);
    number = number.wrapping_add(0xd3a2_646c) ^ number << 9;
    number = number.wrapping_mul(9).wrapping_add(0xfd70_46c5);
    number = number ^ 0xb55a_4f09 ^ number >> 16;
    number.wrapping_mul(0xc000_0001)
}

/// XXH32 with a seed.
#[cfg(feature = "alloc")]
pub(crate) fn xxh32(seed: u32, bytes: &[u8]) -> u32 {
    xxhash_rust::xxh32::xxh32(bytes, seed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum that each is by definition, worked out by hand.
    #[test]
    fn sums_of_bytes_are_what_their_definitions_say() {
        assert_eq!(sdbm(b"ab"), 97 * 65_599 + 98);
        assert_eq!(djb2(b"ab"), (5381 * 33 + 97) * 33 + 98);
        assert_eq!((sdbm(b""), djb2(b""), decimal(b"")), (0, 5381, 0));
    }

    #[test]
    fn a_number_ends_at_the_first_byte_that_is_no_digit() {
        for (key, number) in [("17", 17), ("17a3", 17), ("a17", 0), ("-1", 0), ("4294967297", 1)] {
            assert_eq!(decimal(key.as_bytes()), number, "{key}");
        }
    }

    /// The constants are odd and shifts are undone, so that the function is a bijection: some that are near show it.
    #[test]
    fn the_avalanche_gives_no_number_twice() {
        let mut mixed: alloc::vec::Vec<u32> = (0..1 << 16).map(avalanche).collect();
        mixed.sort_unstable();
        mixed.dedup();
        assert_eq!(mixed.len(), 1 << 16);
    }
}
