//! The model: a map of members, and random steps that both the directory and the model go through.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::directory::{Directory, DirectoryChange, DirectoryChanges, DirectoryError, Event, Status};
use crate::{Config, Limits, Node, NodeUpdate};

pub(super) const MAX_VNODES: u32 = 30;
const VNODES_PER_WEIGHT: u32 = 3;
const OWN_VNODES_PER_WEIGHT: u32 = 2;

pub(super) fn directory() -> Directory {
    let limits = Limits::default().with_max_vnodes(MAX_VNODES).unwrap();
    Directory::new(Config::default().with_vnodes_per_weight(VNODES_PER_WEIGHT)).with_limits(limits)
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Upsert(String, NodeUpdate),
    Remove(String, String),
    Move(String, String, String),
    SetStatus(String, String, Status),
    Reconcile(String, Vec<NodeUpdate>),
    ReconcileAll(BTreeMap<String, Vec<NodeUpdate>>),
    CreateGroup(String),
    RemoveGroup(String),
    SetSynced(bool),
}

fn group() -> impl Strategy<Value = String> {
    (0u8..3).prop_map(|number| format!("group-{number}"))
}

fn id() -> impl Strategy<Value = String> {
    (0u8..4).prop_map(|number| format!("node-{number}"))
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![Just(Status::Passing), Just(Status::Warning), Just(Status::Critical)]
}

pub(in crate::directory) fn update() -> impl Strategy<Value = NodeUpdate> {
    let fields = (
        option::of(0u32..4),
        option::weighted(0.3, 0u32..8),
        option::weighted(0.2, id()),
        option::of("z{0,1}"),
        option::of("[ab]"),
    );
    (id(), fields).prop_map(|(id, (weight, vnodes, placement_id, zone, attribute))| {
        let mut update = NodeUpdate::new(id);
        if let Some(weight) = weight {
            update = update.with_weight(weight);
        }
        if let Some(vnodes) = vnodes {
            update = update.with_vnodes(vnodes);
        }
        if let Some(placement_id) = placement_id {
            update = update.with_placement_id(placement_id);
        }
        if let Some(zone) = zone {
            update = update.with_zone(zone);
        }
        match attribute {
            Some(attribute) => update.with_attribute(attribute, "x"),
            None => update,
        }
    })
}

/// Often without repeated ids, so that they are often accepted.
fn list() -> impl Strategy<Value = Vec<NodeUpdate>> {
    (vec(update(), 0..4), any::<bool>()).prop_map(|(mut list, repeat)| {
        let mut seen = BTreeSet::new();
        list.retain(|update| seen.insert(String::from(update.id())) || repeat);
        list
    })
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (group(), update()).prop_map(|(group, update)| Step::Upsert(group, update)),
        4 => (group(), id()).prop_map(|(group, id)| Step::Remove(group, id)),
        4 => (id(), group(), group()).prop_map(|(id, from, to)| Step::Move(id, from, to)),
        4 => (group(), id(), status()).prop_map(|(group, id, status)| Step::SetStatus(group, id, status)),
        2 => (group(), list()).prop_map(|(group, list)| Step::Reconcile(group, list)),
        1 => prop::collection::btree_map(group(), list(), 0..3).prop_map(Step::ReconcileAll),
        1 => group().prop_map(Step::CreateGroup),
        1 => group().prop_map(Step::RemoveGroup),
        1 => any::<bool>().prop_map(Step::SetSynced),
    ]
}

impl Step {
    pub(super) fn plan(self, changes: DirectoryChanges<'_>) -> Result<DirectoryChanges<'_>, DirectoryError> {
        match self {
            Self::Upsert(group, update) => changes.upsert(&group, update),
            Self::Remove(group, id) => changes.remove(&group, &id),
            Self::Move(id, from, to) => changes.move_member(&id, &from, &to),
            Self::SetStatus(group, id, status) => changes.set_status(&group, &id, status),
            Self::Reconcile(group, list) => changes.reconcile(&group, list),
            Self::ReconcileAll(lists) => changes.reconcile_all(lists),
            Self::CreateGroup(group) => changes.create_group(&group, own_config()),
            Self::RemoveGroup(group) => changes.remove_group(&group),
            Self::SetSynced(synced) => Ok(changes.set_synced(synced)),
        }
    }
}

fn own_config() -> Config {
    Config::default().with_vnodes_per_weight(OWN_VNODES_PER_WEIGHT)
}

/// What a directory should hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Model {
    /// The vnodes per weight of each group.
    pub(super) groups: BTreeMap<String, u32>,
    pub(super) members: BTreeMap<(String, String), (Node, Status)>,
    pub(super) synced: bool,
}

impl Model {
    pub(super) fn new() -> Self {
        Self { groups: BTreeMap::new(), members: BTreeMap::new(), synced: true }
    }

    pub(super) fn of(directory: &Directory) -> Self {
        let groups = directory.groups();
        let members = groups.clone().flat_map(|group| {
            group.members().map(move |member| {
                let key = (group.name().into(), member.id().into());
                (key, (member.node().node().clone(), member.status()))
            })
        });
        let members = members.collect();
        let config = |group: crate::GroupRef<'_>| group.membership().config().vnodes_per_weight();
        Self {
            groups: groups.map(|group| (group.name().into(), config(group))).collect(),
            members,
            synced: directory.is_synced(),
        }
    }

    /// All steps or none; `None` where they must be refused.
    pub(super) fn after(&self, steps: &[Step]) -> Option<Self> {
        let mut model = self.clone();
        steps.iter().try_for_each(|step| model.step(step))?;
        model.holds_limits().then_some(model)
    }

    fn holds_limits(&self) -> bool {
        self.groups.iter().all(|(group, &per_weight)| {
            let nodes = || self.members.iter().filter(|((of, _), _)| of == group).map(|(_, (node, _))| node);
            let placement_ids: BTreeSet<&str> = nodes().map(Node::placement_id).collect();
            let vnodes: u32 = nodes().map(|node| node.vnodes().unwrap_or(node.weight() * per_weight)).sum();
            placement_ids.len() == nodes().count() && vnodes <= MAX_VNODES
        })
    }

    fn step(&mut self, step: &Step) -> Option<()> {
        match step {
            Step::Upsert(group, update) => self.upsert(group, update),
            Step::Remove(group, id) => self.members.remove(&(group.clone(), id.clone())).map(drop),
            Step::Move(id, from, to) => {
                let (node, status) = self.members.remove(&(from.clone(), id.clone()))?;
                let key = (to.clone(), id.clone());
                if self.members.contains_key(&key) {
                    return None;
                }
                let per_weight = *self.groups.entry(to.clone()).or_insert(VNODES_PER_WEIGHT);
                let node = node.clone().into_normal_form(u64::from(node.weight() * per_weight));
                self.members.insert(key, (node.unwrap(), status));
                Some(())
            }
            Step::SetStatus(group, id, status) => {
                self.members.get_mut(&(group.clone(), id.clone()))?.1 = *status;
                Some(())
            }
            Step::Reconcile(group, list) => self.reconcile(group, list),
            Step::ReconcileAll(lists) => {
                self.members.retain(|(group, _), _| lists.contains_key(group));
                lists.iter().try_for_each(|(group, list)| self.reconcile(group, list))
            }
            Step::CreateGroup(group) => {
                self.groups.insert(group.clone(), OWN_VNODES_PER_WEIGHT).is_none().then_some(())
            }
            Step::RemoveGroup(group) => {
                self.members.retain(|(of, _), _| of != group);
                self.groups.remove(group).map(drop)
            }
            Step::SetSynced(synced) => {
                self.synced = *synced;
                Some(())
            }
        }
    }

    fn upsert(&mut self, group: &str, update: &NodeUpdate) -> Option<()> {
        let per_weight = *self.groups.entry(group.into()).or_insert(VNODES_PER_WEIGHT);
        let key = (group.into(), update.id().into());
        let old = self.members.get(&key);
        let node = update.apply_to(old.map(|(node, _)| node));
        node.check().ok()?;
        let status = old.map_or(Status::Passing, |&(_, status)| status);
        let by_weight = u64::from(node.weight() * per_weight);
        self.members.insert(key, (node.into_normal_form(by_weight).unwrap(), status));
        Some(())
    }

    fn reconcile(&mut self, group: &str, list: &[NodeUpdate]) -> Option<()> {
        self.groups.entry(group.into()).or_insert(VNODES_PER_WEIGHT);
        let ids: BTreeSet<&str> = list.iter().map(NodeUpdate::id).collect();
        list.iter().try_for_each(|update| self.upsert(group, update))?;
        self.members.retain(|(of, id), _| of != group || ids.contains(id.as_str()));
        (ids.len() == list.len()).then_some(())
    }

    /// Follows a change by its events alone. Configs of groups are in no event, so `config` tells them.
    pub(super) fn follow(&mut self, change: &DirectoryChange, config: impl Fn(&str) -> u32) {
        let key = |group: &str, id: &str| (String::from(group), String::from(id));
        for event in change.events() {
            match event {
                Event::GroupCreated { group } => {
                    assert_eq!(self.groups.insert(group.into(), config(group)), None);
                }
                Event::GroupRemoved { group } => {
                    assert!(self.groups.remove(group).is_some());
                    assert!(self.members.keys().all(|(of, _)| of != group), "all members left before");
                }
                Event::Joined { group, node } => {
                    let joined = (node.clone(), Status::Passing);
                    assert_eq!(self.members.insert(key(group, node.id()), joined), None);
                }
                Event::Left { group, node } => {
                    assert_eq!(&self.members.remove(&key(group, node.id())).unwrap().0, node);
                }
                Event::Updated { group, old, new } => {
                    let member = self.members.get_mut(&key(group, old.id())).unwrap();
                    assert_eq!(core::mem::replace(&mut member.0, new.clone()), *old);
                    assert_ne!(old, new);
                }
                Event::StatusChanged { group, id, old, new } => {
                    let member = self.members.get_mut(&key(group, id)).unwrap();
                    assert_eq!(core::mem::replace(&mut member.1, new), old);
                    assert_ne!(old, new);
                }
                Event::SyncChanged { synced } => {
                    assert_ne!(core::mem::replace(&mut self.synced, synced), synced);
                }
            }
        }
    }
}
