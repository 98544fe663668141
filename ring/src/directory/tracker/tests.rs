#![expect(unused_must_use, reason = "the site has carried the changes out")]

use alloc::collections::BTreeMap;
use alloc::string::ToString;

use super::*;
use crate::{Config, Status};

mod laws;

fn at(incarnation: u64, counter: u64) -> Version {
    Version { incarnation, counter }
}

/// A directory and its tracker, which carries changes out.
#[derive(Clone, Debug)]
struct Site {
    directory: Directory,
    tracker: Tracker,
}

impl Site {
    fn new() -> Self {
        Self { directory: Directory::new(Config::default()), tracker: Tracker::default() }
    }

    fn carry_out(&mut self, tracked: Tracked) -> Tracked {
        self.directory.apply(&tracked.clone().into_change()).unwrap();
        self.assert_consistent();
        tracked
    }

    fn upsert(&mut self, update: NodeUpdate, version: Option<Version>) -> Tracked {
        let tracked = self.tracker.upsert(&self.directory, "web", update, version).unwrap();
        self.carry_out(tracked)
    }

    fn remove(&mut self, id: &str, version: Option<Version>) -> Tracked {
        let tracked = self.tracker.remove(&self.directory, "web", id, version).unwrap();
        self.carry_out(tracked)
    }

    fn expire(&mut self, now: u64) -> usize {
        let change = self.tracker.expire(&self.directory, now).unwrap();
        self.carry_out(Tracked::Change(change.clone()));
        change.events().count()
    }

    fn weight(&self, id: &str) -> Option<u32> {
        Some(self.directory.group("web")?.membership().get(id)?.weight())
    }

    /// Records, deadlines and tombstones say the same.
    fn assert_consistent(&self) {
        let tracker = &self.tracker;
        let records = || tracker.records.iter();
        let deadlines = records().filter_map(|(key, record)| Some((record.deadline()?, key.clone())));
        assert_eq!(deadlines.collect::<BTreeSet<_>>(), tracker.deadlines);
        let tombstones = records().filter_map(|(key, record)| match record.state {
            State::Gone { event, .. } => Some((event, key.clone())),
            State::Live { .. } => None,
        });
        assert_eq!(tombstones.collect::<BTreeMap<_, _>>(), tracker.tombstones);
        assert!(records().all(|(_, record)| record.version.is_some() || record.state_is_live()));
    }
}

impl Record {
    const fn state_is_live(&self) -> bool {
        matches!(self.state, State::Live { .. })
    }
}

fn weighted(id: &str, weight: u32) -> NodeUpdate {
    NodeUpdate::new(id).with_weight(weight)
}

#[test]
fn versions_order_incarnations_first() {
    let mut site = Site::new();
    site.upsert(weighted("a", 1), Some(at(1, 9)));
    assert!(matches!(site.upsert(weighted("a", 2), Some(at(0, 10))), Tracked::Ignored { .. }));
    site.upsert(weighted("a", 3), Some(at(2, 0)));
    assert_eq!(site.weight("a"), Some(3));
    let (have, got) = (at(2, 0), at(1, 9));
    assert_eq!(site.remove("a", Some(got)), Tracked::Ignored { have, got });
}

#[test]
fn without_a_version_arrival_decides_and_the_recorded_version_stays() {
    let mut site = Site::new();
    site.upsert(weighted("a", 1), Some(at(0, 5)));
    site.upsert(weighted("a", 2), None);
    assert_eq!((site.weight("a"), site.tracker.version("web", "a")), (Some(2), Some(at(0, 5))));
    assert_eq!(site.upsert(weighted("a", 1), Some(at(0, 5))), Tracked::NoChange, "it is the event again");
    assert!(matches!(site.upsert(weighted("a", 7), Some(at(0, 4))), Tracked::Ignored { .. }));
    site.remove("a", None);
    assert_eq!((site.weight("a"), site.tracker.version("web", "a")), (None, Some(at(0, 5))));
    assert!(matches!(site.upsert(weighted("a", 9), Some(at(0, 5))), Tracked::Ignored { .. }));
    site.upsert(weighted("a", 3), None);
    assert_eq!(site.weight("a"), Some(3));
    // The removal of that version stands against updates of it, whatever came without a version since.
    assert!(matches!(site.upsert(weighted("a", 9), Some(at(0, 5))), Tracked::Ignored { .. }));
    site.upsert(weighted("a", 4), Some(at(0, 6)));
    assert_eq!(site.weight("a"), Some(4));
}

#[test]
fn tombstones_hold_until_they_are_forgotten() {
    let mut site = Site::new();
    assert_eq!(site.remove("never-seen", Some(at(0, 5))), Tracked::NoChange);
    assert!(matches!(site.upsert(weighted("never-seen", 1), Some(at(0, 4))), Tracked::Ignored { .. }));
    let mark = site.tracker.mark();
    site.upsert(weighted("a", 1), Some(at(0, 1)));
    site.remove("a", Some(at(0, 2)));
    assert_eq!(site.tracker.forget(mark), 1);
    assert_eq!(site.tracker.forget(mark), 0);
    assert!(
        matches!(site.upsert(weighted("a", 1), Some(at(0, 1))), Tracked::Ignored { .. }),
        "a later tombstone"
    );
    site.upsert(weighted("never-seen", 1), Some(at(0, 4)));
    assert_eq!(site.weight("never-seen"), Some(1));
    assert_eq!(site.tracker.forget(site.tracker.mark()), 1);
    assert_eq!(site.weight("never-seen"), Some(1), "members are no tombstones");
    // Names that no member can have are not remembered.
    assert_eq!(site.remove("", Some(at(0, 5))), Tracked::NoChange);
    assert_eq!(site.tracker.version("web", ""), None);
    // Without a version there is nothing to remember.
    site.remove("never-seen", None);
    site.remove("b", None);
    site.remove("never-seen", Some(at(0, 5)));
    site.remove("b", None);
    assert_eq!(site.tracker.records.len(), 1);
}

#[test]
fn after_expiry_the_same_version_is_taken_again_and_an_older_one_is_not() {
    let mut site = Site::new();
    site.upsert(weighted("a", 1), Some(at(0, 5)));
    site.tracker.renew("web", "a", 10).unwrap();
    assert_eq!((site.expire(9), site.expire(10)), (0, 1));
    assert!(site.tracker.renew("web", "a", 20).is_err(), "it has to be announced again");
    assert!(matches!(site.upsert(weighted("a", 1), Some(at(0, 4))), Tracked::Ignored { .. }));
    assert!(matches!(site.upsert(weighted("a", 1), Some(at(0, 5))), Tracked::Change(_)));
    assert_eq!(site.tracker.next_deadline(), None);
    // Removed while silent: now it is a removal.
    site.tracker.renew("web", "a", 10).unwrap();
    site.expire(10);
    assert_eq!(site.remove("a", Some(at(0, 5))), Tracked::NoChange);
    assert!(matches!(site.upsert(weighted("a", 1), Some(at(0, 5))), Tracked::Ignored { .. }));
}

#[test]
fn the_guard_lets_no_more_than_its_share_expire_at_once() {
    let mut site = Site::new();
    site.tracker = Tracker::default().with_max_expiry(50);
    for (number, id) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        site.upsert(NodeUpdate::new(id), None);
        if id != "e" {
            site.tracker.renew("web", id, number as u64).unwrap();
        }
    }
    let before = site.clone();
    let refused = site.tracker.expire(&site.directory, 2).unwrap_err();
    assert_eq!(refused, ExpireError::TooMany { expired: 3, tracked: 4, max_percent: 50 });
    assert_eq!(
        refused.to_string(),
        "3 of 4 members would expire at once, more than 50 %: see whether their source is at fault, or go ahead \
         (Tracker::expire_anyway)"
    );
    assert_eq!((&site.tracker, &site.directory), (&before.tracker, &before.directory));
    assert_eq!(site.expire(1), 2, "exactly the share");
    let change = site.tracker.expire_anyway(&site.directory, 3).unwrap();
    site.carry_out(Tracked::Change(change));
    assert_eq!(site.directory.members("web").unwrap().len(), 1);
}

#[test]
fn while_frozen_nothing_expires_and_thaw_gives_everyone_grace() {
    let mut site = Site::new();
    for (id, deadline) in [("a", 10), ("b", 200)] {
        site.upsert(NodeUpdate::new(id), None);
        site.tracker.renew("web", id, deadline).unwrap();
    }
    site.tracker.freeze();
    assert_eq!((site.tracker.next_deadline(), site.expire(1000)), (None, 0));
    site.tracker.renew("web", "a", 20).unwrap();
    site.tracker.thaw(100, 50);
    site.assert_consistent();
    assert_eq!(site.tracker.next_deadline(), Some(150));
    assert_eq!((site.expire(149), site.expire(150), site.expire(199), site.expire(200)), (0, 1, 0, 1));
    site.tracker.thaw(u64::MAX, 1);
}

#[test]
fn a_member_that_left_without_the_tracker_counts_as_silent() {
    let mut site = Site::new();
    let join = |site: &mut Site| {
        site.upsert(weighted("a", 2), Some(at(0, 5)));
        site.tracker.renew("web", "a", 10).unwrap();
        site.directory.remove("web", "a").unwrap();
    };
    join(&mut site);
    assert!(matches!(site.upsert(weighted("a", 2), Some(at(0, 4))), Tracked::Ignored { .. }));
    assert!(matches!(site.upsert(weighted("a", 2), Some(at(0, 5))), Tracked::Change(_)));

    site.directory.remove_group("web").unwrap();
    assert_eq!(site.remove("a", Some(at(0, 5))), Tracked::NoChange);
    assert!(matches!(site.upsert(weighted("a", 2), Some(at(0, 5))), Tracked::Ignored { .. }));

    let mut site = Site::new();
    site.tracker = Tracker::default().with_max_expiry(0);
    join(&mut site);
    assert_eq!(site.expire(10), 0, "nobody is left to expire, so no guard is asked");
    assert_eq!(site.tracker.next_deadline(), None);
    assert!(matches!(site.upsert(weighted("a", 2), Some(at(0, 5))), Tracked::Change(_)));

    // One that joined without the tracker is taken for one that it has not heard of.
    site.directory.upsert("web", NodeUpdate::new("b")).unwrap();
    assert!(site.tracker.renew("web", "b", 10).is_err());
    assert!(matches!(site.remove("b", Some(at(0, 1))), Tracked::Change(_)));
}

#[test]
fn an_event_that_the_directory_refuses_is_not_recorded() {
    let mut site = Site::new();
    let untouched = site.tracker.clone();
    let refused = site.tracker.upsert(&site.directory, "web", NodeUpdate::new(""), Some(at(0, 1)));
    assert!(refused.is_err());
    assert_eq!(site.tracker, untouched);
    site.upsert(weighted("a", 1), None);
    site.directory.set_status("web", "a", Status::Critical).unwrap();
    assert_eq!(site.upsert(weighted("a", 1), None), Tracked::NoChange);
}

/// No source tells so many events, but bytes can say that one did.
#[test]
fn at_the_largest_number_of_events_more_are_refused_without_a_trace() {
    let mut site = Site::new();
    site.tracker.events = u64::MAX - 3;
    for id in ["a", "b"] {
        site.upsert(weighted(id, 1), Some(at(0, 1)));
        site.tracker.renew("web", id, 10).unwrap();
    }
    let before = site.clone();
    let no_event_left = |events| DirectoryError::NoEventLeft { events };
    let expired = site.tracker.expire(&site.directory, 10).unwrap_err();
    assert_eq!(expired, ExpireError::Directory(no_event_left(u64::MAX - 1)), "one number for two of them");
    assert_eq!(site.tracker, before.tracker);
    site.remove("a", None);

    let before = site.clone();
    let updated = site.tracker.upsert(&site.directory, "web", weighted("b", 2), Some(at(0, 2)));
    let removed = site.tracker.remove(&site.directory, "web", "b", None);
    assert_eq!(updated, Err(no_event_left(u64::MAX)));
    assert_eq!(removed, Err(no_event_left(u64::MAX)));
    assert_eq!((&site.tracker, &site.directory), (&before.tracker, &before.directory));
    assert!(
        matches!(site.upsert(weighted("a", 1), Some(at(0, 1))), Tracked::Ignored { .. }),
        "it is no news"
    );
    assert_eq!(
        no_event_left(u64::MAX).to_string(),
        "the tracker counts at most 18446744073709551615 events (got 18446744073709551615 already): start with a new one"
    );
}
