//! Decoding takes memory in proportion to its input, whatever the input states.
#![cfg(feature = "snapshot")]

#[path = "../../benches/heap.rs"]
pub mod heap;

#[global_allocator]
static HEAP: heap::Counted = heap::Counted;

use vnode_ring::{
    Config, DecodeError, DecodeReason, Delta, Directory, KeyHasher, Limits, Membership, Node, NodeUpdate,
    Tracker, Version,
};

/// Beside what grows with the input.
const CONSTANT_BYTES: f64 = 4096.0;
/// The most that decoding may take per byte of its input.
const MOST_PER_BYTE: f64 = 8.0;

const HEADER_BYTES: usize = 20;
/// Where the count of nodes is, with the default config and epoch 0.
const COUNT_AT: usize = 25;
/// The same in a delta, from epoch 0 to epoch 1.
const DELTA_COUNT_AT: usize = 24 + 2 * 17;

fn decode(bytes: &[u8]) -> Result<Membership, DecodeError> {
    Membership::from_snapshot(bytes, Limits::default())
}

/// A snapshot of nodes with ids of three bytes.
fn snapshot(nodes: usize, fill: impl Fn(Node) -> Node) -> Vec<u8> {
    let nodes = short_names().take(nodes).map(|id| fill(Node::new(id)));
    Membership::new(Config::default(), nodes).unwrap().to_snapshot()
}

fn short_names() -> impl Iterator<Item = String> {
    let letters = || ('0'..='z').filter(char::is_ascii_alphanumeric);
    letters()
        .flat_map(move |a| letters().flat_map(move |b| letters().map(move |c| String::from_iter([a, b, c]))))
}

fn decode_delta(bytes: &[u8]) -> Result<Delta, DecodeError> {
    Delta::from_bytes(bytes, Limits::default())
}

/// A delta from one set of nodes to another.
fn delta(old: impl Iterator<Item = Node>, new: impl Iterator<Item = Node>) -> Vec<u8> {
    let old = Membership::new(Config::default(), old).unwrap();
    old.reconcile(new.map(NodeUpdate::from)).unwrap().to_bytes()
}

/// An envelope with a right length and checksum around a body of the default config, epoch 0 and these bytes.
fn sealed(after_epoch: &[u8]) -> Vec<u8> {
    sealed_after(&snapshot(0, |node| node)[..COUNT_AT], after_epoch)
}

/// The same around these two.
fn sealed_after(start: &[u8], rest: &[u8]) -> Vec<u8> {
    let mut bytes = [start, rest].concat();
    let length = (bytes.len() - HEADER_BYTES) as u64;
    bytes[12..HEADER_BYTES].copy_from_slice(&length.to_le_bytes());
    let checksum = KeyHasher::xxh3(0).position(&bytes).0;
    bytes.extend(checksum.to_le_bytes());
    bytes
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
    bytes
}

fn assert_peak(what: &str, bytes: &[u8], most_per_byte: f64) -> Result<Membership, DecodeError> {
    assert_peak_of(decode, what, bytes, most_per_byte)
}

fn assert_peak_of<T>(
    decode: impl FnOnce(&[u8]) -> Result<T, DecodeError>,
    what: &str,
    bytes: &[u8],
    most_per_byte: f64,
) -> Result<T, DecodeError> {
    let (result, used) = heap::count(|| decode(bytes));
    let input = bytes.len() as f64;
    println!(
        "{what}: {input} bytes, peak {:.1} per byte, kept {:.1}, {} allocations",
        used.peak / input,
        used.held / input,
        used.allocations
    );
    assert!(used.peak <= most_per_byte * input + CONSTANT_BYTES, "{what}");
    result
}

/// One test, because allocations of all threads are counted.
#[test]
fn decoding_takes_at_most_eight_times_its_input() {
    accepted();
    #[cfg(feature = "compat")]
    positions();
    refused_late();
    refused_before_anything_is_allocated();
    deltas();
    refused_deltas();
    directories();
    trackers();
}

/// Near one another, so that each takes a byte, and far apart.
#[cfg(feature = "compat")]
fn positions() {
    for distance in [1, 1 << 32, 0x0000_9e37_79b9_7f4a] {
        let positions = (0..100_000).map(|number| vnode_ring::Position(number * distance));
        let config = Config::of_placement(vnode_ring::Placement::Explicit);
        let node = Node::new("a").with_positions(positions);
        let bytes = Membership::new(config, [node]).unwrap().to_snapshot();
        assert_peak("100,000 positions", &bytes, MOST_PER_BYTE).unwrap();
    }
}

fn accepted() {
    let most = MOST_PER_BYTE;
    let many = snapshot(20_000, |node| node);
    assert_eq!(assert_peak("minimal nodes", &many, most).unwrap().len(), 20_000);
    let zoned = snapshot(20_000, |node| node.with_zone("z"));
    assert_peak("nodes with a zone", &zoned, most).unwrap();
    let placed = snapshot(20_000, |node| {
        let id = format!("{}0", node.id());
        node.with_placement_id(id)
    });
    assert_peak("nodes with a placement id", &placed, most).unwrap();
    let told = snapshot(20_000, |node| node.with_attribute("x", ""));
    assert_peak("nodes with an attribute", &told, most).unwrap();
    let names: Vec<String> = short_names().take(20_000).collect();
    let tiny = snapshot(1, |node| node.with_attributes(names.iter().map(|name| (name.as_str(), ""))));
    assert_peak("20,000 tiny attributes", &tiny, most).unwrap();
    let long = snapshot(20, |node| node.with_attribute("x", "y".repeat(60_000)));
    assert_peak("long attributes", &long, MOST_PER_BYTE).unwrap();
}

/// Everything is read before the last node turns out to be wrong.
fn refused_late() {
    let most = MOST_PER_BYTE;
    let many = snapshot(20_000, |node| node);
    let mut body = many[COUNT_AT..many.len() - 8].to_vec();
    let last = body.len() - 8;
    body[last..last + 3].copy_from_slice(b"000");
    let error = assert_peak("a last node that is out of order", &sealed(&body), most).unwrap_err();
    assert!(matches!(error.reason, DecodeReason::Order { .. }), "{error}");

    let rest = vec![0xff; 70_000];
    let most_that_fit = sealed(&[&varint(10_000)[..], &rest].concat());
    let error = assert_peak("as many nodes as fit, none readable", &most_that_fit, most).unwrap_err();
    assert!(matches!(error.reason, DecodeReason::Malformed(_)), "{error}");
}

fn refused_before_anything_is_allocated() {
    let many = snapshot(1000, |node| node);
    let nodes = &many[COUNT_AT + 2..many.len() - 8];
    for count in [1 << 20, 1 << 32, u64::MAX] {
        let bytes = sealed(&[&varint(count), nodes].concat());
        let (result, used) = heap::count(|| decode(&bytes));
        assert!(matches!(result.unwrap_err().reason, DecodeReason::Count { stated, .. } if stated == count));
        assert_eq!(used.allocations, 0, "{count} nodes");

        for prefix in [&b"\x01\x01a\x01\0\0\0"[..], b"\x01"] {
            let bytes = sealed(&[prefix, &varint(count), nodes].concat());
            let error = assert_peak("a huge count or length", &bytes, 0.0).unwrap_err();
            assert!(
                matches!(error.reason, DecodeReason::Count { .. } | DecodeReason::Malformed(_)),
                "{error}"
            );
        }
    }
}

fn deltas() {
    let names = || short_names().take(20_000).map(Node::new);
    let none = || [].into_iter();
    let row = |what, bytes: &[u8]| {
        let delta = assert_peak_of(decode_delta, what, bytes, MOST_PER_BYTE).unwrap();
        assert_eq!(delta.changes().len(), 20_000);
    };
    row("minimal joins", &delta(none(), names()));
    row("joins with a zone", &delta(none(), names().map(|node| node.with_zone("z"))));
    row("joins with an attribute", &delta(none(), names().map(|node| node.with_attribute("x", ""))));
    row("leaves", &delta(names(), none()));
    row("updates", &delta(names(), names().map(|node| node.with_weight(0))));
    row("updates of zones", &delta(names().map(|it| it.with_zone("y")), names().map(|it| it.with_zone("z"))));
}

fn refused_deltas() {
    let joins = delta([].into_iter(), short_names().take(20_000).map(Node::new));
    let (start, changes) = (&joins[..DELTA_COUNT_AT], &joins[DELTA_COUNT_AT + 3..joins.len() - 8]);

    let mut late = changes.to_vec();
    let last = late.len() - 10;
    late[last..last + 3].copy_from_slice(b"000");
    let bytes = sealed_after(start, &[&varint(20_000)[..], &late].concat());
    let error = assert_peak_of(decode_delta, "a last change that is out of order", &bytes, MOST_PER_BYTE)
        .unwrap_err();
    assert!(matches!(error.reason, DecodeReason::Order { .. }), "{error}");

    let bytes = sealed_after(start, &[&varint(10_000)[..], &vec![0xff; 90_000]].concat());
    let error = assert_peak_of(decode_delta, "as many changes as fit, none readable", &bytes, MOST_PER_BYTE)
        .unwrap_err();
    assert!(matches!(error.reason, DecodeReason::Malformed(_)), "{error}");

    for count in [1 << 21, 1 << 32, u64::MAX] {
        let bytes = sealed_after(start, &[&varint(count)[..], &changes[..1000]].concat());
        let (result, used) = heap::count(|| decode_delta(&bytes));
        assert!(matches!(result.unwrap_err().reason, DecodeReason::Count { stated, .. } if stated == count));
        assert_eq!(used.allocations, 0, "{count} changes");

        // One change: a join of "a" with that many attributes.
        let attributes = [b"\x01\x01a\0\x01\x01\0\0\0", &varint(count)[..], &changes[..1000]].concat();
        let bytes = sealed_after(start, &attributes);
        let error = assert_peak_of(decode_delta, "a huge count of attributes", &bytes, 0.0).unwrap_err();
        assert!(matches!(error.reason, DecodeReason::Count { stated, .. } if stated == count), "{error}");
    }
}

fn directories() {
    let decode = |bytes: &[u8]| Directory::from_snapshot(bytes, Limits::default(), None);
    for (what, members) in [("groups without members", 0), ("groups of one member", 1), ("groups of 20", 20)]
    {
        let list = || short_names().take(members).map(NodeUpdate::new).collect();
        let lists = short_names().take(5000).map(|group| (group, list())).collect();
        let mut directory = Directory::new(Config::default());
        directory.reconcile_all(lists).unwrap();
        let read = assert_peak_of(decode, what, &directory.to_snapshot(), MOST_PER_BYTE).unwrap();
        assert_eq!(read.groups().len(), 5000);
    }
}

fn trackers() {
    let version = |counter| Some(Version { incarnation: 0, counter });
    let nowhere = Directory::new(Config::default());
    let tracker = |fill: &dyn Fn(&mut Tracker, &str)| {
        let mut tracker = Tracker::default();
        short_names().take(20_000).for_each(|id| fill(&mut tracker, &id));
        tracker.to_snapshot()
    };
    let mut rows: Vec<(&str, Vec<u8>)> = Vec::new();
    rows.push((
        "members",
        tracker(&|tracker, id| {
            let _ = tracker.upsert(&nowhere, "g", NodeUpdate::new(id), None).unwrap();
        }),
    ));
    rows.push((
        "members with versions and deadlines",
        tracker(&|tracker, id| {
            let _ = tracker.upsert(&nowhere, "g", NodeUpdate::new(id), version(1)).unwrap();
            tracker.renew("g", id, 7).unwrap();
        }),
    ));
    rows.push((
        "tombstones",
        tracker(&|tracker, id| {
            let _ = tracker.remove(&nowhere, "g", id, version(1)).unwrap();
        }),
    ));
    for (what, bytes) in rows {
        let read = assert_peak_of(Tracker::from_snapshot, what, &bytes, MOST_PER_BYTE).unwrap();
        assert_eq!(read.to_snapshot(), bytes);
    }
}
