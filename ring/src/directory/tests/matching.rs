//! What a match answers, for every key.

use proptest::prelude::*;

use crate::directory::{Directory, MatchError, Status};
use crate::tests::arbitrary::{nodes, where_all_hold};
use crate::tests::oracle;
use crate::{Config, Limits, Membership, Node, NodeRef, NodeUpdate, Ring, Secret};

proptest! {
    #[test]
    fn guarantee_7_a_match_equals_that_of_the_ring_without_critical_members(
        config in where_all_hold(), nodes in nodes(), critical in any::<u8>(), warning in any::<u8>(),
    ) {
        let bit = |bits: u8, id: &str| bits >> (id.as_bytes()[id.len() - 1] - b'0') & 1 == 1;
        let mut directory = Directory::new(config.clone());
        directory.create_group("web", config.clone()).unwrap();
        for node in nodes.clone() {
            // Statuses come before and after other members, so that slots matter.
            let id = alloc::string::String::from(node.id());
            // Placement ids that a later node frees may be in the way for a while.
            prop_assume!(directory.upsert("web", node).is_ok());
            let status = match (bit(critical, &id), bit(warning, &id)) {
                (true, _) => Status::Critical,
                (false, true) => Status::Warning,
                (false, false) => Status::Passing,
            };
            directory.set_status("web", &id, status).unwrap();
        }
        let all = Ring::new(config.clone(), nodes.clone()).unwrap();
        let without = Ring::new(config, nodes.into_iter().filter(|node| !bit(critical, node.id()))).unwrap();
        let group = directory.group("web").unwrap();
        for position in oracle::all_keys([&all]) {
            let found = group.match_position(position);
            prop_assert_eq!(found.as_ref().ok().map(|node| node.id()), without.lookup_position(position).map(NodeRef::id));
            match found {
                Ok(_) => {}
                Err(MatchError::EmptyGroup { .. }) => prop_assert_eq!(all.vnode_count(), 0),
                Err(error) => {
                    let all_critical = matches!(error, MatchError::AllCritical { .. });
                    prop_assert!(all_critical && all.vnode_count() > 0);
                }
            }
        }
        for key in 0..20u32 {
            let key = key.to_le_bytes();
            let by_key = directory.match_key("web", key).map(NodeRef::id);
            prop_assert_eq!(&by_key, &group.match_position(all.key_position(key)).map(NodeRef::id));
            let any = directory.match_key_any_status("web", key).ok().map(NodeRef::id);
            prop_assert_eq!(any, all.lookup(key).map(NodeRef::id));
            prop_assert!(group.preference_list(key).map(NodeRef::id).eq(without.preference_list(key).map(NodeRef::id)));
        }
    }
}

#[test]
fn each_reason_for_no_answer_is_another_one() {
    let mut directory = Directory::new(Config::default()).awaiting_sync();
    let group = || "web".into();
    assert_eq!(directory.match_key("web", "key").unwrap_err(), MatchError::NotSynced);
    assert_eq!(directory.members("web").map(|_| ()).unwrap_err(), MatchError::NotSynced);
    directory.set_synced(true);
    assert_eq!(directory.match_key("web", "key").unwrap_err(), MatchError::UnknownGroup { group: group() });
    assert_eq!(
        directory.members("web").map(|_| ()).unwrap_err(),
        MatchError::UnknownGroup { group: group() }
    );
    directory.reconcile("web", []).unwrap();
    let empty = MatchError::EmptyGroup { group: group() };
    assert_eq!(directory.match_key("web", "key").unwrap_err(), empty);
    assert_eq!(directory.members("web").unwrap().len(), 0);

    directory.upsert("web", Node::new("drained").with_weight(0)).unwrap();
    assert_eq!(directory.match_key("web", "key").unwrap_err(), empty);
    directory.set_status("web", "drained", Status::Critical).unwrap();
    assert_eq!(directory.match_key("web", "key").unwrap_err(), empty);
    directory.set_status("web", "drained", Status::Passing).unwrap();

    directory.upsert("web", NodeUpdate::new("a")).unwrap();
    directory.set_status("web", "a", Status::Critical).unwrap();
    let all_critical = MatchError::AllCritical { group: group(), critical: 1 };
    assert_eq!(directory.match_key("web", "key").unwrap_err(), all_critical);
    directory.set_status("web", "drained", Status::Critical).unwrap();
    assert!(matches!(directory.match_key("web", "key"), Err(MatchError::AllCritical { critical: 2, .. })));
    assert_eq!(directory.match_key_any_status("web", "key").unwrap().id(), "a");

    directory.remove("web", "a").unwrap();
    assert_eq!(directory.match_key_any_status("web", "key").unwrap_err(), empty);
    directory.remove_group("web").unwrap();
    assert!(matches!(directory.match_key("web", "key"), Err(MatchError::UnknownGroup { .. })));
}

#[test]
fn the_name_of_a_group_does_not_enter_placement_and_its_config_does() {
    let secret = Secret::new([7; 16]);
    let mut directory = Directory::with_secret(Config::default(), secret.clone());
    directory.create_group("keyed", Config::default().with_secret(&secret)).unwrap();
    for group in ["keyed", "one", "two"] {
        directory.reconcile(group, ["a", "b", "c"].map(NodeUpdate::new)).unwrap();
    }
    let membership = |config| Membership::new(config, ["a", "b", "c"].map(Node::new)).unwrap();
    let plain = Ring::from_membership(membership(Config::default()), Limits::default()).unwrap();
    let keyed = membership(Config::default().with_secret(&secret));
    let keyed = Ring::with_secret(keyed, Limits::default(), &secret).unwrap();
    for key in 0..100u32 {
        let key = key.to_le_bytes();
        for (group, ring) in [("one", &plain), ("two", &plain), ("keyed", &keyed)] {
            assert_eq!(directory.match_key(group, key).unwrap().id(), ring.lookup(key).unwrap().id());
        }
    }
}
