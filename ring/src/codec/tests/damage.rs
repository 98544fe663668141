//! Bytes that were damaged on their way.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Sample, fix_checksum, samples};
use crate::DecodeReason;

#[test]
fn no_single_bit_flip_is_accepted() {
    for Sample { bytes, recode } in samples() {
        for bit in (0..bytes.len() * 8).step_by(if cfg!(miri) { 431 } else { 1 }) {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(recode(&flipped).is_err(), "bit {bit} of {} bytes", bytes.len());
        }
    }
}

#[test]
fn no_prefix_and_no_longer_input_is_accepted() {
    for Sample { bytes, recode } in samples() {
        assert!(recode(&bytes).is_ok());
        for end in (0..bytes.len()).step_by(if cfg!(miri) { 331 } else { 1 }) {
            let reason = recode(&bytes[..end]).unwrap_err().reason;
            let cut_off = match reason {
                DecodeReason::TooShort { bytes } => bytes == end && end < 28,
                DecodeReason::Length { stated, got } => got < stated && got == end as u64 - 28,
                _ => false,
            };
            assert!(cut_off, "{end} of {} bytes: {reason:?}", bytes.len());
        }
        for byte in [0, b'\n', 0xff] {
            let longer = [&bytes[..], &[byte]].concat();
            let reason = recode(&longer).unwrap_err().reason;
            assert!(
                matches!(reason, DecodeReason::Length { stated, got } if got == stated + 1),
                "{reason:?}"
            );
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; what is refused elsewhere goes the same way")]
fn what_is_accepted_after_a_change_under_a_right_checksum_is_what_encoding_writes() {
    let mut accepted = 0;
    for Sample { bytes, recode } in samples() {
        for at in 0..bytes.len() - 8 {
            for byte in [0, 1, 2, 0x7f, 0x80, 0xff, bytes[at] ^ 1, bytes[at] ^ 0x80] {
                let mut changed = bytes.clone();
                changed[at] = byte;
                fix_checksum(&mut changed);
                if let Ok(written) = recode(&changed) {
                    assert_eq!(written, changed, "byte {at} changed to {byte}");
                    accepted += usize::from(changed != bytes);
                }
            }
        }
    }
    assert!(accepted > 100, "some bytes are ids and numbers that may be others");
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(from) {
            out.extend_from_slice(to);
            rest = after;
        } else {
            out.push(*first);
            rest = after;
        }
    }
    out
}

#[test]
fn transfer_as_text_is_called_that() {
    for Sample { bytes, recode } in samples() {
        let unix = replaced(&bytes, b"\r\n", b"\n");
        let rewritten = [
            unix.clone(),
            replaced(&bytes, b"\n", b"\r\n"),
            replaced(&bytes, b"\n", b"\r"),
            replaced(&unix, b"\n", b"\r"),
            String::from_utf8_lossy(&bytes).into_owned().into_bytes(),
            bytes.iter().copied().map(char::from).collect::<String>().into_bytes(),
            bytes.iter().map(|byte| byte & 0x7f).collect(),
        ];
        for (case, bytes) in rewritten.iter().enumerate() {
            let reason = recode(bytes).unwrap_err().reason;
            assert_eq!(reason, DecodeReason::TextMode, "case {case}");
        }
        // To one line end and back to two, as a version control system may do: the magic bytes change too, as they
        // hold one of each.
        assert_eq!(recode(&replaced(&unix, b"\n", b"\r\n")).unwrap_err().reason, DecodeReason::TextMode);
    }
    assert_eq!(
        super::decode(b"\x89VNR\n\x1a\n").unwrap_err().to_string(),
        "byte 0: damaged by a transfer as text: transfer the file as binary"
    );
}
