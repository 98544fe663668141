//! Trackers: no bytes panic, and what is taken goes on tracking.

use vnode_ring::{Config, Directory, NodeUpdate, Tracker, Version};

use crate::decode::both_ways;

const GROUP: &str = "web";

/// Decodes bytes as a tracker.
pub fn target(bytes: &[u8]) {
    both_ways(bytes, Tracker::from_snapshot, Tracker::to_snapshot, |tracker, _| use_tracker(tracker));
}

fn use_tracker(mut tracker: Tracker) {
    let mut directory = Directory::new(Config::default());
    let later = Version { incarnation: u64::MAX, counter: u64::MAX };
    for id in ["a", "b"] {
        for version in [None, tracker.version(GROUP, id), Some(later)] {
            let update = NodeUpdate::new(id).with_weight(2);
            let tracked = tracker.upsert(&directory, GROUP, update, version).expect("the node keeps the limits");
            directory.apply(&tracked.into_change()).expect("the change was made here");
            round_trip(&tracker);
        }
    }
    tracker.renew(GROUP, "a", 10).expect("it was announced");
    let removed = tracker.remove(&directory, GROUP, "b", None).expect("a removal breaks no limit");
    directory.apply(&removed.into_change()).expect("the change was made here");
    round_trip(&tracker);

    let frozen = tracker.is_frozen();
    assert_eq!(tracker.next_deadline().is_none(), frozen);
    tracker.thaw(5, 5);
    let expired = tracker.expire_anyway(&directory, u64::MAX).expect("without a guard");
    directory.apply(&expired).expect("the change was made here");
    assert_eq!((tracker.next_deadline(), directory.members(GROUP).map(Iterator::count)), (None, Ok(0)));
    round_trip(&tracker);
    tracker.forget(tracker.mark());
    round_trip(&tracker);
    assert_eq!(tracker.version(GROUP, "b"), None, "its tombstone is forgotten");
}

fn round_trip(tracker: &Tracker) {
    let again = Tracker::from_snapshot(&tracker.to_snapshot()).expect("it was just written");
    assert_eq!(&again, tracker);
}
