use alloc::collections::BTreeMap;
use core::ptr;
use std::thread;

use super::*;
use crate::directory::{ExpireError, Tracked, Tracker};
use crate::{Config, NodeUpdate, Status};

const CHANGES: u32 = 300;

fn shared() -> SharedDirectory {
    let mut directory = Directory::new(Config::default().with_vnodes_per_weight(16));
    for group in ["web", "db"] {
        directory.reconcile(group, ["a", "b"].map(NodeUpdate::new)).unwrap();
    }
    SharedDirectory::new(directory)
}

fn ring(directory: &Directory, group: &str) -> *const crate::Ring {
    ptr::from_ref(directory.group(group).unwrap().ring())
}

#[test]
fn handles_may_go_to_other_threads() {
    fn sends<T: Send + Sync + 'static>(_: &T) {}
    let shared = shared();
    sends(&shared);
    sends(&shared.reader());
    sends(&Tracker::default());
}

/// One member goes to and fro: whoever looks finds it in one group, never in both or none.
#[test]
#[cfg_attr(miri, ignore = "takes minutes there; rings are published by the same code")]
fn every_reader_sees_whole_states() {
    let shared = shared();
    shared.update(|directory| directory.change().upsert("web", NodeUpdate::new("x"))?.done()).unwrap();
    let look = |mut reader: DirectoryReader| {
        let mut last = 0;
        while last < CHANGES {
            let directory = reader.directory();
            let there = |group| usize::from(directory.group(group).unwrap().membership().get("x").is_some());
            assert_eq!(there("web") + there("db"), 1);
            for group in ["web", "db"] {
                assert_eq!(directory.group(group).unwrap().ring().vnode_count(), 16 * (2 + there(group)));
                directory.match_key(group, last.to_le_bytes()).unwrap();
            }
            let group = directory.group("web").unwrap();
            let weight = group.membership().get("a").unwrap().attribute("round").unwrap_or("0").parse();
            assert!(last <= weight.clone().unwrap());
            last = weight.unwrap();
        }
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            let reader = shared.reader();
            scope.spawn(move || look(reader));
        }
        for round in 1..=CHANGES {
            let (from, to) = if round % 2 == 1 { ("web", "db") } else { ("db", "web") };
            let told = NodeUpdate::new("a").with_attribute("round", alloc::format!("{round}"));
            shared
                .update(|directory| {
                    directory.change().move_member("x", from, to)?.upsert("web", told)?.done()
                })
                .unwrap();
        }
    });
}

#[test]
fn groups_that_do_not_change_keep_their_tables_for_all_readers() {
    let shared = shared();
    let before = shared.snapshot();
    let (web, db) = (ring(&before, "web"), ring(&before, "db"));
    for weight in 2..6 {
        let update = NodeUpdate::new("a").with_weight(weight);
        shared.update(|directory| directory.change().upsert("web", update)?.done()).unwrap();
        let now = shared.snapshot();
        assert_eq!(ring(&now, "db"), db);
        assert_ne!(ring(&now, "web"), web);
        assert_eq!(now.group("web").unwrap().ring().vnode_count(), 16 * (1 + weight as usize));
        shared.update(|directory| directory.change().set_status("db", "a", Status::Warning)?.done()).unwrap();
        assert_eq!(ring(&shared.snapshot(), "db"), db);
    }
    assert_eq!(before.group("web").unwrap().ring().vnode_count(), 32);
}

/// Both copies take part in turn, so each of them has to be right.
#[test]
fn after_many_changes_both_copies_are_what_one_directory_would_be() {
    let shared = shared();
    let mut alone = Directory::clone(&shared.snapshot());
    for round in 0..if cfg!(miri) { 5 } else { 20u32 } {
        let group = ["web", "db", "new"][round as usize % 3];
        let id = ["a", "b", "c"][(round / 2) as usize % 3];
        let plan = |directory: &Directory| match round % 4 {
            3 if directory.group(group).and_then(|group| group.status(id)).is_some() => {
                directory.change().set_status(group, id, Status::Critical)?.done()
            }
            2 if directory.group(group).is_some() => directory.change().remove_group(group)?.done(),
            _ => directory.change().upsert(group, NodeUpdate::new(id).with_weight(round))?.done(),
        };
        let change = shared.update(plan).unwrap();
        alone.apply(&change).unwrap();
        assert_eq!(*shared.snapshot(), alone);
    }
}

#[test]
fn what_changes_nothing_or_is_refused_publishes_nothing() {
    let shared = shared();
    let stale = shared.update(|directory| directory.change().remove("web", "a")?.done()).unwrap();
    let before = shared.snapshot();
    let nothing = shared.update(|directory| directory.change().upsert("web", NodeUpdate::new("b"))?.done());
    assert!(nothing.unwrap().is_empty());
    assert!(shared.apply(&stale).is_err());
    assert!(shared.update(|directory| directory.change().remove("web", "x")?.done()).is_err());
    assert!(Arc::ptr_eq(&before, &shared.snapshot()));

    let mut other = Directory::new(Config::default());
    other.upsert("web", NodeUpdate::new("z")).unwrap();
    shared.publish(other);
    assert_eq!(shared.reader().directory().match_key("web", "key").unwrap().id(), "z");
}

#[test]
fn a_tracker_plans_on_the_shared_directory() {
    let shared = shared();
    let mut tracker = Tracker::default().with_max_expiry(50);
    let mut reader = shared.reader();
    for id in ["a", "b", "c"] {
        shared
            .update(|directory| {
                tracker.upsert(directory, "web", NodeUpdate::new(id), None).map(Tracked::into_change)
            })
            .unwrap();
        tracker.renew("web", id, 10).unwrap();
    }
    let refused = shared.update(|directory| tracker.expire(directory, 10));
    assert!(matches!(refused, Err(ExpireError::TooMany { expired: 3, .. })));
    assert_eq!(reader.directory().members("web").unwrap().len(), 3);
    shared.update(|directory| tracker.expire_anyway(directory, 10)).unwrap();
    assert_eq!(reader.directory().members("web").unwrap().len(), 0);
    shared.update(|directory| directory.change().reconcile_all(BTreeMap::new())?.done()).unwrap();
}
