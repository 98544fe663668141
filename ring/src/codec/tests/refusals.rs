//! Bytes that are whole and wrong.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::envelope::{open_without_algorithms, seal};
use super::{decode, fix_checksum};
use crate::{Config, DecodeReason, FileKind, Limits, Membership, Node};

/// A config of its own defaults and epoch 0; bytes 20 to 24 of the input.
const CONFIG: &[u8] = &[0, 0, 0x80, 2, 0];
/// The rest of a node after its weight: nothing stated.
const PLAIN: &[u8] = &[0, 0, 0, 0];

fn sealed(parts: &[&[u8]]) -> Vec<u8> {
    let algorithms = Config::default().numbers();
    seal(FileKind::Snapshot, Some(algorithms), |sink| sink.extend(parts.concat()))
}

fn refusal(parts: &[&[u8]]) -> String {
    decode(&sealed(parts)).unwrap_err().to_string()
}

#[test]
fn the_parts_that_these_tests_are_made_of_are_accepted() {
    let bytes = sealed(&[CONFIG, &[1], b"\x01a\x01", PLAIN]);
    let membership = Membership::new(Config::default(), [Node::new("a")]).unwrap();
    assert_eq!(bytes, membership.to_snapshot());
    assert_eq!(decode(&bytes), Ok(membership));
}

#[test]
fn padded_varints_are_refused_where_they_are() {
    let at = |offset: usize| alloc::format!("byte {offset}: not in the one form that this value has");
    let after_config = [&[1][..], b"\x01a\x01", PLAIN].concat();
    assert_eq!(refusal(&[&[0, 0x80, 0, 0x80, 2, 0], &after_config]), at(21), "seed");
    assert_eq!(refusal(&[&[0, 0, 0x80, 0x82, 0, 0], &after_config]), at(23), "vnodes per weight");
    assert_eq!(refusal(&[&[0, 0, 0x80, 2, 0x80, 0], &after_config]), at(24), "epoch");
    assert_eq!(refusal(&[CONFIG, &[0x81, 0], b"\x01a\x01", PLAIN]), at(25), "count");
    assert_eq!(refusal(&[CONFIG, &[1], b"\x81\0a\x01", PLAIN]), at(26), "length of a text");
    assert_eq!(refusal(&[CONFIG, &[1], b"\x01a\x81\x80\0", PLAIN]), at(28), "weight");
    assert_eq!(refusal(&[CONFIG, &[1], b"\x01a\x01", &[1, 0x85, 0, 0, 0, 0]]), at(30), "vnodes");
    assert_eq!(refusal(&[CONFIG, &[1], b"\x01a\x01", &[0, 0, 0, 0x80, 0]]), at(32), "attributes");
}

#[test]
fn nodes_in_another_than_normal_form_are_refused() {
    let at = |offset: usize| alloc::format!("byte {offset}: not in the one form that this value has");
    assert_eq!(refusal(&[CONFIG, b"\x01\x01a\x01", &[1, 0x80, 2, 0, 0, 0]]), at(29), "vnodes by weight");
    assert_eq!(refusal(&[CONFIG, b"\x01\x01a\x01\0", b"\x01\x01a", &[0, 0]]), at(30), "placement id = id");
    assert_eq!(refusal(&[CONFIG, b"\x01\x01a\x01\0\0", &[1, 0, 0]]), at(31), "empty zone");
}

#[test]
fn names_must_be_sorted_and_unique() {
    let order = ": they must be sorted bytewise, each once";
    let nodes = |first: &[u8], second: &[u8]| refusal(&[CONFIG, &[2], first, PLAIN, second, PLAIN]);
    assert_eq!(nodes(b"\x01b\x01", b"\x01a\x01"), alloc::format!(r#"byte 33: node "a" after "b"{order}"#));
    assert_eq!(nodes(b"\x01a\x01", b"\x01a\x02"), alloc::format!(r#"byte 33: node "a" after "a"{order}"#));

    let attributes = |bytes: &[u8]| refusal(&[CONFIG, b"\x01\x01a\x01\0\0\0\x02", bytes]);
    assert_eq!(
        attributes(b"\x01y\x01v\x01x\0"),
        alloc::format!(r#"byte 37: attribute "x" after "y"{order}"#)
    );
    assert_eq!(
        attributes(b"\x01x\x01v\x01x\0"),
        alloc::format!(r#"byte 37: attribute "x" after "x"{order}"#)
    );
}

#[test]
fn what_breaks_a_limit_is_refused_with_the_limit() {
    assert_eq!(
        refusal(&[CONFIG, b"\x01\x01\n\x01", PLAIN]),
        r#"byte 26: node "\n": id must not hold control characters (got U+000A at byte 0)"#
    );
    assert_eq!(
        refusal(&[CONFIG, b"\x01\x01a\x01\x01\0\0\0\0"]),
        r#"byte 26: node "a": vnodes must be at least 1 (got 0); use weight 0 to drain a node"#
    );
    assert_eq!(
        refusal(&[CONFIG, b"\x01\x01a\x01\0\0\0\x01\0\x01x"]),
        r#"byte 26: node "a": attribute names must not be empty"#
    );
    assert_eq!(refusal(&[&[0, 0, 0, 0, 0]]), "byte 22: vnodes per weight must be at least 1 (got 0)");

    let bytes = sealed(&[CONFIG, b"\x01\x01a\x01", PLAIN]);
    let limits = |max| Limits::default().with_max_vnodes(max).unwrap();
    assert!(Membership::from_snapshot(&bytes, limits(256)).is_ok());
    let error = Membership::from_snapshot(&bytes, limits(255)).unwrap_err();
    assert!(
        error.to_string().starts_with("byte 25: the ring would have 256 vnodes, more than its limit of 255")
    );
}

#[test]
fn counts_and_lengths_that_the_rest_cannot_hold_are_refused() {
    let most = [[0xff; 9].as_slice(), &[1]].concat();
    assert_eq!(
        refusal(&[CONFIG, &most, b"\x01a\x01", PLAIN]),
        "byte 25: states 18446744073709551615 of something of which at most 1 can follow"
    );
    assert_eq!(
        refusal(&[CONFIG, &[2], b"\x01a\x01", PLAIN]),
        "byte 25: states 2 of something of which at most 1 can follow"
    );
    assert_eq!(
        refusal(&[CONFIG, b"\x01\x01a\x01\0\0\0", &most, b"\x01x\0"]),
        "byte 32: states 18446744073709551615 of something of which at most 1 can follow"
    );
    let past_the_end = "the value goes on past the end of the body";
    assert_eq!(
        refusal(&[CONFIG, &[1], &most, b"\x01a\x01", PLAIN]),
        alloc::format!("byte 26: {past_the_end}")
    );
    assert_eq!(refusal(&[&CONFIG[..3]]), alloc::format!("byte 22: {past_the_end}"));
    let zone = refusal(&[CONFIG, b"\x01\x01a\x01\0\0\x01", &most, b"\0"]);
    assert_eq!(zone, alloc::format!("byte 31: {past_the_end}"));
}

/// Also where 32 bits are all that a machine counts in.
#[test]
fn a_length_in_more_bytes_than_it_needs_is_refused_for_that() {
    let padded = b"\x81\x80\x80\x80\x80\x80\x80\0";
    let refused = refusal(&[CONFIG, &[1], padded, b"a\x01", PLAIN]);
    assert!(refused.starts_with("byte 26: "), "{refused}");
    assert_eq!(refused, refusal(&[CONFIG, &[1], b"\x81\0", b"a\x01", PLAIN]));
}

#[test]
fn values_that_cannot_be_read_are_refused_where_they_are() {
    let one = |node: &[u8]| refusal(&[CONFIG, &[1], node]);
    assert_eq!(one(b"\x01a\xff\xff\xff\xff\x1f\0\0\0\0"), "byte 28: the number is too large for its place");
    assert_eq!(one(b"\x01a\x01\x03\0\0\0"), "byte 29: an option must be 0 or 1");
    assert_eq!(one(b"\x01\xff\x01\0\0\0\0"), "byte 26: the text is not UTF-8");
    assert_eq!(one(b"\x01a\x01\0\0\0\0\0"), "byte 33: bytes after the last value");
}

#[test]
fn the_key_hash_of_the_header_and_the_key_check_belong_together() {
    let mut without = sealed(&[CONFIG, &[0]]);
    without[11] = 2;
    fix_checksum(&mut without);
    assert_eq!(
        decode(&without).unwrap_err().to_string(),
        "byte 20: no key check, though the key hash of the header takes a secret"
    );
    assert_eq!(
        refusal(&[&[1, 1, 2, 3, 4, 5, 6, 7, 8], &CONFIG[1..], &[0]]),
        "byte 20: a key check, though the key hash of the header takes no secret"
    );
}

#[test]
fn the_header_is_checked_in_the_order_that_tells_most() {
    let refusal = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = sealed(&[CONFIG, &[0]]);
        change(&mut bytes);
        decode(&bytes).unwrap_err().to_string()
    };
    assert_eq!(
        refusal(&|bytes| bytes.clear()),
        "byte 0: cut off: a vnode-ring file has at least 28 bytes (got 0)"
    );
    assert_eq!(
        refusal(&|bytes| bytes[1] = b'X'),
        "byte 0: not a vnode-ring file: those begin with 89 56 4e 52 0d 0a 1a 0a"
    );
    assert_eq!(refusal(&|bytes| bytes[8] = 2), "byte 8: this is a delta; expected a snapshot");
    assert_eq!(refusal(&|bytes| bytes[8] = 9), "byte 8: this is of unknown kind 9; expected a snapshot");
    assert_eq!(
        refusal(&|bytes| bytes[9] = 2),
        "byte 9: format version 2 is not known; this program reads version 1"
    );
    assert_eq!(refusal(&|bytes| bytes[10] = 0), "byte 10: placement number 0 is not known here");
    assert_eq!(refusal(&|bytes| bytes[11] = 0x7f), "byte 11: key hash number 127 is not known here");
    assert_eq!(
        refusal(&|bytes| bytes.truncate(30)),
        "byte 12: cut off: the header states 6 bytes between header and checksum (got 2)"
    );
    assert_eq!(
        refusal(&|bytes| bytes.extend([0; 8])),
        "byte 12: more bytes than belong here: the header states 6 bytes between header and checksum (got 14)"
    );
    let damaged = refusal(&|bytes| bytes[21] = 1);
    assert!(damaged.starts_with("byte 26: damaged: the checksum is 0x"), "{damaged}");
}

#[test]
fn kinds_without_a_config_state_no_algorithms() {
    let bytes = seal(FileKind::Tracker, None, |sink| sink.extend(b"body"));
    assert_eq!(open_without_algorithms(&bytes, FileKind::Tracker), Ok(&b"body"[..]));
    let reason = |bytes: &[u8], kind| open_without_algorithms(bytes, kind).unwrap_err().reason;
    assert_eq!(reason(&bytes, FileKind::Directory), DecodeReason::Kind { want: FileKind::Directory, got: 3 });
    for at in [10, 11] {
        let mut stating = bytes.clone();
        stating[at] = 1;
        fix_checksum(&mut stating);
        assert!(matches!(
            reason(&stating, FileKind::Tracker),
            DecodeReason::UnknownPlacement { number: 1 } | DecodeReason::UnknownKeyHash { number: 1 }
        ));
    }
}
