//! Trackers: no bytes panic, and what is taken goes on tracking.

use vnode_ring::{Config, Directory, DirectoryError, ExpireError, NodeUpdate, Tracker, Version};

use crate::decode::both_ways;

const GROUP: &str = "web";

/// Decodes bytes as a tracker.
pub fn target(bytes: &[u8]) {
    both_ways(bytes, Tracker::from_snapshot, Tracker::to_snapshot, |mut tracker, _| {
        match use_tracker(&mut tracker) {
            Ok(()) => {}
            // Only bytes that were made by hand say that there were so many events.
            Err(DirectoryError::NoEventLeft { events }) => assert!(u64::MAX - events < 16, "{events}"),
            Err(error) => panic!("{error}"),
        }
        round_trip(&tracker);
    });
}

fn use_tracker(tracker: &mut Tracker) -> Result<(), DirectoryError> {
    let mut directory = Directory::new(Config::default());
    let later = Version { incarnation: u64::MAX, counter: u64::MAX };
    for id in ["a", "b"] {
        for version in [None, tracker.version(GROUP, id), Some(later)] {
            let update = NodeUpdate::new(id).with_weight(2);
            let tracked = tracker.upsert(&directory, GROUP, update, version)?;
            directory.apply(&tracked.into_change()).expect("the change was made here");
            round_trip(tracker);
        }
    }
    tracker.renew(GROUP, "a", 10).expect("it was announced");
    let removed = tracker.remove(&directory, GROUP, "b", None)?;
    directory.apply(&removed.into_change()).expect("the change was made here");
    round_trip(tracker);

    let frozen = tracker.is_frozen();
    assert_eq!(tracker.next_deadline().is_none(), frozen);
    tracker.thaw(5, 5);
    let expired = match tracker.expire_anyway(&directory, u64::MAX) {
        Ok(expired) => expired,
        // Who is due may be many, all of them others.
        Err(ExpireError::Directory(DirectoryError::NoEventLeft { .. })) => return Ok(()),
        Err(error) => panic!("{error}"),
    };
    directory.apply(&expired).expect("the change was made here");
    assert_eq!((tracker.next_deadline(), directory.members(GROUP).map(Iterator::count)), (None, Ok(0)));
    round_trip(tracker);
    tracker.forget(tracker.mark());
    round_trip(tracker);
    assert_eq!(tracker.version(GROUP, "b"), None, "its tombstone is forgotten");
    Ok(())
}

fn round_trip(tracker: &Tracker) {
    let again = Tracker::from_snapshot(&tracker.to_snapshot()).expect("it was just written");
    assert_eq!(&again, tracker);
}
