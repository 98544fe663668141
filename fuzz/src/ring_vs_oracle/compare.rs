//! What of a ring is compared with the model.

use std::collections::BTreeMap;

use vnode_ring::{
    Membership, NodeIndex, NodeRef, Plan, Position, Range, ReplicaRule, Ring, Scratch, ZoneRule,
};

use crate::model::{Circle, Content};
use crate::ops::{IDS, Key};

/// A ring, and what the model says should be in it.
pub(super) struct Compared<'a> {
    pub(super) circle: Circle,
    pub(super) ring: &'a Ring,
    pub(super) content: &'a Content,
}

impl Compared<'_> {
    /// Everything that does not depend on a key, and the owners of all positions.
    pub(super) fn check(&self, epoch: u64) {
        let Self { ring, content, .. } = *self;
        let membership = ring.membership();
        assert!(content.nodes().eq(ring.nodes().map(|node| node.node().clone())));
        assert_eq!(membership.epoch(), epoch);
        let fresh =
            Membership::new(self.circle.config(), content.nodes()).expect("the model keeps the limits");
        assert_eq!(membership.fingerprint(), fresh.fingerprint());
        assert_eq!(membership.placement_fingerprint(), fresh.placement_fingerprint());
        for node in ring.nodes() {
            assert!(ring.vnodes_of(node).eq(self.circle.positions(content, node.id())));
            assert_eq!(ring.node(node.index()).map(NodeRef::id), Some(node.id()));
        }

        let vnodes = self.circle.in_order(content);
        let mut scratch = Scratch::default();
        let in_order = ring.vnodes_in_order(&mut scratch).map(|(at, node)| (at, node.id()));
        assert!(in_order.eq(vnodes.iter().map(|&(at, _, id)| (at, id))));
        assert_eq!(ring.vnode_count(), vnodes.len());
        for (position, owner) in owners(&vnodes) {
            self.owned_by(position, owner);
        }
    }

    fn owned_by(&self, position: Position, owner: Option<&str>) {
        assert_eq!(self.ring.lookup_position(position).map(NodeRef::id), owner, "{position}");
    }

    /// Shares are those of the vnodes, and what moves moves for a reason.
    pub(super) fn check_shares(&self, before: &Ring) {
        let vnodes = self.circle.in_order(self.content);
        let mut shares: BTreeMap<&str, u128> = self.content.ids().map(|id| (id, 0)).collect();
        let before_first = vnodes.last().map(|&(at, _, _)| at);
        let mut start = before_first;
        for &(end, _, owner) in &vnodes {
            // Of vnodes at one position only the first owns; where all are at one, it owns the circle.
            if start != Some(end)
                || before_first == vnodes.first().map(|&(at, _, _)| at)
                    && shares.values().all(|&share| share == 0)
            {
                let range = Range { start: start.unwrap_or(end), end };
                *shares.get_mut(owner).expect("vnodes are of nodes") += range.width();
            }
            start = Some(end);
        }
        assert!(self.ring.shares().into_iter().map(|(node, share)| (node.id(), share)).eq(shares));
        for (old, new) in [(before, self.ring), (self.ring, before)] {
            for zones in [ZoneRule::Any, ZoneRule::Spread, ZoneRule::STRICT] {
                let rule = ReplicaRule::new(2).with_zones(zones);
                let plan = Plan::between(old, new, rule).expect("the config is the same");
                assert_eq!(plan.verify(), Ok(()));
                for moved in plan.ranges() {
                    let list = |ring: &Ring| {
                        let replicas = ring.replicas_at(moved.range().end, rule);
                        replicas.nodes().iter().map(|node| node.id().to_owned()).collect::<Vec<_>>()
                    };
                    assert!(moved.old_list().map(NodeRef::id).eq(list(old)));
                    assert!(moved.new_list().map(NodeRef::id).eq(list(new)));
                }
            }
        }
    }

    pub(super) fn check_list(&self, key: &Key, mask: u8) {
        let Self { ring, content, .. } = *self;
        let position = match *key {
            Key::Bytes(key) => {
                self.check_list_of_key(&key, mask);
                ring.key_position(key)
            }
            Key::Position(position) => Position(position),
            Key::Vnode(index, offset) => {
                let vnodes = self.circle.in_order(content);
                let vnode = vnodes.get(usize::from(index) % vnodes.len().max(1)).map_or(0, |vnode| vnode.0.0);
                Position(vnode.wrapping_add_signed(offset.into()))
            }
        };
        let list = self.circle.list(content, position);
        self.owned_by(position, list.first().copied());
        assert!(ring.preference_list_at(position).map(NodeRef::id).eq(list));
    }

    fn check_list_of_key(&self, key: &[u8], mask: u8) {
        let Self { ring, content, .. } = *self;
        let position = self.circle.key_hasher().position(key);
        assert_eq!(ring.key_position(key), position);
        let list = self.circle.list(content, position);
        assert_eq!(ring.lookup(key).map(NodeRef::id), list.first().copied());
        assert!(ring.preference_list(key).map(NodeRef::id).eq(list.iter().copied()));

        let passes =
            |id: &str| IDS.iter().position(|&known| known == id).is_some_and(|at| mask >> at & 1 == 1);
        let filtered: Vec<&str> = list.into_iter().filter(|id| passes(id)).collect();
        let filter = |node: NodeRef<'_>| passes(node.id());
        assert_eq!(ring.lookup_where(key, filter).map(NodeRef::id), filtered.first().copied());
        for room in [0, 1, 3, IDS.len()] {
            let mut found = vec![NodeIndex::default(); room];
            let count = ring.preference_list_into_where(key, &mut found, filter);
            let found = found[..count].iter().map(|&index| ring.node(index).expect("it was just found").id());
            assert!(found.eq(filtered.iter().copied().take(room)));
        }
        let mut owners = [NodeIndex::default(); 3];
        let count = ring.lookup_batch(&[key; 3], &mut owners);
        assert_eq!(count, if ring.vnode_count() == 0 { 0 } else { 3 });
        assert!(
            owners[..count]
                .iter()
                .all(|&owner| ring.node(owner).map(NodeRef::id) == ring.lookup(key).map(NodeRef::id))
        );
    }
}

/// The owners of positions that stand for all: owners are constant between vnodes, so at each and after it.
pub(super) fn owners<'a>(vnodes: &[(Position, &str, &'a str)]) -> Vec<(Position, Option<&'a str>)> {
    let first = vnodes.first().map(|&(_, _, owner)| owner);
    let mut owners = vec![(Position(0), first)];
    let mut at = 0;
    while let Some(&(position, _, owner)) = vnodes.get(at) {
        owners.push((position, Some(owner)));
        at += vnodes[at..].iter().take_while(|vnode| vnode.0 == position).count();
        let next = vnodes.get(at).map(|&(_, _, owner)| owner).or(first);
        match position.0.checked_add(1) {
            Some(after) if vnodes.get(at).is_none_or(|next| next.0.0 > after) => {
                owners.push((Position(after), next));
            }
            _ => {}
        }
    }
    owners
}
