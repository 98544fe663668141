//! Directories: no bytes panic, and what is taken answers and changes.

use vnode_ring::{Directory, NodeUpdate, Secret};

use crate::decode::{assert_one_line, both_ways, limits};
use crate::envelope::repair_groups;
use crate::seeds::SECRET;

/// Decodes bytes as a directory, also with the snapshots inside repaired.
pub fn target(bytes: &[u8]) {
    for secret in [None, Some(Secret::new(SECRET))] {
        let decode = |bytes: &[u8]| Directory::from_snapshot(bytes, limits(), secret.clone());
        both_ways(bytes, decode, Directory::to_snapshot, |directory, _| use_directory(&directory));
        let mut repaired = bytes.to_vec();
        repair_groups(&mut repaired);
        if repaired != bytes {
            both_ways(&repaired, decode, Directory::to_snapshot, |directory, _| use_directory(&directory));
        }
    }
}

fn use_directory(directory: &Directory) {
    for group in directory.groups() {
        match group.match_key("key") {
            Ok(owner) => {
                assert_eq!(group.preference_list("key").next().map(|node| node.id()), Some(owner.id()))
            }
            Err(error) => assert_one_line(&error),
        }
        assert_eq!(group.ring().membership(), group.membership());
    }
    let mut changed = directory.clone();
    if let Err(error) = changed.upsert("group", NodeUpdate::new("joined")) {
        assert_one_line(&error);
        assert_eq!(&changed, directory);
    }
    let names: Vec<String> = directory.groups().map(|group| group.name().into()).collect();
    for name in names {
        if let Err(error) = changed.remove_group(&name) {
            // The deltas of its members need an epoch.
            assert_one_line(&error);
        }
    }
}
