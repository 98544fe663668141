//! What holds for all events in every order.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::*;
use super::{Site, at, weighted};
use crate::Node;
use crate::directory::GroupRef;
use crate::directory::tests::model::update;

#[derive(Clone, Debug)]
struct Told {
    id: String,
    version: Version,
    /// `None` removes.
    update: Option<NodeUpdate>,
}

/// Events that each state weight, vnodes, zone and attributes.
fn told() -> impl Strategy<Value = Told> {
    let text = || proptest::string::string_regex("[ab]{0,1}").unwrap();
    let fields = proptest::option::weighted(0.7, (1u32..3, 1u32..3, text(), text()));
    ((0u8..2), (0u64..2, 0u64..3), fields).prop_map(|(id, (incarnation, counter), fields)| {
        let id = alloc::format!("node-{id}");
        let update = fields.map(|(weight, vnodes, zone, attribute)| {
            let attributes = (!attribute.is_empty()).then_some((attribute, "x"));
            weighted(&id, weight).with_vnodes(vnodes).with_zone(zone).with_attributes(attributes)
        });
        Told { id, version: at(incarnation, counter), update }
    })
}

fn bytes_of(update: &NodeUpdate) -> Vec<u8> {
    let mut bytes = Vec::new();
    wire::update(&mut bytes, update);
    bytes
}

/// What each member is in the end: its newest event; of those, a removal, or else the greatest update.
fn winners(events: &[Told]) -> BTreeMap<&str, Node> {
    let mut newest: BTreeMap<&str, (_, Option<Node>)> = BTreeMap::new();
    for event in events {
        let stated = event.update.as_ref().map_or_else(Vec::new, bytes_of);
        let node = event.update.as_ref().map(|update| update.apply_to(None));
        let rank = (event.version, node.is_none(), stated);
        if newest.get(event.id.as_str()).is_none_or(|(highest, _)| rank > *highest) {
            newest.insert(&event.id, (rank, node));
        }
    }
    newest.into_iter().filter_map(|(id, (_, node))| Some((id, node?))).collect()
}

/// All orders of a few things.
fn permutations<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
    if of.is_empty() {
        return alloc::vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in 0..of.len() {
        let mut rest = of.to_vec();
        let taken = rest.remove(first);
        all.extend(permutations(&rest).into_iter().map(|mut order| {
            order.insert(0, taken.clone());
            order
        }));
    }
    all
}

proptest! {
    #[test]
    fn every_order_of_the_same_events_ends_in_the_same_state(
        events in vec(told(), 1..6), repeated in any::<prop::sample::Index>(),
    ) {
        let winners = winners(&events);
        for order in permutations(&events) {
            let mut site = Site::new();
            let again = order[repeated.index(order.len())].clone();
            for event in order.into_iter().chain([again]) {
                match event.update {
                    Some(update) => site.upsert(update, Some(event.version)),
                    None => site.remove(&event.id, Some(event.version)),
                };
            }
            let members: BTreeMap<&str, Node> = site.directory.group("web").into_iter().flat_map(|group| {
                group.members().map(|member| (member.id(), member.node().node().clone()))
            }).collect();
            prop_assert_eq!(&members, &winners);
            let newest = |id: &str| events.iter().filter(|event| event.id == id).map(|event| event.version).max();
            for event in &events {
                prop_assert_eq!(site.tracker.version("web", &event.id), newest(&event.id));
            }
        }
    }

    #[test]
    fn an_event_again_changes_nothing(events in vec(told(), 1..20)) {
        let mut site = Site::new();
        for Told { id, version, update } in events {
            let mut tell = || match update.clone() {
                Some(update) => site.upsert(update, Some(version)),
                None => site.remove(&id, Some(version)),
            };
            let (first, second) = (tell(), tell());
            let ignored = matches!(first, Tracked::Ignored { .. });
            prop_assert_eq!(second, if ignored { first } else { Tracked::NoChange });
        }
    }

    /// Which update wins is decided by bytes: different updates must not have the same.
    #[test]
    fn different_updates_have_different_bytes(updates in vec(update(), 12)) {
        for a in &updates {
            for b in updates.iter().filter(|b| a.id() == b.id()) {
                prop_assert_eq!(bytes_of(a) == bytes_of(b), a == b);
            }
        }
    }

    /// Whatever happens, no member goes before its deadline, and all go at it.
    #[test]
    fn deadlines_are_kept(
        steps in vec((0u8..5, 0u8..4, 0u64..30), 1..60),
    ) {
        let mut site = Site::new();
        let mut model: BTreeMap<String, Option<u64>> = BTreeMap::new();
        let mut now = 0;
        for (what, id, time) in steps {
            let id = alloc::format!("node-{id}");
            match what {
                0 | 1 => {
                    site.upsert(NodeUpdate::new(id.as_str()), None);
                    model.entry(id).or_default();
                }
                2 => {
                    site.remove(&id, None);
                    model.remove(&id);
                }
                3 => {
                    let renewed = site.tracker.renew("web", &id, now + time);
                    prop_assert_eq!(renewed.is_ok(), model.contains_key(&id));
                    model.entry(id).and_modify(|deadline| *deadline = Some(now + time));
                    model.retain(|id, _| site.tracker.records.contains_key(&key("web", id)));
                }
                _ => {
                    now += time;
                    site.expire(now);
                    model.retain(|_, deadline| deadline.is_none_or(|deadline| deadline > now));
                }
            }
            site.assert_consistent();
            let members = site.directory.group("web").into_iter().flat_map(GroupRef::members);
            prop_assert!(members.map(|member| String::from(member.id())).eq(model.keys().cloned()));
            prop_assert_eq!(site.tracker.next_deadline(), model.values().flatten().min().copied());
        }
    }
}
