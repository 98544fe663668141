//! Steps of a change, made at once or worked out as a change of many.

use std::ptr;

use ::vnode_ring::{Config, DirectoryChanges, DirectoryError, Status};
use arbitrary::Arbitrary;
use vnode_ring_c::directory_changes::*;
use vnode_ring_c::directory_member::*;
use vnode_ring_c::directory_step::*;
use vnode_ring_c::node::vnode_ring_node;
use vnode_ring_c::status::VNODE_RING_ERR_ARGUMENT;

use super::{HeldChange, HeldDirectory, made_change};
use crate::c_api::call::{Call, Handed, Texts, Told, Twist};
use crate::c_api::changes::ends;
use crate::c_api::held::Others;
use crate::c_api::nodes::{self, Spoilt};
use crate::c_api::options;
use crate::c_api::status::coded;
use crate::ops::{Group, Id, Stated};

#[derive(Arbitrary, Clone, Debug)]
pub(in crate::c_api) enum Step {
    CreateGroup(Group, options::Stated),
    RemoveGroup(Group),
    /// One node; many steps take two.
    Upsert(Group, Stated, Option<Stated>),
    Remove(Group, Id),
    Move(Id, Group, Group),
    SetStatus(Group, Id, u8),
    Reconcile(Group, Vec<Stated>),
    SetSynced(u8),
}

/// What is wrong with a step.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(in crate::c_api) struct Spoils {
    texts: Texts,
    nodes: Handed,
    spoilt: Spoilt,
    steps: Handed,
}

impl Spoils {
    pub(super) const NONE: Self =
        Self { texts: Texts::FINE, nodes: Handed::Fine, spoilt: Spoilt::Not, steps: Handed::Fine };
}

/// A status and its number; now and then one that is none.
fn looks(byte: u8) -> (i32, Option<Status>) {
    match byte {
        0..=79 => (VNODE_RING_STATUS_PASSING, Some(Status::Passing)),
        80..=139 => (VNODE_RING_STATUS_WARNING, Some(Status::Warning)),
        140..=239 => (VNODE_RING_STATUS_CRITICAL, Some(Status::Critical)),
        others => ([0, -1, 4, i32::MAX][usize::from(others % 4)], None),
    }
}

/// A step as C hands it in, and what it points to.
struct Built {
    step: vnode_ring_directory_step,
    _nodes: nodes::Handed<vnode_ring_node>,
    _options: Option<Box<options::Handed>>,
    /// That of a new group.
    config: Option<Config>,
}

impl Step {
    /// As the functions take it that change a directory at once.
    fn alone(&self) -> Self {
        match self {
            Self::Upsert(group, stated, _) => Self::Upsert(*group, *stated, None),
            others => others.clone(),
        }
    }

    /// With numbers that mean something.
    fn right(&self) -> Self {
        match self {
            Self::CreateGroup(group, options) => Self::CreateGroup(*group, options.right()),
            Self::SetStatus(group, id, byte) => Self::SetStatus(*group, *id, byte % 240),
            others => others.clone(),
        }
    }

    fn nodes(&self) -> Vec<Stated> {
        match self {
            Self::Upsert(_, first, second) => [*first].into_iter().chain(*second).collect(),
            Self::Reconcile(_, list) => list.clone(),
            _ => Vec::new(),
        }
    }

    fn build(&self, spoils: Spoils, call: &mut Call) -> Built {
        let list = self.nodes();
        let nodes = nodes::nodes(&list, spoils.spoilt, call);
        let mut step = vnode_ring_directory_step {
            kind: 0,
            status: 0,
            group: ptr::null(),
            group_len: 0,
            new_group: ptr::null(),
            new_group_len: 0,
            id: ptr::null(),
            id_len: 0,
            nodes: ptr::null(),
            node_count: 0,
            options: ptr::null(),
        };
        let [of_group, of_id, of_new] = [0, 1, 2].map(|number| spoils.texts.of(number));
        if let Some(group) = self.group() {
            (step.group, step.group_len) = call.text(group.name(), of_group);
        }
        let (mut kept, mut config) = (None, None);
        step.kind = match self {
            Self::CreateGroup(_, options) => {
                let (handed, at, meant) = options.handed(call);
                (step.options, config, kept) = (at, Some(meant.config), Some(handed));
                VNODE_RING_STEP_CREATE_GROUP
            }
            Self::RemoveGroup(_) => VNODE_RING_STEP_REMOVE_GROUP,
            Self::Upsert(..) | Self::Reconcile(..) => {
                (step.nodes, step.node_count) = call.array(&nodes.all, spoils.nodes);
                let is_upsert = matches!(self, Self::Upsert(..));
                if is_upsert { VNODE_RING_STEP_UPSERT } else { VNODE_RING_STEP_RECONCILE }
            }
            Self::Remove(_, id) => {
                (step.id, step.id_len) = call.text(id.0, of_id);
                VNODE_RING_STEP_REMOVE
            }
            Self::Move(id, _, to) => {
                (step.id, step.id_len) = call.text(id.0, of_id);
                (step.new_group, step.new_group_len) = call.text(to.name(), of_new);
                VNODE_RING_STEP_MOVE
            }
            Self::SetStatus(_, id, byte) => {
                (step.id, step.id_len) = call.text(id.0, of_id);
                let (number, status) = looks(*byte);
                step.status = number;
                if status.is_none() {
                    call.wrong(VNODE_RING_ERR_ARGUMENT);
                }
                VNODE_RING_STEP_SET_STATUS
            }
            Self::SetSynced(byte) if byte % 2 == 0 => VNODE_RING_STEP_NOT_SYNCED,
            Self::SetSynced(_) => VNODE_RING_STEP_SYNCED,
        };
        Built { step, _nodes: nodes, _options: kept, config }
    }

    fn group(&self) -> Option<Group> {
        match self {
            Self::CreateGroup(group, _)
            | Self::RemoveGroup(group)
            | Self::Upsert(group, ..)
            | Self::Remove(group, _)
            | Self::Move(_, group, _)
            | Self::SetStatus(group, ..)
            | Self::Reconcile(group, _) => Some(*group),
            Self::SetSynced(_) => None,
        }
    }

    /// The library's step.
    fn make<'d>(
        &self,
        changes: DirectoryChanges<'d>,
        config: Option<Config>,
    ) -> Result<DirectoryChanges<'d>, DirectoryError> {
        let group = self.group().map_or("", Group::name);
        match self {
            Self::CreateGroup(..) => changes.create_group(group, config.unwrap_or_default()),
            Self::RemoveGroup(_) => changes.remove_group(group),
            Self::Upsert(..) => {
                let nodes = self.nodes();
                nodes.iter().try_fold(changes, |changes, node| changes.upsert(group, node.update()))
            }
            Self::Remove(_, id) => changes.remove(group, id.0),
            Self::Move(id, _, to) => changes.move_member(id.0, group, to.name()),
            Self::SetStatus(_, id, byte) => {
                changes.set_status(group, id.0, looks(*byte).1.unwrap_or_default())
            }
            Self::Reconcile(_, list) => changes.reconcile(group, list.iter().map(Stated::update)),
            Self::SetSynced(byte) => Ok(changes.set_synced(byte % 2 == 1)),
        }
    }
}

/// Changes a directory by the function of a step.
pub(super) fn step(
    directory: &mut HeldDirectory,
    others: Others,
    step: &Step,
    mut spoils: Spoils,
    keep: bool,
    twist: Twist,
) -> Option<HeldChange> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = directory.hand(&mut call, others);
    let step = step.alone();
    if let (Step::Upsert(..), Handed::Huge) = (&step, spoils.nodes) {
        // It takes no number of nodes.
        spoils.nodes = Handed::Null;
    }
    let Built { step: built, config, .. } = &step.build(spoils, &mut call);
    let synced = match step {
        Step::SetSynced(byte) if byte > 239 => u32::from(byte),
        Step::SetSynced(byte) => u32::from(byte % 2),
        _ => 0,
    };
    if synced > 1 {
        call.wrong(VNODE_RING_ERR_ARGUMENT);
    }
    let (error, change) = ends(&mut call, &mut told, keep);
    let (group, group_len) = (built.group, built.group_len);
    let (id, id_len, nodes) = (built.id, built.id_len, built.nodes);
    let status = unsafe {
        match built.kind {
            VNODE_RING_STEP_CREATE_GROUP => {
                vnode_ring_directory_create_group(object, group, group_len, built.options, error, change)
            }
            VNODE_RING_STEP_REMOVE_GROUP => {
                vnode_ring_directory_remove_group(object, group, group_len, error, change)
            }
            VNODE_RING_STEP_UPSERT => {
                vnode_ring_directory_upsert(object, group, group_len, nodes, error, change)
            }
            VNODE_RING_STEP_REMOVE => {
                vnode_ring_directory_remove(object, group, group_len, id, id_len, error, change)
            }
            VNODE_RING_STEP_MOVE => {
                let (to, to_len) = (built.new_group, built.new_group_len);
                vnode_ring_directory_move(object, group, group_len, id, id_len, to, to_len, error, change)
            }
            VNODE_RING_STEP_SET_STATUS => {
                let status = built.status;
                vnode_ring_directory_set_status(object, group, group_len, id, id_len, status, error, change)
            }
            VNODE_RING_STEP_RECONCILE => {
                let count = built.node_count;
                vnode_ring_directory_reconcile(object, group, group_len, nodes, count, error, change)
            }
            _ => vnode_ring_directory_set_synced(object, synced, error, change),
        }
    };
    let model = &mut directory.model;
    let ended = call.ended(status, || {
        let made = step.make(model.change(), config.clone()).and_then(DirectoryChanges::done);
        coded(made.and_then(|made| model.apply(&made).map(|()| made)))
    });
    made_change(&told, ended)
}

/// Works out a change; of its steps the first one is spoilt, for those before one that is wrong might be refused first.
pub(super) fn change(
    directory: &HeldDirectory,
    others: Others,
    steps: &[Step],
    spoils: Spoils,
    twist: Twist,
) -> Option<HeldChange> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let object = directory.hand(&mut call, others);
    let mut built = Vec::new();
    let mut stated = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let step = if number == 0 { step.clone() } else { step.right() };
        let spoils = if number == 0 { spoils } else { Spoils::NONE };
        let mut made = step.build(spoils, &mut call);
        if let Spoilt::Kind(kind) = spoils.spoilt {
            made.step.kind = kind;
            call.wrong(VNODE_RING_ERR_ARGUMENT);
        }
        built.push(made);
        stated.push(step);
    }
    let all: Vec<_> = built.iter().map(|built| built.step).collect();
    let (at, count) = call.array(&all, spoils.steps);
    let (error, change) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_directory_change_new(object, at, count, error, change) };
    let ended = call.ended(status, || {
        let mut steps = stated.iter().zip(&built);
        let changes = directory.model.change();
        let made = steps.try_fold(changes, |changes, (step, built)| step.make(changes, built.config.clone()));
        coded(made.and_then(DirectoryChanges::done))
    });
    made_change(&told, ended)
}
