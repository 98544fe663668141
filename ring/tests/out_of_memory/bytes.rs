//! Snapshots and deltas that are read.

use vnode_ring::{
    Config, DecodeError, DecodeReason, Delta, KeyHasher, Limits, Membership, Node, OutOfMemory, Outcome,
};

use super::{RunsOut, at_each_allocation, changes, memberships};

impl RunsOut for DecodeError {
    fn out_of_memory(&self) -> Option<&OutOfMemory> {
        match &self.reason {
            DecodeReason::OutOfMemory(error) => Some(error),
            _ => None,
        }
    }
}

#[test]
fn a_snapshot_is_read_or_there_is_an_error() {
    for (count, least) in [(0, 0), (1, 3), (40, 42)] {
        let written = memberships::of(count);
        let bytes = written.to_snapshot();
        let (read, counted) =
            at_each_allocation(|| (), |()| Membership::from_snapshot(&bytes, Limits::default()), drop);
        let read = read.unwrap();
        assert_eq!(memberships::state(&read), memberships::state(&written));
        assert!(counted >= least, "{count} nodes: {counted} allocations");
    }
}

#[test]
fn a_delta_is_read_or_there_is_an_error() {
    let mut held = memberships::of(40);
    let delta = changes(&held);
    let bytes = delta.to_bytes();
    let (read, counted) = at_each_allocation(|| (), |()| Delta::from_bytes(&bytes, Limits::default()), drop);
    let read = read.unwrap();
    assert_eq!(read, delta);
    assert!(counted >= 16, "{counted} allocations");
    assert_eq!(held.apply(&read), Ok(Outcome::Changed));
}

#[test]
fn a_refused_snapshot_is_explained_or_there_is_an_error() {
    let written = Membership::new(Config::default(), ["a", "b"].map(Node::new)).unwrap();
    let mut bytes = written.to_snapshot();
    // The ids are swapped, and the checksum is made right.
    let at = |id| bytes.iter().rposition(|&byte| byte == id).unwrap();
    let (a, b) = (at(b'a'), at(b'b'));
    bytes.swap(a, b);
    let body = bytes.len() - 8;
    let checksum = KeyHasher::xxh3(0).position(&bytes[..body]).0;
    bytes[body..].copy_from_slice(&checksum.to_le_bytes());
    let (refused, counted) =
        at_each_allocation(|| (), |()| Membership::from_snapshot(&bytes, Limits::default()), drop);
    assert!(matches!(refused.unwrap_err().reason, DecodeReason::Order { .. }));
    assert!(counted >= 4, "{counted} allocations");
}
