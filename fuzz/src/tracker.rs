//! A tracker and its directory are what the naive model is, after every event: records, deadlines, members, statuses.

mod model;

use std::collections::BTreeMap;

use vnode_ring::{
    Directory, DirectoryChange, DirectoryError, ExpireError, Limits, MatchError, NodeRef, Secret, Status,
    Tracked, Tracker,
};

use crate::decode::assert_one_line;
use crate::model::Circle;
use crate::ops::{Group, IDS, Setup, SiteOp, Stated, history};
use crate::seeds::SECRET;
use model::{Fate, Model};

const MAX_OPS: usize = 96;
const MAX_VNODES: u32 = 60;

/// Reads bytes as a history and goes through it.
pub fn target(bytes: &[u8]) {
    let Some(((setup, max_expiry_percent), ops)) = history::<(Setup, u8), SiteOp>(bytes, MAX_OPS) else {
        return;
    };
    let mut site = Site::new(setup, max_expiry_percent);
    for op in ops {
        site.go(op);
        site.check();
    }
}

struct Site {
    circle: Circle,
    secret: Option<Secret>,
    limits: Limits,
    max_expiry_percent: u8,
    directory: Directory,
    tracker: Tracker,
    model: Model,
    now: u64,
    mark: (vnode_ring::Mark, u64),
}

impl Site {
    fn new(setup: Setup, max_expiry_percent: u8) -> Self {
        let circle = Circle::new(setup);
        let limits = Limits::default().with_max_vnodes(MAX_VNODES).expect("it is below the highest limit");
        let secret = setup.keyed.then(|| Secret::new(SECRET));
        let directory = match secret.clone() {
            Some(secret) => Directory::with_secret(circle.config(), secret),
            None => Directory::new(circle.config()),
        };
        let tracker = Tracker::default().with_max_expiry(max_expiry_percent);
        Self {
            circle,
            secret,
            limits,
            max_expiry_percent,
            directory: directory.with_limits(limits),
            mark: (tracker.mark(), 0),
            tracker,
            model: Model::new(setup, MAX_VNODES, max_expiry_percent),
            now: 0,
        }
    }

    fn go(&mut self, op: SiteOp) {
        match op {
            SiteOp::Upsert(group, stated, told) => {
                let version = told.map(|told| told.0);
                let name = group.name();
                let tracked = self.tracker.upsert(&self.directory, name, stated.update(), version);
                let fate = self.model.upsert(name, &stated, version);
                self.carry_out(tracked, fate);
            }
            SiteOp::Remove(group, id, told) => {
                let version = told.map(|told| told.0);
                let tracked = self.tracker.remove(&self.directory, group.name(), id.0, version);
                let fate = self.model.remove(group.name(), id.0, version);
                self.carry_out(tracked, fate);
            }
            SiteOp::Renew(group, id, after) => {
                let deadline = self.now + u64::from(after);
                let renewed = self.tracker.renew(group.name(), id.0, deadline);
                assert_eq!(renewed.is_ok(), self.model.renew(group.name(), id.0, deadline).is_some());
            }
            SiteOp::Expire { after, anyway } => self.expire(after, anyway),
            SiteOp::Freeze => {
                self.tracker.freeze();
                self.model.frozen = true;
            }
            SiteOp::Thaw(grace) => {
                self.tracker.thaw(self.now, grace.into());
                self.model.thaw(self.now + u64::from(grace));
            }
            SiteOp::Mark => self.mark = (self.tracker.mark(), self.model.events),
            SiteOp::Forget => {
                assert_eq!(self.tracker.forget(self.mark.0), self.model.forget(self.mark.1));
            }
            SiteOp::TrackerRoundTrip => {
                let bytes = self.tracker.to_snapshot();
                let again = Tracker::from_snapshot(&bytes).expect("it was just written");
                assert_eq!(again.to_snapshot(), bytes);
                let again = again.with_max_expiry(self.max_expiry_percent);
                assert_eq!(again, self.tracker);
                self.tracker = again;
            }
            SiteOp::DirectoryRoundTrip => {
                let bytes = self.directory.to_snapshot();
                let again = Directory::from_snapshot(&bytes, self.limits, self.secret.clone());
                self.directory = again.expect("it was just written");
                assert_eq!(self.directory.to_snapshot(), bytes);
                self.model.forget_statuses();
            }
            SiteOp::Match(group, key) => self.matches(group, key),
            SiteOp::Join(group, stated) => {
                let done = self.directory.upsert(group.name(), stated.update());
                let expected = self.model.after(|model| model.join(group.name(), &stated));
                self.followed(done, expected);
            }
            SiteOp::Leave(group, id) => {
                let done = self.directory.remove(group.name(), id.0);
                let expected = self.model.after(|model| model.leave(group.name(), id.0));
                self.followed(done, expected);
            }
            SiteOp::Move(id, from, to) => {
                let done = self.directory.move_member(id.0, from.name(), to.name());
                let expected = self.model.after(|model| model.move_member(id.0, from.name(), to.name()));
                self.followed(done, expected);
            }
            SiteOp::SetStatus(group, id, seen) => {
                let done = self.directory.set_status(group.name(), id.0, seen.into());
                let expected = self.model.after(|model| model.set_status(group.name(), id.0, seen.into()));
                self.followed(done, expected);
            }
            SiteOp::Reconcile(group, list) => {
                let done = self.directory.reconcile(group.name(), list.iter().map(Stated::update));
                let expected = self.model.after(|model| model.reconcile(group.name(), &list));
                self.followed(done, expected);
            }
            SiteOp::CreateGroup(group) => {
                let done = self.directory.create_group(group.name(), self.circle.config());
                let expected = self.model.after(|model| model.create_group(group.name()));
                self.followed(done, expected);
            }
            SiteOp::RemoveGroup(group) => {
                let done = self.directory.remove_group(group.name());
                let expected = self.model.after(|model| model.groups.remove(group.name()).map(drop));
                self.followed(done, expected);
            }
        }
    }

    fn carry_out(&mut self, tracked: Result<Tracked, DirectoryError>, fate: Option<Fate>) {
        match (tracked, fate) {
            (Ok(Tracked::Change(change)), Some(Fate::Changed)) => {
                self.directory.apply(&change).expect("it was made on this directory");
            }
            (Ok(Tracked::NoChange), Some(Fate::Unchanged)) => {}
            (Ok(Tracked::Ignored { have, got }), Some(Fate::Ignored(versions))) => {
                assert_eq!((have, got), versions);
            }
            (Err(error), None) => assert_one_line(&error),
            (tracked, fate) => panic!("the library says {tracked:?}, the model {fate:?}"),
        }
    }

    fn followed(&mut self, done: Result<DirectoryChange, DirectoryError>, expected: Option<Model>) {
        match (done, expected) {
            (Ok(change), Some(model)) => {
                assert_eq!(change.is_empty(), model.groups == self.model.groups);
                self.model = model;
            }
            (Err(error), None) => assert_one_line(&error),
            (done, expected) => {
                panic!("the library says {done:?}, the model {:?}", expected.map(|model| model.groups))
            }
        }
    }

    fn expire(&mut self, after: u8, anyway: bool) {
        self.now += u64::from(after);
        let due = self.model.due(self.now);
        let may = anyway || !self.model.is_guarded(&due);
        let change = match anyway {
            true => self.tracker.expire_anyway(&self.directory, self.now),
            false => self.tracker.expire(&self.directory, self.now),
        };
        match change {
            Ok(change) => {
                assert!(may, "the guard has let them go");
                assert_eq!(change.is_empty(), !due.iter().any(|(group, id)| self.model.is_member(group, id)));
                self.directory.apply(&change).expect("it was made on this directory");
                self.model.expire(&due);
            }
            Err(error) => {
                assert!(!may && matches!(error, ExpireError::TooMany { .. }), "{error}");
                assert_one_line(&error);
            }
        }
    }

    fn matches(&self, group: Group, key: u8) {
        let (name, key) = (group.name(), [key]);
        let matched = self.directory.match_key(name, key).map(NodeRef::id);
        let Some(members) = self.model.groups.get(name) else {
            assert!(matches!(matched, Err(MatchError::UnknownGroup { .. })));
            return;
        };
        let group = self.directory.group(name).expect("it has matched");
        let position = group.ring().key_position(key);
        let list = self.circle.list(&members.content, position);
        let serves = |id: &&str| members.statuses[*id] != Status::Critical;
        let serving: Vec<&str> = list.iter().copied().filter(serves).collect();
        match matched {
            Ok(owner) => assert_eq!(Some(&owner), serving.first()),
            Err(MatchError::EmptyGroup { .. }) => assert!(list.is_empty()),
            Err(MatchError::AllCritical { critical, .. }) => {
                assert!(serving.is_empty() && !list.is_empty());
                assert_eq!(critical, members.content.ids().filter(|id| !serves(id)).count());
            }
            Err(error) => panic!("{error}"),
        }
        assert!(group.preference_list(key).map(NodeRef::id).eq(serving));
        let any_status = self.directory.match_key_any_status(name, key).ok().map(NodeRef::id);
        assert_eq!(any_status, list.first().copied());
    }

    fn check(&self) {
        assert!(self.directory.groups().map(|group| group.name()).eq(self.model.groups.keys().copied()));
        for (group, members) in self.directory.groups().zip(self.model.groups.values()) {
            assert!(group.membership().nodes().map(|node| node.node().clone()).eq(members.content.nodes()));
            let statuses: BTreeMap<&str, Status> =
                group.members().map(|member| (member.id(), member.status())).collect();
            assert_eq!(statuses, members.statuses);
        }
        for group in [Group::Web, Group::Db, Group::Refused].map(Group::name) {
            for id in IDS {
                assert_eq!(self.tracker.version(group, id), self.model.version(group, id));
            }
        }
        assert_eq!(self.tracker.is_frozen(), self.model.frozen);
        assert_eq!(self.tracker.next_deadline(), self.model.next_deadline());
    }
}
