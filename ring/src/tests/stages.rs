//! Guarantee 15: changes in stages.

use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::arbitrary::{config, config_and_rule, nodes, replica_rule, zoned_nodes};
use crate::membership::NodeRef;
use crate::node::Node;
use crate::{
    ChangeError, Changes, Config, Delta, Membership, Plan, PlanError, Range, ReplicaRule, Ring, Stage,
    StageError, Stages,
};

/// The stages under a limit, or under the lowest one above it that does.
fn stages(ring: &Ring, delta: &Delta, rule: ReplicaRule, mut most: u128) -> (u128, Stages) {
    loop {
        match Stages::of(ring, delta, rule, most) {
            Ok(stages) => return (most, stages),
            Err(StageError::Indivisible { moved, most: limit, .. }) => {
                assert!(limit == most && moved > most, "{moved} is no more than {most}");
                most = moved;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// Each stage follows on the one before, moves what it says and no more than it may, and the last leads where the delta does.
fn assert_leads_there(
    ring: &Ring,
    delta: &Delta,
    rule: ReplicaRule,
    most: u128,
    stages: &Stages,
) -> Result<(), TestCaseError> {
    let moved = |ring: &Ring, delta: &Delta| Plan::of(ring, delta, rule).unwrap().summary().moved;
    prop_assert_eq!(stages.at_once(), moved(ring, delta));
    prop_assert!(stages.moved() >= stages.at_once());
    prop_assert_eq!(stages.is_empty(), delta.is_empty());
    let mut now = ring.clone();
    let mut whole: Option<Delta> = None;
    for stage in stages.iter() {
        prop_assert_eq!(stage.delta.base(), now.membership().stamp());
        prop_assert_eq!(stage.delta.target().epoch, now.membership().epoch() + 1);
        prop_assert_eq!(stage.moved, moved(&now, &stage.delta));
        prop_assert!(stage.moved <= most);
        now.apply(&stage.delta).unwrap();
        whole = Some(whole.map_or_else(|| stage.delta.clone(), |whole| whole.compose(&stage.delta).unwrap()));
    }
    if let Some(whole) = whole {
        prop_assert!(whole.changes().eq(delta.changes()));
    }
    prop_assert_eq!(now.membership().fingerprint(), delta.target().fingerprint);
    Ok(())
}

/// A change of one node: it joins, leaves, is drained, or gets other vnodes.
fn change_one(
    changes: Changes<'_>,
    kind: u32,
    at: prop::sample::Index,
    vnodes: u32,
) -> Result<Changes<'_>, ChangeError> {
    let members: Vec<_> = (0..8).map(|number| alloc::format!("node-{number}")).collect();
    let id = at.get(&members);
    match kind {
        0 => changes.add(Node::new("joiner").with_zone("b").with_vnodes(vnodes)),
        1 => changes.remove(id),
        2 => changes.reweight(id, vnodes / 4),
        _ => changes.set_vnodes(id, vnodes),
    }
}

proptest! {
    #[test]
    fn guarantee_15_one_node_in_stages_moves_in_all_what_it_moves_at_once(
        (config, rule) in config_and_rule(), nodes in zoned_nodes(), kind in 0u32..4, at in any::<prop::sample::Index>(),
        vnodes in 1u32..12, parts in 1u128..12,
    ) {
        let ring = Ring::new(config, nodes).unwrap();
        let Ok(delta) = change_one(ring.change(), kind, at, vnodes).and_then(Changes::delta) else { return Ok(()) };
        let at_once = Plan::of(&ring, &delta, rule).unwrap().summary().moved;
        let (most, stages) = stages(&ring, &delta, rule, at_once / parts);
        assert_leads_there(&ring, &delta, rule, most, &stages)?;
        prop_assert_eq!(stages.moved(), at_once);
        // No stage could take in the next one.
        let all: Vec<&Stage> = stages.iter().collect();
        prop_assert!(all.windows(2).all(|pair| pair[0].moved + pair[1].moved > most));
    }

    #[test]
    fn guarantee_15_a_node_that_gains_and_one_that_loses_move_owners_once(
        config in config(), nodes in nodes(), at in any::<prop::sample::Index>(), vnodes in 1u32..12, parts in 1u128..12,
    ) {
        let ring = Ring::new(config, nodes).unwrap();
        let Some(leaver) = ring.nodes().nth(at.index(ring.nodes().len().max(1))) else { return Ok(()) };
        let changes = ring.change().add(Node::new("joiner").with_vnodes(vnodes)).unwrap();
        let delta = changes.remove(leaver.id()).and_then(Changes::delta).unwrap();
        let at_once = Plan::of(&ring, &delta, 1).unwrap().summary().moved;
        let (most, stages) = stages(&ring, &delta, ReplicaRule::new(1), at_once / parts);
        assert_leads_there(&ring, &delta, ReplicaRule::new(1), most, &stages)?;
        prop_assert_eq!(stages.moved(), at_once);
    }

    /// Zones that change and placement ids that go from node to node included.
    #[test]
    fn guarantee_15_stages_of_any_delta_lead_where_it_leads_within_their_limit(
        config in config(), before in zoned_nodes(), after in zoned_nodes(), rule in replica_rule(), parts in 1u128..12,
    ) {
        let ring = Ring::new(config.clone(), before).unwrap();
        let delta = ring.membership().diff(&Membership::new(config, after).unwrap()).unwrap();
        let at_once = Plan::of(&ring, &delta, rule).unwrap().summary().moved;
        let (most, stages) = stages(&ring, &delta, rule, at_once / parts);
        assert_leads_there(&ring, &delta, rule, most, &stages)?;
    }

    #[test]
    fn guarantee_20_a_replacement_is_one_stage_from_the_old_node_to_the_new(
        config in config(), nodes in zoned_nodes(), at in any::<prop::sample::Index>(), rule in replica_rule(),
    ) {
        let ring = Ring::new(config, nodes).unwrap();
        prop_assume!(ring.vnode_count() > 0);
        let replaced = ring.nodes().nth(at.index(ring.nodes().len())).unwrap().id();
        let delta = ring.change().replace(replaced, Node::new("replacement")).and_then(Changes::delta).unwrap();
        let (most, stages) = stages(&ring, &delta, rule, 0);
        prop_assert_eq!((stages.len(), stages.moved()), (1, most));
        let plan = Plan::of(&ring, &delta, rule).unwrap();
        for pair in plan.summary().pairs {
            prop_assert_eq!((pair.from.map(NodeRef::id), pair.to.map(NodeRef::id)), (Some(replaced), Some("replacement")));
        }
    }
}

fn ring() -> Ring {
    Ring::new(Config::default().with_vnodes_per_weight(32), ["a", "b", "c", "d"].map(Node::new)).unwrap()
}

/// What has not come yet is not there, what has not gone yet is whole: ids, zones and attributes.
#[test]
fn descriptions_are_new_from_the_first_vnode_on_and_old_until_the_last() {
    let ring = ring();
    let joiner = Node::new("e").with_weight(2).with_attribute("addr", "10.0.0.5");
    let delta = ring.change().add(joiner.clone()).unwrap().remove("a").unwrap().delta().unwrap();
    let stages = Stages::of(&ring, &delta, 1, Range::FULL_WIDTH / 20).unwrap();
    assert_eq!(stages.moved(), stages.at_once());
    let mut membership = ring.membership().clone();
    let mut vnodes = Vec::new();
    for stage in stages.iter() {
        membership.apply(&stage.delta).unwrap();
        let [a, e] = ["a", "e"].map(|id| membership.get(id).map(NodeRef::node));
        assert_eq!(e.and_then(|node| node.attribute("addr")), Some("10.0.0.5"));
        assert!(
            a.is_some_and(|node| node.weight() == 1)
                || membership.stamp().fingerprint == delta.target().fingerprint
        );
        vnodes.push((e.and_then(Node::vnodes), a.and_then(Node::vnodes)));
    }
    let joins = vnodes.iter().position(|(e, _)| e.is_none()).unwrap();
    assert!(
        vnodes[..joins].windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1.is_none()),
        "{vnodes:?}"
    );
    assert_eq!(membership.get("e").map(NodeRef::node), Some(&joiner));
}

#[test]
fn what_cannot_be_divided_is_named() {
    let ring = ring();
    let replace = ring.change().replace("a", Node::new("e")).unwrap().delta().unwrap();
    let share = ring.shares()[0].1;
    let error = Stages::of(&ring, &replace, 1, share - 1).unwrap_err();
    assert_eq!(error, StageError::Indivisible { id: "a".into(), moved: share, most: share - 1 });
    assert_eq!(
        error.to_string(),
        alloc::format!(
            "node \"a\" cannot change in stages of at most {} positions: a part that cannot be divided moves {share}, let \
             stages move as many",
            share - 1
        )
    );
    assert_eq!(Stages::of(&ring, &replace, 1, share).unwrap().len(), 1);
    // No stage is left when the ring is there.
    let mut there = ring.clone();
    there.apply(&replace).unwrap();
    assert!(Stages::of(&there, &replace, 1, 0).unwrap().is_empty());
    assert!(matches!(Stages::of(&ring, &replace, 0, share), Err(StageError::Plan(PlanError::Rule(_)))));
}

#[test]
fn what_moves_nothing_is_one_stage() {
    let ring = ring();
    let update = crate::NodeUpdate::new("a").with_attribute("addr", "10.0.0.1");
    let delta =
        ring.change().upsert(&update).unwrap().add(Node::new("e").with_weight(0)).unwrap().delta().unwrap();
    let stages = Stages::of(&ring, &delta, 3, 0).unwrap();
    assert_eq!((stages.len(), stages.moved()), (1, 0));
}
