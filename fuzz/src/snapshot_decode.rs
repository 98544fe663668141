//! Snapshots: no bytes panic, and what is taken is a membership that rings are made of.

use vnode_ring::{BuildError, Membership, NodeRef, Ring, Scratch};

use crate::decode::{assert_one_line, both_ways, limits, limits_of_rings};

/// Decodes bytes as a snapshot.
pub fn target(bytes: &[u8]) {
    let decode = |bytes: &[u8]| Membership::from_snapshot(bytes, limits());
    both_ways(bytes, decode, Membership::to_snapshot, |membership, _| {
        let nodes = || membership.nodes().map(|node| node.node().clone());
        let fresh = Membership::new(membership.config().clone(), nodes()).expect("they were decoded");
        assert_eq!(fresh, membership);
        assert_eq!(fresh.fingerprint(), membership.fingerprint());
        assert_eq!(fresh.placement_fingerprint(), membership.placement_fingerprint());
        use_ring(&membership);
        if let Ok(emptied) = membership.reconcile([]) {
            let mut patched = membership.clone();
            patched.apply(&emptied).expect("the delta was made here");
            assert!(patched.is_empty());
        }
    });
}

/// Compiles a ring and asks it everything once.
pub(crate) fn use_ring(membership: &Membership) {
    let ring = match Ring::from_membership(membership.clone(), limits_of_rings()) {
        Ok(ring) => ring,
        Err(error) => {
            let keyed = membership.config().key_check().is_some();
            assert!(keyed || matches!(error, BuildError::TooManyVnodes(_)), "{error}");
            return assert_one_line(&error);
        }
    };
    let mut scratch = Scratch::default();
    let vnodes = ring.vnodes_in_order(&mut scratch);
    assert_eq!(vnodes.len(), ring.vnode_count());
    let first = vnodes.clone().next().map(|(_, node)| node.id());
    assert_eq!(ring.lookup_position(vnode_ring::Position(0)).map(NodeRef::id), first);
    let list = || ring.preference_list("key").map(NodeRef::id);
    assert_eq!(list().next(), ring.lookup("key").map(NodeRef::id));
    assert_eq!(list().count(), ring.nodes().filter(|&node| ring.vnode_count_of(node) > 0).count());
    assert!(!ring.identity().to_string().contains('\n'));
}
