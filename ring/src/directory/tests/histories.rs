//! Whatever happened, a directory is what the model says, and its rings are those of its memberships.

use alloc::vec::Vec;

use proptest::collection::vec;
use proptest::prelude::*;

use super::model::{Model, Step, directory, step};
use crate::directory::{Directory, DirectoryError, GroupRef, Status};
use crate::{Config, NodeIndex, NodeUpdate, Position, Ring, Scratch};

fn plan(directory: &Directory, steps: &[Step]) -> Result<crate::DirectoryChange, DirectoryError> {
    steps.iter().cloned().try_fold(directory.change(), |changes, step| step.plan(changes))?.done()
}

fn vnodes(ring: &Ring) -> Vec<(Position, NodeIndex, &str)> {
    let mut scratch = Scratch::default();
    ring.vnodes_in_order(&mut scratch).map(|(at, node)| (at, node.index(), node.id())).collect()
}

fn epochs(directory: &Directory) -> Vec<u64> {
    directory.groups().map(|group| group.membership().epoch()).collect()
}

/// The ring has the vnodes of the membership, and the membership's slots.
fn assert_in_step(group: GroupRef<'_>) {
    let ring = group.ring();
    assert_eq!(ring.membership(), group.membership());
    assert_eq!(ring.membership().epoch(), group.membership().epoch());
    let slots =
        |membership: &crate::Membership| membership.nodes().map(crate::NodeRef::index).collect::<Vec<_>>();
    assert_eq!(slots(ring.membership()), slots(group.membership()));
    let fresh = Ring::from_membership(group.membership().clone(), crate::Limits::default()).unwrap();
    assert_eq!(vnodes(ring), vnodes(&fresh));
    assert_eq!(group.group.vnodes() as usize, ring.vnode_count());
    let critical = group.members().filter(|member| member.status() == Status::Critical).count();
    assert_eq!(group.group.critical(), critical);
}

proptest! {
    #[test]
    fn a_directory_equals_the_model_after_any_history(history in vec(vec(step(), 1..4), 1..20)) {
        let (mut model, mut followed) = (Model::new(), Model::new());
        let (mut lazy, mut eager) = (directory(), directory());
        for steps in &history {
            let before = lazy.clone();
            let change = plan(&lazy, steps);
            let expected = model.after(steps);
            prop_assert_eq!(change.is_ok(), expected.is_some(), "{:?}", change);
            let (Ok(change), Some(expected)) = (change, expected) else { continue };
            prop_assert_eq!(&plan(&eager, steps).unwrap(), &change, "compiled or not, the plan is the same");

            lazy.apply(&change).unwrap();
            eager.apply(&change).unwrap();
            model = expected;
            prop_assert_eq!(&Model::of(&lazy), &model);
            prop_assert_eq!(&Model::of(&eager), &model);
            followed.follow(&change, |group| model.groups[group]);
            prop_assert_eq!(&followed, &model);
            // A group that goes and comes back as it was has another epoch.
            prop_assert_eq!(change.is_empty(), lazy == before && epochs(&lazy) == epochs(&before));
            prop_assert_eq!(change.is_empty(), change.events().next().is_none());
            if !change.is_empty() {
                prop_assert!(lazy.apply(&change).is_err(), "it was made on another state");
                prop_assert_eq!(&Model::of(&lazy), &model);
            }
            eager.groups().for_each(assert_in_step);
        }
        prop_assert_eq!(epochs(&lazy), epochs(&eager));
        lazy.groups().for_each(assert_in_step);
        for (lazy, eager) in lazy.groups().zip(eager.groups()) {
            prop_assert_eq!(vnodes(lazy.ring()), vnodes(eager.ring()));
        }
    }

    /// A plan of one directory on another: refused without a trace, or the same change.
    #[test]
    fn a_change_is_carried_out_wholly_or_not_at_all(
        here in vec(step(), 1..12), there in vec(step(), 1..12), steps in vec(step(), 1..4), same in any::<bool>(),
    ) {
        let grow = |steps: &[Step]| {
            let mut directory = directory();
            for step in steps {
                if let Ok(change) = plan(&directory, core::slice::from_ref(step)) {
                    directory.apply(&change).unwrap();
                }
                directory.groups().for_each(assert_in_step);
            }
            directory
        };
        let (origin, mut other) = (grow(&here), grow(if same { &here } else { &there }));
        prop_assume!(plan(&origin, &steps).is_ok());
        let change = plan(&origin, &steps).unwrap();
        let before = (Model::of(&other), epochs(&other));
        let mut followed = before.0.clone();
        if other.apply(&change).is_ok() {
            let config = |group: &str| other.group(group).unwrap().membership().config().vnodes_per_weight();
            followed.follow(&change, config);
            prop_assert_eq!(Model::of(&other), followed);
        } else {
            prop_assert!(!same);
            prop_assert_eq!((Model::of(&other), epochs(&other)), before);
        }
        other.groups().for_each(assert_in_step);
    }
}

#[test]
fn one_step_methods_are_their_steps() {
    let mut directory = directory();
    let joined = directory.upsert("web", NodeUpdate::new("a")).unwrap();
    assert_eq!(joined.events().count(), 2);
    directory.set_status("web", "a", Status::Critical).unwrap();
    let moved = directory.move_member("a", "web", "db").unwrap();
    assert_eq!(directory.group("db").unwrap().status("a"), Some(Status::Critical));
    assert_eq!(moved.events().count(), 4, "db created, joined, critical; left web");
    assert!(directory.move_member("a", "db", "db").unwrap().is_empty());
    directory.reconcile("web", ["b", "c"].map(NodeUpdate::new)).unwrap();
    let lists = [("web".into(), alloc::vec![NodeUpdate::new("c")])].into();
    let all = directory.reconcile_all(lists).unwrap();
    assert_eq!(all.events().count(), 2, "a left db and b left web");
    directory.remove("web", "c").unwrap();
    assert!(directory.create_group("web", directory.config().clone()).is_err());
    directory.remove_group("web").unwrap();
    directory.create_group("web", directory.config().clone()).unwrap();
    assert!(directory.groups().map(GroupRef::name).eq(["db", "web"]));
    assert_eq!(directory.set_synced(false).events().count(), 1);
    assert!(directory.set_synced(false).is_empty());
}

#[test]
fn a_status_goes_with_its_member() {
    let mut directory = directory();
    directory.upsert("web", NodeUpdate::new("a")).unwrap();
    directory.set_status("web", "a", Status::Critical).unwrap();
    directory.upsert("web", NodeUpdate::new("a").with_weight(2)).unwrap();
    let status = |directory: &Directory| directory.group("web").unwrap().status("a");
    assert_eq!(status(&directory), Some(Status::Critical));
    let left_and_back =
        directory.change().remove("web", "a").unwrap().upsert("web", NodeUpdate::new("a")).unwrap().done();
    directory.apply(&left_and_back.unwrap()).unwrap();
    assert_eq!(status(&directory), Some(Status::Passing));
    // Another node in the same slot.
    directory.set_status("web", "a", Status::Critical).unwrap();
    directory.reconcile("web", [NodeUpdate::new("b")]).unwrap();
    assert_eq!(directory.group("web").unwrap().status("b"), Some(Status::Passing));
    assert_eq!(directory.group("web").unwrap().status("a"), None);
}

#[test]
fn copies_share_tables_until_one_changes_the_group() {
    let mut directory = directory();
    directory.upsert("web", NodeUpdate::new("a")).unwrap();
    directory.upsert("db", NodeUpdate::new("a")).unwrap();
    directory.match_key("web", "key").unwrap();
    let copy = directory.clone();
    let ring = |directory: &Directory, name: &str| core::ptr::from_ref(directory.group(name).unwrap().ring());
    copy.match_key("db", "key").unwrap();
    for name in ["web", "db"] {
        assert_eq!(ring(&directory, name), ring(&copy, name));
    }
    directory.set_status("web", "a", Status::Warning).unwrap();
    assert_eq!(ring(&directory, "web"), ring(&copy, "web"), "a status does not touch the table");
    assert_eq!(copy.group("web").unwrap().status("a"), Some(Status::Passing));
    directory.upsert("web", NodeUpdate::new("b")).unwrap();
    assert_ne!(ring(&directory, "web"), ring(&copy, "web"));
    assert_eq!(ring(&directory, "db"), ring(&copy, "db"));
    assert_eq!(copy.members("web").unwrap().len(), 1);
}

#[test]
fn no_table_before_the_first_match() {
    let mut directory = directory();
    directory.upsert("web", NodeUpdate::new("a")).unwrap();
    directory.set_status("web", "a", Status::Critical).unwrap();
    directory.set_status("web", "a", Status::Passing).unwrap();
    assert_eq!(directory.members("web").unwrap().len(), 1);
    assert!(directory.groups["web"].compiled().is_none());
    directory.match_key("web", "key").unwrap();
    assert!(directory.groups["web"].compiled().is_some());
}

#[test]
fn a_group_that_goes_and_comes_back_as_it_was_is_no_change() {
    let list = || ["a", "b"].map(NodeUpdate::new);
    let mut directory = directory();
    let change = directory.change().reconcile("web", list()).unwrap();
    directory.apply(&change.set_status("web", "a", Status::Critical).unwrap().done().unwrap()).unwrap();
    let anew = |directory: &Directory| {
        directory.change().remove_group("web").unwrap().reconcile("web", list()).unwrap().done().unwrap()
    };
    let marked = anew(&directory);
    assert!(!marked.is_empty(), "its member was critical");
    let change = directory.change().remove_group("web").unwrap().reconcile("web", list()).unwrap();
    let change = change.set_status("web", "a", Status::Critical).unwrap();
    assert!(change.done().unwrap().is_empty());

    directory.apply(&marked).unwrap();
    assert!(anew(&directory).is_empty());
    directory.upsert("web", NodeUpdate::new("a").with_weight(2)).unwrap();
    directory.upsert("web", NodeUpdate::new("a").with_weight(1)).unwrap();
    assert!(!anew(&directory).is_empty(), "it is at a later epoch");
}

/// A stated number of vnodes that is that of the one group, and not that of the other.
#[test]
fn a_member_that_joins_and_moves_in_one_change_is_the_one_that_moves_in_the_next() {
    let groups = || {
        let mut directory = directory();
        let change = directory.change();
        let change = change.create_group("a", Config::default().with_vnodes_per_weight(3)).unwrap();
        let change = change.create_group("b", Config::default().with_vnodes_per_weight(2)).unwrap();
        directory.apply(&change.done().unwrap()).unwrap();
        directory
    };
    let (mut at_once, mut in_two) = (groups(), groups());
    let node = || NodeUpdate::new("node").with_vnodes(3);
    let change = at_once.change().upsert("a", node()).unwrap().move_member("node", "a", "b").unwrap();
    at_once.apply(&change.done().unwrap()).unwrap();
    in_two.upsert("a", node()).unwrap();
    in_two.apply(&in_two.change().move_member("node", "a", "b").unwrap().done().unwrap()).unwrap();
    assert_eq!(at_once, in_two);
    assert_eq!(at_once.group("b").unwrap().group.vnodes(), 2);
}
