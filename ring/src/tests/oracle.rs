//! The ten-line reference that everything is compared with.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::config::Placement;
#[cfg(feature = "compat")]
use crate::placement::Vnodes;
use crate::position::{Position, Range};
use crate::sequence::VnodeSequence;
use crate::{Membership, Node, NodeRef, ReplicaRule, Ring, Scratch, ZoneRule};

/// One node as the reference sees it.
pub(crate) struct OracleNode<'a> {
    placement_id: &'a str,
    id: &'a str,
    positions: Vec<Position>,
    /// Whether keys go to the nearest vnode, on either side.
    nearest: bool,
}

/// All nodes with their positions, worked out from the membership alone.
pub(crate) fn nodes(membership: &Membership) -> Vec<OracleNode<'_>> {
    let config = membership.config();
    let by_weight = |weight: u32| u64::from(weight) * u64::from(config.vnodes_per_weight());
    let positions = |node: &Node| {
        let native = VnodeSequence::native(config.seed(), node.placement_id().as_bytes());
        let sequence = match config.placement() {
            Placement::Native => native,
            Placement::Tiny { bits } => native.cut_to(bits),
            #[cfg(feature = "compat")]
            Placement::TinyNearest { bits } => native.cut_to(bits),
            #[cfg(feature = "compat")]
            Placement::Explicit => {
                let stated = node.positions().into_iter().flatten().filter(|_| node.weight() > 0);
                return stated.map(|position| config.side().turn(position)).collect();
            }
            // Those of other programs are compared with what these answer.
            #[cfg(feature = "compat")]
            _ => {
                let vnodes = Vnodes::of(config, node).unwrap();
                return vnodes.positions().map(Position).collect();
            }
        };
        let count = node.vnodes().map_or_else(|| by_weight(node.weight()), u64::from);
        (0..count).map(|index| sequence.position(index)).collect()
    };
    membership
        .nodes()
        .map(NodeRef::node)
        .map(|node| OracleNode {
            placement_id: node.placement_id(),
            id: node.id(),
            positions: positions(node),
            nearest: config.placement().is_nearest(),
        })
        .collect()
}

/// The reference: nodes sorted by (clockwise distance to their nearest vnode, placement id).
pub(crate) fn preference_list<'a>(nodes: &[OracleNode<'a>], key: Position) -> Vec<&'a str> {
    if nodes.first().is_some_and(|node| node.nearest) {
        return from_the_nearest(nodes, key);
    }
    let nearest = |node: &OracleNode<'_>| node.positions.iter().map(|&vnode| key.distance_to(vnode)).min();
    let mut ranked: Vec<_> =
        nodes.iter().filter_map(|node| Some((nearest(node)?, node.placement_id, node.id))).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, id)| id).collect()
}

/// The same from the nearest vnode on, of two the one before the key: all vnodes in order, by position and placement id.
fn from_the_nearest<'a>(nodes: &[OracleNode<'a>], key: Position) -> Vec<&'a str> {
    let of_node = |node: &OracleNode<'a>| {
        let (placement_id, id) = (node.placement_id, node.id);
        node.positions.iter().map(move |&vnode| (vnode, placement_id, id)).collect::<Vec<_>>()
    };
    let mut vnodes: Vec<_> = nodes.iter().flat_map(of_node).collect();
    vnodes.sort_unstable();
    let after = vnodes.partition_point(|vnode| vnode.0 < key);
    let count = vnodes.len().max(1);
    vnodes.rotate_left(after % count);
    // The one before the key is not at the key, so that there the way from it is once round.
    let from = |before: Position| Range { start: before, end: key }.width();
    let is_before = |before: Position, after: Position| from(before) <= key.distance_to(after).into();
    if matches!(vnodes[..], [after, .., before] if is_before(before.0, after.0)) {
        vnodes.rotate_right(1);
    }
    let mut seen = BTreeSet::new();
    vnodes.into_iter().map(|(_, _, id)| id).filter(|&id| seen.insert(id)).collect()
}

/// The reference of lists under a rule: of all nodes in order, each with its rank within its zone, the rule says which.
pub(crate) fn replicas<'a>(
    membership: &'a Membership,
    nodes: &[OracleNode<'a>],
    key: Position,
    rule: ReplicaRule,
) -> Vec<&'a str> {
    chosen(membership, &preference_list(nodes, key), rule)
}

/// Those of a list, in order.
pub(crate) fn chosen<'a>(membership: &Membership, all: &[&'a str], rule: ReplicaRule) -> Vec<&'a str> {
    let zone = |id: &str| membership.get(id).unwrap().zone();
    let rank = |at: usize| all[..at].iter().filter(|id| zone(id) == zone(all[at])).count();
    let mut chosen: Vec<usize> = (0..all.len()).collect();
    match rule.zones() {
        ZoneRule::Any => {}
        ZoneRule::Spread => chosen.sort_by_key(|&at| (rank(at), at)),
        ZoneRule::Max(most) => chosen.retain(|&at| rank(at) < most.get() as usize),
    }
    chosen.truncate(rule.replicas());
    chosen.sort_unstable();
    chosen.into_iter().map(|at| all[at]).collect()
}

/// Positions that stand for every key of all the given rings: see the module above.
pub(crate) fn all_keys<'a>(rings: impl IntoIterator<Item = &'a Ring>) -> BTreeSet<Position> {
    let mut keys = BTreeSet::from([Position(0), Position(u64::MAX)]);
    for ring in rings {
        keys.extend(
            ring.vnodes_in_order(&mut Scratch::default())
                .flat_map(|(at, _)| [at, Position(at.0.wrapping_add(1))]),
        );
        if let Placement::Tiny { bits: bits @ ..=8 } = ring.config().placement() {
            keys.extend(
                (0..1u64 << bits).map(|place| Position(place.checked_shl(u64::BITS - bits).unwrap_or(0))),
            );
        }
    }
    keys
}
