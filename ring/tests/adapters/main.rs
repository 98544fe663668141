//! How thin a transport is: three of them, each over a feed of events as its system sends them.

#![cfg(feature = "std")]

use vnode_ring::{Directory, Member, NodeUpdate};

mod etcd;
mod nats;
mod serf;

/// The members of a group.
fn ids<'a>(directory: &'a Directory, group: &str) -> Vec<&'a str> {
    directory.members(group).unwrap().map(Member::id).collect()
}

/// Answers like a directory that was told the outcome at once, for each of many keys.
fn assert_matches_like(directory: &Directory, group: &str, nodes: &[NodeUpdate]) {
    let mut fresh = Directory::new(directory.config().clone());
    fresh.reconcile(group, nodes.iter().cloned()).unwrap();
    for key in 0..500u32 {
        let key = key.to_le_bytes();
        assert_eq!(directory.match_key(group, key).unwrap().id(), fresh.match_key(group, key).unwrap().id());
    }
}
