//! What is refused at the door, with what words, and that refusal changes nothing.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::{
    BuildError, Change, ChangeError, Config, DEFAULT_MAX_VNODES, Delta, HIGHEST_MAX_VNODES, Limits,
    MAX_NODES, Membership, Node, Ring, Scratch,
};

fn build(vnodes_per_weight: u32, weights: &[u32]) -> Result<Ring, BuildError> {
    let nodes = weights.iter().enumerate().map(|(i, &weight)| Node::new(format!("n{i}")).with_weight(weight));
    Ring::new(Config::default().with_vnodes_per_weight(vnodes_per_weight), nodes)
}

fn refusal(vnodes_per_weight: u32, weights: &[u32]) -> alloc::string::String {
    build(vnodes_per_weight, weights).unwrap_err().to_string()
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; small rings are compiled alike")]
fn weights_that_are_megabytes_get_told_what_to_do() {
    let megabytes = [16 << 20, 32 << 20];
    assert_eq!(
        refusal(256, &megabytes),
        "the ring would have 12884901888 vnodes, more than its limit of 8388608; no number of vnodes per weight fits; \
         all weights are multiples of 16777216: divide them by it"
    );
    assert_eq!(
        refusal(256, &[40_000, 60_001]),
        "the ring would have 25600256 vnodes, more than its limit of 8388608; at most 83 vnodes per weight fit"
    );
    assert!(build(83, &[40_000, 60_001]).is_ok());
    assert!(build(84, &[40_000, 60_001]).is_err());
}

#[test]
fn the_vnode_limit_holds_exactly_at_the_boundary_and_never_wraps() {
    let limits = |max| Limits::default().with_max_vnodes(max);
    let membership = |weights: &[u32]| {
        let nodes =
            weights.iter().enumerate().map(|(i, &weight)| Node::new(format!("n{i}")).with_weight(weight));
        Membership::new(Config::default().with_vnodes_per_weight(10), nodes).unwrap()
    };
    for (weights, vnodes) in [(&[3, 4][..], 70), (&[1], 10), (&[0, 0], 0)] {
        let build = |max| Ring::from_membership(membership(weights), limits(max).unwrap());
        assert_eq!(build(vnodes).unwrap().vnode_count(), vnodes as usize);
        assert!(vnodes == 0 || build(vnodes - 1).is_err());
    }
    assert!(refusal(u32::MAX, &[u32::MAX; 3]).contains("55340232195358851075 vnodes"));
    assert_eq!(Limits::default().max_vnodes(), DEFAULT_MAX_VNODES);
    assert!(limits(HIGHEST_MAX_VNODES).is_ok());
    assert_eq!(
        limits(HIGHEST_MAX_VNODES + 1).unwrap_err().to_string(),
        "the limit of vnodes can be at most 268435456 (got 268435457)"
    );
}

#[test]
fn a_config_without_vnodes_per_weight_is_refused() {
    assert_eq!(refusal(0, &[1]), "vnodes per weight must be at least 1 (got 0)");
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; small memberships are made alike")]
fn no_more_than_the_limit_of_nodes() {
    let nodes = |count: usize| (0..count).map(|i| Node::new(format!("{i}")).with_weight(0));
    assert_eq!(Membership::new(Config::default(), nodes(MAX_NODES)).unwrap().len(), MAX_NODES);
    assert_eq!(
        Membership::new(Config::default(), nodes(MAX_NODES + 1)).unwrap_err().to_string(),
        "a ring has at most 1048576 nodes (got 1048577)"
    );
}

#[test]
fn duplicates_name_the_holder() {
    let refusal = |nodes: Vec<Node>| Membership::new(Config::default(), nodes).unwrap_err().to_string();
    assert_eq!(refusal(["a", "b", "a"].map(Node::new).into()), r#"node "a": two nodes have this id"#);
    assert_eq!(
        refusal([Node::new("a"), Node::new("b").with_placement_id("a")].into()),
        r#"node "b": placement id "a" belongs to node "a""#
    );
    assert_eq!(
        refusal([Node::new("a").with_placement_id("p"), Node::new("b").with_placement_id("p")].into()),
        r#"node "b": placement id "p" belongs to node "a""#
    );
    // The id of a node that inherited another placement id is free for placement.
    let nodes = [Node::new("a").with_placement_id("p"), Node::new("b").with_placement_id("a")];
    assert!(Membership::new(Config::default(), nodes).is_ok());
}

#[test]
fn a_refused_change_changes_nothing() {
    let config = Config::default().with_vnodes_per_weight(10);
    let nodes = [Node::new("a"), Node::new("b").with_weight(2), Node::new("c").with_placement_id("p")];
    let limits = Limits::default().with_max_vnodes(100).unwrap();
    let membership = Membership::new(config, nodes).unwrap();
    let mut ring = Ring::from_membership(membership, limits).unwrap();
    let untouched = ring.clone();
    let config = ring.config().clone();
    let other = Ring::new(config.clone(), [Node::new("b")]).unwrap();
    let elsewhere = Ring::new(config.clone().with_seed(1), [Node::new("a")]).unwrap();

    let stale = ring.change().remove("a").unwrap().delta().unwrap();
    let ahead = {
        let mut later = ring.clone();
        later.add(Node::new("d")).unwrap();
        later.change().remove("d").unwrap().delta().unwrap()
    };
    let fork = other.change().remove("b").unwrap().delta().unwrap();
    let conflict = {
        let change = Change { old: Some(Node::new("b").with_zone("elsewhere")), new: None };
        Delta::new(config.clone(), ring.membership().stamp(), 1, [change].into())
    };
    let foreign = elsewhere.change().remove("a").unwrap().delta().unwrap();
    let forked = format!(
        "the delta starts from another epoch 0, with fingerprint {} (ours is {}): the histories differ, fetch a snapshot",
        other.membership().fingerprint(),
        ring.membership().fingerprint(),
    );
    let refusals = [
        (ring.add(Node::new("a")).map(drop), r#"node "a" is a member already"#),
        (ring.add(Node::new("p")).map(drop), r#"node "p": placement id "p" belongs to node "c""#),
        (ring.add(Node::new("")).map(drop), r#"node "": id must not be empty"#),
        (ring.remove("x").map(drop), r#"node "x" is not a member"#),
        (ring.reweight("x", 1).map(drop), r#"node "x" is not a member"#),
        (
            ring.reweight("a", 8).map(drop),
            "the ring would have 110 vnodes, more than its limit of 100; at most 9 vnodes per weight fit",
        ),
        (ring.apply(&foreign).map(drop), "the delta belongs to a membership with another config"),
        (
            ring.apply(&ahead).map(drop),
            "the delta starts from epoch 1, later than ours (0): fetch the deltas between",
        ),
        (ring.apply(&fork).map(drop), &forked),
        (
            ring.apply(&conflict).map(drop),
            r#"node "b" is not here what the delta says that it is: the memberships differ"#,
        ),
    ];
    for (result, message) in refusals {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
    assert_eq!(ring.membership(), untouched.membership());
    assert_eq!(ring.membership().epoch(), 0);
    let vnodes = |ring: &Ring| {
        ring.vnodes_in_order(&mut Scratch::default()).map(|(at, node)| (at, node.index())).collect::<Vec<_>>()
    };
    assert_eq!(vnodes(&ring), vnodes(&untouched));

    ring.reweight("a", 7).unwrap();
    assert_eq!(ring.apply(&stale), Err(ChangeError::Stale { base: 0, ours: 1 }));
}

#[test]
fn a_delta_without_changes_leaves_the_epoch_as_it_is() {
    let mut ring = Ring::new(Config::default(), [Node::new("a"), Node::new("b").with_vnodes(7)]).unwrap();
    let b = Node::new("b").with_vnodes(7);
    let steps = ring
        .change()
        .reweight("a", 1)
        .unwrap()
        .remove("b")
        .unwrap()
        .add(b)
        .unwrap()
        .reweight("b", 1)
        .unwrap();
    let nothing = steps.delta().unwrap();
    assert!(nothing.is_empty());
    ring.apply(&nothing).unwrap();
    assert_eq!((ring.membership().epoch(), ring.vnode_count()), (0, 263));
}

#[test]
fn placement_ids_can_change_hands_within_one_delta() {
    let (a, b) = (Node::new("a").with_placement_id("p"), Node::new("b").with_placement_id("q"));
    let mut ring = Ring::new(Config::default(), [a.clone(), b.clone()]).unwrap();
    let swapped = [Node::new("a").with_placement_id("q"), Node::new("b").with_placement_id("p")];
    let change = ring.change().remove("a").unwrap().remove("b").unwrap();
    let delta = swapped.iter().cloned().try_fold(change, crate::Changes::add).unwrap().delta().unwrap();
    ring.apply(&delta).unwrap();
    assert_eq!(ring.membership(), &Membership::new(Config::default(), swapped).unwrap());
    // Both ids are held by the other node now, and free again when it goes.
    assert!(ring.add(Node::new("q")).is_err());
    ring.remove("a").unwrap();
    ring.add(Node::new("q")).unwrap();
    assert!(ring.add(Node::new("p")).is_err());
}

#[test]
fn the_last_epoch_is_an_error_not_a_wrap() {
    let mut membership = Membership::new(Config::default(), [Node::new("a")]).unwrap();
    membership.set_epoch(u64::MAX);
    let refused = membership.change().remove("a").unwrap().delta();
    assert_eq!(refused, Err(ChangeError::NoEpochLeft));
}
