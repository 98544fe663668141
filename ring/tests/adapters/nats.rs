//! NATS: services publish that they are there again and again; who is silent for one and a half intervals is gone.

use vnode_ring::{Config, Directory, ExpireError, NodeUpdate, SharedDirectory, Status, Tracked, Tracker};

use crate::{assert_matches_like, ids};

/// In seconds. Services publish at this interval.
const INTERVAL: u64 = 10;
const SILENCE: u64 = INTERVAL + INTERVAL / 2;

#[derive(Clone, Copy)]
enum Message<'a> {
    /// On `discovery.register`: group, id, weight.
    Register(&'a str, &'a str, u32),
    /// On `discovery.unregister`.
    Unregister(&'a str, &'a str),
    /// From the client, not from a service.
    Disconnected,
    Reconnected,
}

struct Transport {
    shared: SharedDirectory,
    tracker: Tracker,
}

impl Transport {
    fn new() -> Self {
        let shared = SharedDirectory::new(Directory::new(Config::default()));
        Self { shared, tracker: Tracker::default().with_max_expiry(50) }
    }

    fn take(&mut self, now: u64, message: Message<'_>) -> Result<(), ExpireError> {
        let Self { shared, tracker } = self;
        match message {
            Message::Register(group, id, weight) => {
                let update = NodeUpdate::new(id).with_weight(weight);
                shared.update(|directory| {
                    tracker.upsert(directory, group, update, None).map(Tracked::into_change)
                })?;
                tracker.renew(group, id, now + SILENCE).expect("it was announced");
            }
            Message::Unregister(group, id) => {
                shared.update(|directory| {
                    tracker.remove(directory, group, id, None).map(Tracked::into_change)
                })?;
            }
            Message::Disconnected => tracker.freeze(),
            Message::Reconnected => tracker.thaw(now, SILENCE),
        }
        shared.update(|directory| tracker.expire(directory, now)).map(drop)
    }

    fn ids(&self, group: &str) -> Vec<String> {
        ids(&self.shared.snapshot(), group).into_iter().map(Into::into).collect()
    }
}

const FEED: &[(u64, Message<'_>)] = &[
    (0, Message::Register("web", "a", 1)),
    (1, Message::Register("web", "b", 2)),
    (2, Message::Register("web", "c", 1)),
    (3, Message::Register("db", "a", 1)),
    (10, Message::Register("web", "a", 1)),
    (11, Message::Register("web", "b", 2)),
    (12, Message::Register("db", "a", 1)),
    (13, Message::Unregister("web", "gone-already")),
];

fn after_feed() -> Transport {
    let mut transport = Transport::new();
    for &(now, message) in FEED {
        transport.take(now, message).unwrap();
    }
    transport
}

#[test]
fn who_is_silent_for_one_and_a_half_intervals_expires() {
    let mut transport = after_feed();
    assert_eq!(transport.ids("web"), ["a", "b", "c"]);
    assert_eq!(transport.tracker.next_deadline(), Some(2 + SILENCE), "c was heard of at 2");
    transport.take(16, Message::Unregister("db", "a")).unwrap();
    assert_eq!(transport.ids("web"), ["a", "b", "c"]);
    transport.take(17, Message::Register("web", "d", 1)).unwrap();
    assert_eq!(transport.ids("web"), ["a", "b", "d"]);
    assert!(transport.ids("db").is_empty());
    let nodes = [NodeUpdate::new("a"), NodeUpdate::new("b").with_weight(2), NodeUpdate::new("d")];
    assert_matches_like(&transport.shared.snapshot(), "web", &nodes);
    transport.take(18, Message::Register("web", "c", 1)).unwrap();
    assert_eq!(transport.ids("web"), ["a", "b", "c", "d"], "it was only silent");
}

#[test]
fn while_the_connection_is_down_nobody_expires() {
    let mut transport = after_feed();
    transport.take(14, Message::Disconnected).unwrap();
    assert_eq!(transport.tracker.next_deadline(), None);
    transport.take(500, Message::Reconnected).unwrap();
    transport.take(501, Message::Register("web", "a", 1)).unwrap();
    transport.take(502, Message::Register("web", "b", 2)).unwrap();
    assert_eq!(transport.ids("web"), ["a", "b", "c"]);
    transport.take(500 + SILENCE, Message::Register("web", "a", 1)).unwrap();
    assert_eq!(transport.ids("web"), ["a", "b"], "c had its time after the thaw");
}

#[test]
fn when_most_fall_silent_at_once_the_guard_asks_first() {
    let mut transport = after_feed();
    let mut reader = transport.shared.reader();
    let silent = transport.take(100, Message::Register("web", "a", 1)).unwrap_err();
    assert_eq!(silent, ExpireError::TooMany { expired: 3, tracked: 4, max_percent: 50 });
    let critical = transport
        .shared
        .update(|directory| directory.change().set_status("web", "a", Status::Critical)?.done());
    critical.unwrap();
    assert_ne!(reader.directory().match_key("web", "key").unwrap().id(), "a");
    let Transport { shared, tracker } = &mut transport;
    shared.update(|directory| tracker.expire_anyway(directory, 100)).unwrap();
    assert_eq!(ids(reader.directory(), "web"), ["a"]);
}
