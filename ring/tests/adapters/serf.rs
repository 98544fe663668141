//! Serf: gossip about members, each event with its Lamport time, in any order. The groups of a member are in its tags.

use vnode_ring::{Config, Directory, DirectoryError, MatchError, NodeUpdate, Status, Tracker, Version};

use crate::{assert_matches_like, ids};

#[derive(Clone, Copy)]
enum Kind<'a> {
    Join(&'a [(&'a str, &'a str)]),
    Update(&'a [(&'a str, &'a str)]),
    Leave,
    Failed,
    Reap,
}

#[derive(Clone, Copy)]
struct Event<'a> {
    time: u64,
    name: &'a str,
    kind: Kind<'a>,
}

struct Transport {
    directory: Directory,
    tracker: Tracker,
}

impl Transport {
    fn new() -> Self {
        Self { directory: Directory::new(Config::default()), tracker: Tracker::default() }
    }

    fn take(&mut self, event: &Event<'_>) -> Result<(), DirectoryError> {
        let version = Version { incarnation: 0, counter: event.time };
        let known: Vec<String> = self.directory.groups().map(|group| group.name().into()).collect();
        // Tags are of the member, not of one group: what is late for one is late for all.
        if known.iter().any(|group| self.tracker.version(group, event.name) > Some(version)) {
            return Ok(());
        }
        match event.kind {
            Kind::Join(tags) | Kind::Update(tags) => {
                let groups =
                    tag(tags, "groups").unwrap_or_default().split(',').filter(|group| !group.is_empty());
                for group in groups.clone() {
                    let update = NodeUpdate::new(event.name).with_attributes(tags.iter().copied());
                    let update = match tag(tags, "weight").and_then(|weight| weight.parse().ok()) {
                        Some(weight) => update.with_weight(weight),
                        None => update,
                    };
                    let tracked = self.tracker.upsert(&self.directory, group, update, Some(version))?;
                    self.directory.apply(&tracked.into_change())?;
                    self.directory.set_status(group, event.name, Status::Passing)?;
                }
                let others = known.iter().filter(|group| groups.clone().all(|tagged| tagged != *group));
                self.leave(others, event.name, version)
            }
            Kind::Leave | Kind::Reap => self.leave(known.iter(), event.name, version),
            Kind::Failed => {
                let groups = known.iter().filter(|group| self.is_member(group, event.name));
                let critical = groups.cloned().collect::<Vec<_>>();
                critical.iter().try_for_each(|group| {
                    self.directory.set_status(group, event.name, Status::Critical).map(drop)
                })
            }
        }
    }

    fn leave<'a>(
        &mut self,
        mut groups: impl Iterator<Item = &'a String>,
        name: &str,
        version: Version,
    ) -> Result<(), DirectoryError> {
        groups.try_for_each(|group| {
            let tracked = self.tracker.remove(&self.directory, group, name, Some(version))?;
            self.directory.apply(&tracked.into_change())
        })
    }

    fn is_member(&self, group: &str, name: &str) -> bool {
        self.directory.group(group).is_some_and(|group| group.membership().get(name).is_some())
    }
}

fn tag<'a>(tags: &[(&'a str, &'a str)], name: &str) -> Option<&'a str> {
    tags.iter().find(|(tag, _)| *tag == name).map(|&(_, value)| value)
}

const WEB: &[(&str, &str)] = &[("groups", "web"), ("rack", "1")];
const BOTH: &[(&str, &str)] = &[("groups", "web,db"), ("weight", "2")];

const FEED: &[Event<'_>] = &[
    Event { time: 1, name: "a", kind: Kind::Join(BOTH) },
    Event { time: 2, name: "b", kind: Kind::Join(WEB) },
    // Its join, at 3, is still under way.
    Event { time: 7, name: "c", kind: Kind::Update(&[("groups", "web"), ("weight", "3")]) },
    Event { time: 3, name: "c", kind: Kind::Join(&[("groups", "db,web")]) },
    Event { time: 8, name: "a", kind: Kind::Update(WEB) },
    Event { time: 9, name: "b", kind: Kind::Leave },
    Event { time: 2, name: "b", kind: Kind::Join(WEB) },
    Event { time: 10, name: "c", kind: Kind::Failed },
];

#[test]
fn gossip_in_any_order_ends_in_the_same_groups() {
    let mut transport = Transport::new();
    for event in FEED {
        transport.take(event).unwrap();
    }
    assert_eq!(ids(&transport.directory, "web"), ["a", "c"]);
    assert_eq!(ids(&transport.directory, "db"), [""; 0], "a left it by its tags");
    let web = transport.directory.group("web").unwrap();
    assert_eq!(web.status("c"), Some(Status::Critical));
    assert_eq!(web.membership().get("c").unwrap().weight(), 3);
    assert_matches_like(&transport.directory, "web", &[NodeUpdate::new("a").with_weight(2)]);

    transport.take(&Event { time: 11, name: "a", kind: Kind::Failed }).unwrap();
    let none = transport.directory.match_key("web", "key").unwrap_err();
    assert_eq!(none, MatchError::AllCritical { group: "web".into(), critical: 2 });
    transport.take(&Event { time: 12, name: "c", kind: Kind::Join(WEB) }).unwrap();
    assert_eq!(transport.directory.match_key("web", "key").unwrap().id(), "c");
    transport.take(&Event { time: 13, name: "a", kind: Kind::Reap }).unwrap();
    assert_eq!(ids(&transport.directory, "web"), ["c"]);
    let mark = transport.tracker.mark();
    assert!(transport.tracker.forget(mark) > 0, "what left is remembered until then");
}
