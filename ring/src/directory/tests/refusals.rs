//! What is refused, with what words, and that refusal changes nothing.

use alloc::string::ToString;

use super::model::{MAX_VNODES, directory};
use crate::directory::{Directory, DirectoryChange, DirectoryError, MAX_GROUPS, Status};
use crate::{Config, Limits, Node, NodeUpdate, Secret};

type Attempt<'a> = &'a dyn Fn(&mut Directory) -> Result<DirectoryChange, DirectoryError>;

#[test]
fn a_refused_change_names_the_group_and_changes_nothing() {
    let mut directory = directory();
    directory.upsert("web", Node::new("a").with_placement_id("p")).unwrap();
    directory.upsert("db", NodeUpdate::new("a")).unwrap();
    let stale = directory.change().set_status("web", "a", Status::Critical).unwrap().done().unwrap();
    let made_for_more = directory.change().remove_group("db").unwrap().done().unwrap();
    directory.set_status("web", "a", Status::Warning).unwrap();
    directory.upsert("db", NodeUpdate::new("b")).unwrap();
    let before = directory.clone();

    let keyed = Config::default().with_secret(&Secret::new([1; 16]));
    let attempts: &[(Attempt<'_>, &str)] = &[
        (&|d| d.remove("x", "a"), r#"there is no group "x": create it or add a member to it first"#),
        (&|d| d.remove("web", "x"), r#"group "web": node "x" is not a member"#),
        (&|d| d.set_status("web", "x", Status::Warning), r#"group "web": node "x" is not a member"#),
        (&|d| d.move_member("a", "web", "db"), r#"group "db": node "a" is a member already"#),
        (&|d| d.upsert("", NodeUpdate::new("a")), r#"group name "" must not be empty"#),
        (&|d| d.upsert("web", NodeUpdate::new("")), r#"group "web": node "": id must not be empty"#),
        (
            &|d| d.upsert("web", NodeUpdate::new("p")),
            r#"group "web": node "p": placement id "p" belongs to node "a""#,
        ),
        (
            &|d| d.upsert("web", NodeUpdate::new("b").with_weight(10)),
            "group \"web\": the ring would have 33 vnodes, more than its limit of 30; at most 2 vnodes per weight fit",
        ),
        (
            &|d| d.reconcile("web", ["b", "b"].map(NodeUpdate::new)),
            r#"group "web": node "b": two nodes have this id"#,
        ),
        (&|d| d.create_group("web", Config::default()), r#"group "web" is there already: remove it first"#),
        (
            &|d| d.create_group("new", Config::default().with_vnodes_per_weight(0)),
            r#"group "new": vnodes per weight must be at least 1 (got 0)"#,
        ),
        (
            &|d| d.apply(&stale).map(|()| stale.clone()),
            r#"group "web": node "a" has not the status that the change says: make it anew"#,
        ),
        (
            &|d| d.apply(&made_for_more).map(|()| stale.clone()),
            r#"group "db": the delta starts from epoch 1, earlier than ours (2): it is out of date"#,
        ),
    ];
    for (attempt, message) in attempts {
        assert_eq!(attempt(&mut directory).unwrap_err().to_string(), *message);
        assert_eq!(directory, before);
    }
    assert!(matches!(directory.create_group("new", keyed), Err(DirectoryError::Secret { .. })));
    // The first steps are fine, the last is not.
    let steps = directory.change().upsert("web", NodeUpdate::new("b")).unwrap();
    assert!(steps.remove("web", "c").is_err());
    assert_eq!(directory, before);
}

#[test]
#[cfg_attr(miri, ignore = "counts to a million")]
fn no_more_than_the_limit_of_groups() {
    let directory = directory();
    let change = directory.change().create_group("web", Config::default()).unwrap().done().unwrap();
    let created = |count| core::iter::repeat_n(&change.groups["web"], count);
    assert_eq!(directory.check_group_count(created(MAX_GROUPS)), Ok(()));
    assert_eq!(
        directory.check_group_count(created(MAX_GROUPS + 1)).unwrap_err().to_string(),
        "a directory has at most 1048576 groups (got 1048577)"
    );
    // One that is removed makes room.
    let mut full = directory;
    full.apply(&change).unwrap();
    assert!(full.check_group_count(created(MAX_GROUPS)).is_err());
    let removal = full.change().remove_group("web").unwrap().done().unwrap();
    assert_eq!(full.check_group_count(created(MAX_GROUPS).chain(removal.groups.values())), Ok(()));
}

#[test]
fn a_secret_is_never_shown() {
    let secret = Secret::new([0xa5; 16]);
    let mut directory = Directory::with_secret(Config::default().with_secret(&secret), secret);
    directory.upsert("web", NodeUpdate::new("a")).unwrap();
    directory.match_key("web", "key").unwrap();
    let shown = alloc::format!("{directory:?} {:?}", directory.group("web")).to_lowercase();
    for leak in ["a5a5", "165, 165", &u64::from_le_bytes([0xa5; 8]).to_string()] {
        assert!(!shown.contains(leak), "{leak} in {shown}");
    }
}

/// Compiled or not: so that the first match cannot fail.
#[test]
fn vnode_limits_hold_where_the_change_is_made_and_survive_being_lowered() {
    for compile in [false, true] {
        let mut directory = directory();
        directory.upsert("web", NodeUpdate::new("a").with_vnodes(MAX_VNODES)).unwrap();
        if compile {
            directory.match_key("web", "key").unwrap();
        }
        let more =
            |directory: &Directory| directory.change().upsert("web", NodeUpdate::new("b")).unwrap().done();
        assert!(more(&directory).is_err());
        let mut lower = directory.with_limits(Limits::default().with_max_vnodes(1).unwrap());
        lower.match_key("web", "key").unwrap();
        assert!(more(&lower).is_err());
        lower.upsert("web", NodeUpdate::new("a").with_vnodes(5)).unwrap();
        assert_eq!(lower.group("web").unwrap().ring().vnode_count(), 5);
    }
}
