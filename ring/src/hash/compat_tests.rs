use super::*;

/// Check values that their authors or catalogues publish for `123456789`.
#[test]
fn checksums_give_the_published_check_values() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    assert_eq!(crc16(b"123456789") & 0xffff, 0x31c3);
    assert_eq!(crc32_bits(b"123456789"), 0xcbf4_3926 >> 16 & 0x7fff);
}

/// RFC 1321, appendix A.5.
#[test]
fn md5_gives_the_words_of_the_published_digests() {
    assert_eq!(md5_words(b""), [0xd98c_1dd4, 0x04b2_008f, 0x9809_80e9, 0x7e42_f8ec]);
    assert_eq!(md5(b"abc"), 0x9850_0190);
}

/// The test vectors of the FNV reference code.
#[test]
fn fnv_gives_the_published_vectors() {
    assert_eq!((fnv1_32(b""), fnv1a_32(b"")), (0x811c_9dc5, 0x811c_9dc5));
    assert_eq!((fnv1_32(b"foobar"), fnv1a_32(b"foobar")), (0x31f0_b262, 0xbf9c_f968));
    assert_eq!(fnv1_64(b"foobar"), low(0x340d_8765_a4dd_a9c2));
}
