//! Steps made at once, or worked out as a change of many.

use ::vnode_ring::DirectoryChanges;
use vnode_ring_c::directory_changes::*;
use vnode_ring_c::directory_step::*;
use vnode_ring_c::status::VNODE_RING_ERR_ARGUMENT;

use super::steps::{Built, Spoils, Step};
use super::{HeldChange, HeldDirectory, Named, made_change};
use crate::c_api::call::{Call, Handed, Told, Twist};
use crate::c_api::changes::ends;
use crate::c_api::held::Others;
use crate::c_api::nodes::Spoilt;
use crate::c_api::status::coded;
use crate::ops::{Stated, Text};

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

/// Lets a few members join.
pub(super) fn fill(directory: &mut HeldDirectory, others: Others) {
    let member = |id, zone, attributes| Stated { vnodes: Some(3), zone, attributes, ..Stated::of(id) };
    let (attribute, zone) = ((Text("x"), Text("xx")), Some(Text("x")));
    let members = vec![
        member("a", zone, Some(Some(attribute))),
        member("aa", Some(Text("xx")), None),
        member("b", zone, None),
    ];
    step(directory, others, &Step::Reconcile(Named::WEB, members), Spoils::NONE, false, Twist::None);
}
