//! Golden files: `docs/vectors/formats-v1.json`, which `docs/formats.py` reads too. With `VECTORS=overwrite` in the
//! environment the file is written instead; what version 1 writes never changes, so that is for new files only.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;
use std::{env, fs};

use super::twenty_nodes;
use crate::{
    Config, Delta, Directory, Limits, Membership, Node, NodeUpdate, Quorum, ReplicaRule, Ring, Secret,
    Tracker, Transition, Version, ZoneRule,
};

const COMMITTED: &str = include_str!("../../../../docs/vectors/formats-v1.json");

fn membership(config: Config, epoch: u64, nodes: impl IntoIterator<Item = Node>) -> Membership {
    let mut membership = Membership::new(config, nodes).unwrap();
    membership.set_epoch(epoch);
    membership
}

fn directory() -> Directory {
    let secret = Secret::new([7; 16]);
    let mut directory = Directory::with_secret(Config::default().with_seed(3), secret.clone());
    directory.create_group("keyed", Config::default().with_secret(&secret)).unwrap();
    directory.reconcile("empty", []).unwrap();
    for id in ["a", "b"] {
        directory.upsert("wéb", NodeUpdate::new(id).with_weight(3).with_attribute("addr", "x")).unwrap();
    }
    directory
}

/// A member in each state; of those that are there, stated with a version, without one, first with and then without, and
/// without one after a removal with one.
fn tracker() -> Tracker {
    let mut directory = Directory::new(Config::default());
    let mut tracker = Tracker::default();
    let version = |counter| Some(Version { incarnation: 1, counter });
    let full = NodeUpdate::new("full").with_vnodes(300).with_placement_id("old").with_zone("z");
    let full = full.with_weight(2).with_attribute("é", "").with_attribute("addr", "x");
    let updates = [
        (full, version(u64::MAX)),
        (NodeUpdate::new("bare"), version(0)),
        (NodeUpdate::new("none").with_zone("").with_attributes::<&str, &str>([]), version(1)),
        (NodeUpdate::new("plain").with_weight(2), None),
        (NodeUpdate::new("leased").with_weight(2), None),
        (NodeUpdate::new("both"), version(4)),
        (NodeUpdate::new("both").with_weight(0), None),
        (NodeUpdate::new("renewed"), version(5)),
        (NodeUpdate::new("expired"), version(6)),
        (NodeUpdate::new("removed"), version(7)),
        (NodeUpdate::new("back"), version(7)),
    ];
    for (update, at) in updates {
        let change = tracker.upsert(&directory, "web", update, at).unwrap().into_change();
        directory.apply(&change).unwrap();
    }
    for (id, deadline) in [("leased", u64::MAX), ("renewed", 300), ("expired", 200)] {
        tracker.renew("web", id, deadline).unwrap();
    }
    let expired = tracker.expire(&directory, 250).unwrap();
    directory.apply(&expired).unwrap();
    for id in ["back", "removed"] {
        let removed = tracker.remove(&directory, "web", id, version(8)).unwrap();
        directory.apply(&removed.into_change()).unwrap();
    }
    let unknown = tracker.remove(&directory, "db", "unknown", version(9)).unwrap();
    assert!(unknown.into_change().is_empty());
    let back = tracker.upsert(&directory, "web", NodeUpdate::new("back"), None).unwrap();
    directory.apply(&back.into_change()).unwrap();
    tracker
}

/// From three nodes to three others: with copies that are complete and some that are not, and on the way back from there,
/// with all complete, and at its end.
fn transitions() -> [(&'static str, &'static str, Vec<u8>); 4] {
    let nodes = ["a", "b", "c"].map(|id| Node::new(id).with_zone(if id == "a" { "z" } else { "y" }));
    let ring = Ring::new(Config::default().with_seed(9).with_vnodes_per_weight(5), nodes).unwrap();
    let delta = ring.change().add(Node::new("d")).unwrap().remove("b").unwrap().delta().unwrap();
    let rule = ReplicaRule::new(3).with_zones(ZoneRule::STRICT);
    let mut transition = Transition::new(ring, rule, Quorum::new(3, 1)).unwrap();
    let start = transition.to_snapshot();
    transition.begin(&delta, 0).unwrap();
    transition.advance(1).unwrap();
    for id in ["a", "b", "d"] {
        transition.declare_unavailable(id).unwrap();
    }
    let tasks: Vec<_> = transition.tasks().unwrap().iter().map(|task| task.id()).collect();
    for task in tasks.iter().filter(|task| task.number % 3 < 2) {
        transition.complete(*task).unwrap();
    }
    let some = transition.to_snapshot();
    transition.revert(2).unwrap();
    let back = transition.to_snapshot();
    transition.revert(3).unwrap();
    for task in tasks {
        transition.complete(crate::TaskId { fence: 4, ..task }).unwrap();
    }
    transition.advance(4).unwrap();
    let complete = transition.to_snapshot();
    [
        ("settled", "transition", start),
        ("copying", "transition", some),
        ("turned back", "transition", back),
        ("copied", "transition", complete),
    ]
}

/// Name, kind and bytes; a delta named `A to B` leads from the file A to the file B.
fn files() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let config = || Config::default().with_seed(7).with_vnodes_per_weight(160);
    let one = membership(config(), 1, [Node::new("a")]);
    let twenty = membership(config(), 300, twenty_nodes());
    let change = twenty.change().remove("node-3é").unwrap().reweight("node-4é", 0).unwrap();
    let change = change.add(Node::new("x").with_zone("z")).unwrap().delta().unwrap();
    let mut changed = twenty.clone();
    changed.apply(&change).unwrap();
    let keyed = Config::default().with_secret(&Secret::new([7; 16])).with_seed(u64::MAX);
    let frozen = {
        let mut tracker = Tracker::default();
        tracker.freeze();
        tracker
    };
    let three = {
        let nodes = ["a", "b", "c"].map(|id| Node::new(id).with_zone("z").with_attribute("n", id));
        let config = Config::default().with_vnodes_per_weight(9);
        Ring::from_membership(membership(config, 5, nodes), Limits::default()).unwrap()
    };
    let snapshot = |name, of: &Membership| (name, "snapshot", of.to_snapshot());
    let delta = |name, of: &Delta| (name, "delta", of.to_bytes());
    let mut files = Vec::from([
        snapshot("empty", &membership(Config::default(), 0, [])),
        snapshot("one node", &one),
        snapshot("twenty nodes", &twenty),
        snapshot("twenty others", &changed),
        snapshot("keyed", &membership(keyed, u64::MAX, ["a", "b"].map(Node::new))),
        delta("one node to twenty nodes", &one.diff(&twenty).unwrap()),
        delta("twenty nodes to twenty others", &change),
        ("three groups", "directory", directory().to_snapshot()),
        ("each state", "tracker", tracker().to_snapshot()),
        ("frozen", "tracker", frozen.to_snapshot()),
        snapshot("three nodes", three.membership()),
        ("three nodes", "image", three.to_image()),
        ("three nodes without texts", "image", three.to_image_without_texts()),
    ]);
    files.extend(transitions());
    files
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes there; every kind of file is written elsewhere, too")]
fn what_is_written_are_the_bytes_of_the_golden_files() {
    let mut json = String::from("[\n");
    let files = files();
    for (number, (name, kind, bytes)) in (1..).zip(&files) {
        write!(json, " {{\"name\": \"{name}\", \"kind\": \"{kind}\",\n  \"hex\": \"").unwrap();
        for byte in bytes {
            write!(json, "{byte:02x}").unwrap();
        }
        json.push_str(if number < files.len() { "\"},\n" } else { "\"}\n" });
    }
    json.push_str("]\n");
    if env::var_os("VECTORS").is_some_and(|value| value == "overwrite") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/vectors/formats-v1.json");
        fs::write(path, json).unwrap();
    } else {
        for (written, committed) in json.lines().zip(COMMITTED.lines()) {
            assert_eq!(written, committed);
        }
        assert_eq!(json.len(), COMMITTED.len());
    }
}
