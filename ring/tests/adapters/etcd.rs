//! An etcd watch: a list at a revision, then what changed since; when the history is compacted, a list again.
//!
//! Keys are `/services/GROUP/ID`, values `addr=ADDR weight=WEIGHT` with what the service states.

use std::collections::BTreeMap;

use vnode_ring::{Config, Directory, DirectoryError, MatchError, NodeUpdate, Status};

use crate::{assert_matches_like, ids};

enum Response<'a> {
    /// Range response: all keys at that revision.
    List {
        revision: u64,
        pairs: &'a [(&'a str, &'a str)],
    },
    /// Watch events.
    Put {
        revision: u64,
        key: &'a str,
        value: &'a str,
    },
    Delete {
        revision: u64,
        key: &'a str,
    },
    /// The watch ended: revisions that it needs are gone.
    Compacted {
        revision: u64,
    },
}

struct Transport {
    directory: Directory,
    /// What has been seen, and from where the next watch starts.
    revision: u64,
    needs_list: bool,
}

impl Transport {
    fn new() -> Self {
        let directory = Directory::new(Config::default()).awaiting_sync();
        Self { directory, revision: 0, needs_list: true }
    }

    fn take(&mut self, response: &Response<'_>) -> Result<(), DirectoryError> {
        match *response {
            Response::List { revision, pairs } => {
                let mut lists: BTreeMap<String, Vec<NodeUpdate>> = BTreeMap::new();
                for (key, value) in pairs {
                    if let Some((group, id)) = member(key) {
                        lists.entry(group.into()).or_default().push(update(id, value));
                    }
                }
                let change = self.directory.change().reconcile_all(lists)?.set_synced(true).done()?;
                self.directory.apply(&change)?;
                (self.revision, self.needs_list) = (revision, false);
            }
            Response::Put { revision, key, value } if revision > self.revision => {
                self.revision = revision;
                if let Some((group, id)) = member(key) {
                    self.directory.upsert(group, update(id, value))?;
                }
            }
            Response::Delete { revision, key } if revision > self.revision => {
                self.revision = revision;
                if let Some((group, id)) = member(key) {
                    self.directory.remove(group, id)?;
                }
            }
            Response::Put { .. } | Response::Delete { .. } => {}
            // The last known state goes on answering until there is a newer one.
            Response::Compacted { revision } => self.needs_list = revision > self.revision,
        }
        Ok(())
    }
}

fn member(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix("/services/")?.split_once('/')
}

fn update(id: &str, value: &str) -> NodeUpdate {
    value.split(' ').filter_map(|field| field.split_once('=')).fold(NodeUpdate::new(id), |update, field| {
        match field {
            ("weight", weight) => update.with_weight(weight.parse().unwrap_or(1)),
            (name, value) => update.with_attribute(name, value),
        }
    })
}

const FIRST_LIST: Response<'_> = Response::List {
    revision: 100,
    pairs: &[
        ("/services/web/a", "addr=10.0.0.1"),
        ("/services/web/b", "addr=10.0.0.2 weight=2"),
        ("/services/db/a", "addr=10.0.0.9"),
        ("/locks/x", ""),
    ],
};

const WATCH: &[Response<'_>] = &[
    Response::Put { revision: 99, key: "/services/web/old", value: "addr=10.0.0.66" },
    Response::Put { revision: 101, key: "/services/web/c", value: "addr=10.0.0.3" },
    Response::Put { revision: 104, key: "/services/web/a", value: "addr=10.0.0.4" },
    Response::Delete { revision: 105, key: "/services/db/a" },
    Response::Put { revision: 101, key: "/services/db/a", value: "addr=10.0.0.9" },
    Response::Compacted { revision: 170 },
];

const RELIST: Response<'_> = Response::List {
    revision: 180,
    pairs: &[
        ("/services/cache/k", "addr=10.0.1.1"),
        ("/services/web/a", "addr=10.0.0.4"),
        ("/services/web/b", "addr=10.0.0.2 weight=2"),
        ("/services/web/d", "addr=10.0.0.5"),
    ],
};

#[test]
fn a_compacted_watch_is_made_good_by_a_list() {
    let mut transport = Transport::new();
    assert_eq!(transport.directory.match_key("web", "key").unwrap_err(), MatchError::NotSynced);

    transport.take(&FIRST_LIST).unwrap();
    // Known here only; no event may undo it.
    transport.directory.upsert("web", NodeUpdate::new("b").with_vnodes(300)).unwrap();
    transport.directory.set_status("web", "b", Status::Critical).unwrap();
    for response in WATCH {
        transport.take(response).unwrap();
    }
    assert_eq!(ids(&transport.directory, "web"), ["a", "b", "c"]);
    assert!(matches!(transport.directory.match_key("db", "key"), Err(MatchError::EmptyGroup { .. })));
    assert!(transport.needs_list);

    let before = transport.directory.clone();
    transport.take(&RELIST).unwrap();
    assert!(!transport.needs_list);
    assert_eq!(ids(&before, "web"), ["a", "b", "c"], "whoever holds the state before keeps it");
    assert_eq!(ids(&transport.directory, "web"), ["a", "b", "d"]);
    assert_eq!(ids(&transport.directory, "cache"), ["k"]);
    let b = transport.directory.group("web").unwrap();
    assert_eq!(
        (b.membership().get("b").unwrap().node().vnodes(), b.status("b")),
        (Some(300), Some(Status::Critical))
    );
    let serving = [NodeUpdate::new("a"), NodeUpdate::new("d")];
    assert_matches_like(&transport.directory, "web", &serving);
}
