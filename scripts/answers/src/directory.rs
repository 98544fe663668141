//! A directory and a tracker as bytes, read back before they count.

use serde::Serialize;
use vnode_ring::{Config, Directory, DirectoryChange, Limits, NodeUpdate, Tracker, Version};

use crate::shape::hex;

const MEMBERS: u64 = 40;
const GROUPS: u64 = 7;

/// A directory, and a tracker of what it was told.
#[derive(Serialize)]
pub(crate) struct DirectoryBytes {
    snapshot: String,
    tracker: String,
    owners: Vec<String>,
}

impl DirectoryBytes {
    pub(crate) fn new() -> Self {
        let (directory, tracker) = told();
        let (snapshot, kept) = (directory.to_snapshot(), tracker.to_snapshot());
        let read = Directory::from_snapshot(&snapshot, Limits::default(), None).expect("it was written");
        assert_eq!(read, directory);
        let read_tracker = Tracker::from_snapshot(&kept).expect("it was written");
        assert_eq!(read_tracker.to_snapshot(), kept);
        let owners = read.groups().map(|group| {
            let owner = read.match_key(group.name(), "key").expect("it has members");
            format!("{} {}", group.name(), owner.id())
        });
        Self { owners: owners.collect(), snapshot: hex(&snapshot), tracker: hex(&kept) }
    }
}

/// Members of several groups, some with deadlines, some gone, with numbers that need all their bytes.
fn told() -> (Directory, Tracker) {
    let mut directory = Directory::new(Config::default());
    let mut tracker = Tracker::default();
    for number in 0..MEMBERS {
        let (group, id) = (format!("group-{}", number % GROUPS), format!("node-{number}"));
        let update = NodeUpdate::new(&*id)
            .with_weight(u32::from(number % 3 == 0) + 1)
            .with_zone(format!("zone-{}", number % 2));
        let version = Version { incarnation: u64::MAX - number, counter: number << 33 };
        let told = tracker.upsert(&directory, &group, update, Some(version));
        apply(&mut directory, &told.expect("it breaks no limit").into_change());
        if number % 4 == 0 {
            tracker.renew(&group, &id, number << 40).expect("it is live");
        }
        if number % 5 == 4 {
            let later = Version { incarnation: u64::MAX, counter: u64::MAX };
            let told = tracker.remove(&directory, &group, &id, Some(later));
            apply(&mut directory, &told.expect("it breaks no limit").into_change());
        }
    }
    (directory, tracker)
}

fn apply(directory: &mut Directory, change: &DirectoryChange) {
    directory.apply(change).expect("it was made for this directory");
}
