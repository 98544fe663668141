//! Steps of a change of a directory, as C hands them in and as the library takes them.

use std::ptr;

use ::vnode_ring::{Config, Directory, DirectoryChanges, DirectoryError, Status};
use arbitrary::Arbitrary;
use vnode_ring_c::directory_changes::*;
use vnode_ring_c::directory_member::*;
use vnode_ring_c::node::vnode_ring_node;
use vnode_ring_c::status::VNODE_RING_ERR_ARGUMENT;

use super::Named;
use crate::c_api::call::{Call, Handed, Texts};
use crate::c_api::nodes::{self, Spoilt};
use crate::c_api::options;
use crate::ops::{Id, Stated};

#[derive(Arbitrary, Clone, Debug)]
pub(in crate::c_api) enum Step {
    CreateGroup(Named, options::Stated),
    RemoveGroup(Named),
    /// One node; many steps take two.
    Upsert(Named, Stated, Option<Stated>),
    Remove(Named, Id),
    Move(Id, Named, Named),
    SetStatus(Named, Id, u8),
    Reconcile(Named, Vec<Stated>),
    SetSynced(u8),
}

/// What is wrong with a step.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(in crate::c_api) struct Spoils {
    texts: Texts,
    pub(super) nodes: Handed,
    pub(super) spoilt: Spoilt,
    pub(super) steps: Handed,
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

/// A node as a group of a directory takes it.
pub(in crate::c_api) fn placed(directory: &Directory, group: &str, stated: &Stated) -> Stated {
    let group = directory.group(group);
    let config = group.map_or(directory.config(), |group| group.membership().config());
    stated.placed(config.placement())
}

/// A step as C hands it in, and what it points to.
pub(super) struct Built {
    pub(super) step: vnode_ring_directory_step,
    _nodes: nodes::Handed<vnode_ring_node>,
    _options: Option<Box<options::Handed>>,
    /// That of a new group.
    pub(super) config: Option<Config>,
}

impl Step {
    /// As the functions take it that change a directory at once.
    pub(super) fn alone(&self) -> Self {
        match self {
            Self::Upsert(group, stated, _) => Self::Upsert(*group, *stated, None),
            others => others.clone(),
        }
    }

    /// With numbers that mean something.
    pub(super) fn right(&self) -> Self {
        match self {
            Self::CreateGroup(group, options) => Self::CreateGroup(*group, options.right()),
            Self::SetStatus(group, id, byte) => Self::SetStatus(*group, *id, byte % 240),
            others => others.clone(),
        }
    }

    /// With nodes as the groups of a directory take them.
    pub(super) fn placed(self, directory: &Directory) -> Self {
        let name = self.group().map_or("", Named::name);
        let placed = |stated: &Stated| placed(directory, name, stated);
        match self {
            Self::Upsert(group, first, second) => {
                Self::Upsert(group, placed(&first), second.as_ref().map(placed))
            }
            Self::Reconcile(group, list) => Self::Reconcile(group, list.iter().map(placed).collect()),
            others => others,
        }
    }

    fn nodes(&self) -> Vec<Stated> {
        match self {
            Self::Upsert(_, first, second) => [*first].into_iter().chain(*second).collect(),
            Self::Reconcile(_, list) => list.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn build(&self, spoils: Spoils, call: &mut Call) -> Built {
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

    fn group(&self) -> Option<Named> {
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
    pub(super) fn make<'d>(
        &self,
        changes: DirectoryChanges<'d>,
        config: Option<Config>,
    ) -> Result<DirectoryChanges<'d>, DirectoryError> {
        let group = self.group().map_or("", Named::name);
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
