//! What is refused, and that what is accepted has one byte string.

mod damage;
mod formats;
mod images;
mod refusals;
mod vectors;

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::DecodeError;
use crate::hash::xxh3;
use crate::tests::arbitrary::{config, full_nodes};
use crate::{
    Config, DecodeReason, Delta, Directory, Limits, Membership, Node, NodeUpdate, Quorum, Ring, Secret,
    TaskId, Tracker, Transition, Version,
};

fn decode(bytes: &[u8]) -> Result<Membership, DecodeError> {
    Membership::from_snapshot(bytes, Limits::default())
}

/// Writes the checksum that belongs to the bytes before it.
fn fix_checksum(bytes: &mut [u8]) {
    let end = bytes.len() - 8;
    let checksum = xxh3(0, &bytes[..end]);
    bytes[end..].copy_from_slice(&checksum.to_le_bytes());
}

/// Bytes of one kind, and what decodes that kind and encodes the result.
struct Sample {
    bytes: Vec<u8>,
    recode: fn(&[u8]) -> Result<Vec<u8>, DecodeError>,
}

/// Snapshots of an empty membership, one node, twenty nodes with everything, and a keyed ring; deltas between them.
fn samples() -> Vec<Sample> {
    let keyed = Config::default().with_secret(&Secret::new([7; 16])).with_seed(u64::MAX);
    let mut samples = [
        Membership::new(Config::default(), []).unwrap(),
        Membership::new(Config::default(), [Node::new("a")]).unwrap(),
        Membership::new(Config::default().with_vnodes_per_weight(160), twenty_nodes()).unwrap(),
        Membership::new(keyed, ["a", "b"].map(Node::new)).unwrap(),
    ];
    samples[3].set_epoch(u64::MAX);
    let snapshot = |of: &Membership| Sample {
        bytes: of.to_snapshot(),
        recode: |bytes| decode(bytes).map(|membership| membership.to_snapshot()),
    };
    let delta = |of: Delta| Sample {
        bytes: of.to_bytes(),
        recode: |bytes| Delta::from_bytes(bytes, Limits::default()).map(|delta| delta.to_bytes()),
    };
    let some_other = {
        let change = samples[2].change().remove("node-3é").unwrap().reweight("node-4é", 0).unwrap();
        change.add(Node::new("x").with_zone("z")).unwrap().delta().unwrap()
    };
    let all_join = samples[0].diff(&Membership::new(Config::default(), twenty_nodes()).unwrap()).unwrap();
    let deltas = [samples[1].change().delta().unwrap(), some_other.invert().unwrap(), some_other, all_join];
    let directory = |of: Directory| Sample {
        bytes: of.to_snapshot(),
        recode: |bytes| {
            let secret = Some(Secret::new([7; 16]));
            Directory::from_snapshot(bytes, Limits::default(), secret)
                .map(|directory| directory.to_snapshot())
        },
    };
    let tracker = |of: Tracker| Sample {
        bytes: of.to_snapshot(),
        recode: |bytes| Tracker::from_snapshot(bytes).map(|tracker| tracker.to_snapshot()),
    };
    let image = |nodes: Vec<Node>, vnodes| {
        let ring = Ring::new(Config::default().with_vnodes_per_weight(vnodes), nodes).unwrap();
        Sample {
            bytes: ring.to_image(),
            recode: |bytes| {
                let membership = Membership::from_image(bytes, Limits::default())?;
                Ok(Ring::from_membership(membership, Limits::default()).unwrap().to_image())
            },
        }
    };
    let zones = ["a", "b"].map(|id| Node::new(id).with_zone("z").with_attribute("addr", id));
    let images = [image(Vec::new(), 1), image(Vec::from([Node::new("a")]), 20), image(zones.into(), 9)];
    let transition = |of: Transition| Sample {
        bytes: of.to_snapshot(),
        recode: |bytes| {
            Transition::from_snapshot(bytes, Limits::default(), None)
                .map(|transition| transition.to_snapshot())
        },
    };
    let (groups, records) = directory_and_tracker();
    samples
        .iter()
        .map(snapshot)
        .chain(deltas.map(delta))
        .chain([Directory::new(Config::default()), groups].map(directory))
        .chain([Tracker::default(), records].map(tracker))
        .chain(images)
        .chain(transitions().map(transition))
        .collect()
}

/// A settled ring, and one whose data is being copied.
fn transitions() -> [Transition; 2] {
    let ring =
        Ring::new(Config::default().with_vnodes_per_weight(3), ["a", "b", "c"].map(Node::new)).unwrap();
    let delta = ring.change().add(Node::new("d")).unwrap().delta().unwrap();
    let settled = Transition::new(ring, 2, Quorum::majority(2)).unwrap();
    let mut copying = settled.clone();
    copying.begin(&delta, 0).unwrap();
    copying.advance(1).unwrap();
    copying.complete(TaskId { fence: 2, number: 1 }).unwrap();
    copying.declare_unavailable("c").unwrap();
    [settled, copying]
}

/// Groups of each kind, and members in each state.
fn directory_and_tracker() -> (Directory, Tracker) {
    let secret = Secret::new([7; 16]);
    let mut directory = Directory::with_secret(Config::default().with_seed(3), secret.clone());
    let mut tracker = Tracker::default();
    directory.create_group("keyed", Config::default().with_secret(&secret)).unwrap();
    directory.reconcile("empty", []).unwrap();
    let version = |counter| Some(Version { incarnation: 1, counter });
    for (group, id, at) in
        [("web", "a", None), ("web", "b", version(5)), ("keyed", "b", version(300)), ("é", "c", version(7))]
    {
        let update = NodeUpdate::new(id).with_weight(3).with_zone("z").with_attribute("addr", "x");
        let change = tracker.upsert(&directory, group, update, at).unwrap().into_change();
        directory.apply(&change).unwrap();
        tracker.renew(group, id, 1000 + u64::from(id.as_bytes()[0])).unwrap();
    }
    let plain = tracker.upsert(&directory, "web", NodeUpdate::new("d"), version(u64::MAX)).unwrap();
    directory.apply(&plain.into_change()).unwrap();
    let expired = tracker.expire(&directory, 1097).unwrap();
    directory.apply(&expired).unwrap();
    let removed = tracker.remove(&directory, "é", "c", version(8)).unwrap();
    directory.apply(&removed.into_change()).unwrap();
    tracker.freeze();
    (directory, tracker)
}

#[test]
fn guarantee_19_directories_and_trackers_come_back_as_they_were() {
    let (directory, tracker) = directory_and_tracker();
    let read =
        Directory::from_snapshot(&directory.to_snapshot(), Limits::default(), Some(Secret::new([7; 16])));
    let read = read.unwrap();
    assert_eq!(read, directory);
    assert!(
        read.groups()
            .map(|group| group.membership().stamp())
            .eq(directory.groups().map(|group| group.membership().stamp()))
    );
    assert_eq!(read.to_snapshot(), directory.to_snapshot());
    assert_eq!(Tracker::from_snapshot(&tracker.to_snapshot()), Ok(tracker));
    assert_eq!(
        Directory::from_snapshot(&directory.to_snapshot(), Limits::default(), Some(Secret::new([8; 16])))
            .unwrap_err()
            .reason,
        DecodeReason::Secret(crate::SecretError::Wrong {
            expected: Secret::new([7; 16]).key_check(),
            got: Secret::new([8; 16]).key_check(),
        }),
    );
    let few = Limits::default().with_max_vnodes(600).unwrap();
    let refused = Directory::from_snapshot(&directory.to_snapshot(), few, Some(Secret::new([7; 16])));
    assert!(matches!(refused.unwrap_err().reason, DecodeReason::Limit(_)));
}

fn twenty_nodes() -> Vec<Node> {
    (0..20u32)
        .map(|i| {
            let node =
                Node::new(format!("node-{i}é")).with_weight(i * 77).with_attribute("addr", "10.0.0.1:1");
            let node = if i % 3 == 1 { node.with_vnodes(i + 300).with_attribute("é", "") } else { node };
            let node = if i % 4 == 0 { node.with_placement_id(format!("gone-{i}")) } else { node };
            if i % 2 == 0 { node.with_zone("eu-1") } else { node }
        })
        .collect()
}

proptest! {
    #[test]
    fn guarantee_19_what_was_encoded_decodes_to_itself_and_has_one_byte_string(
        config in config(), key_check: Option<u64>, nodes in full_nodes(), epoch: u64
    ) {
        let config = key_check.into_iter().fold(config, Config::with_key_check);
        let mut membership = Membership::new(config.clone(), nodes.iter().cloned()).unwrap();
        membership.set_epoch(epoch);
        let bytes = membership.to_snapshot();

        let read = decode(&bytes).unwrap();
        prop_assert_eq!((&read, read.epoch()), (&membership, epoch));
        prop_assert_eq!(read.to_snapshot(), &bytes[..]);

        let mut reversed = Membership::new(config, nodes.into_iter().rev()).unwrap();
        reversed.set_epoch(epoch);
        prop_assert_eq!(reversed.to_snapshot(), bytes, "whatever the order in which nodes came");
    }

    #[test]
    fn guarantee_19_anything_else_is_refused(
        config in config(), nodes in full_nodes(), at: prop::sample::Index, byte: u8, insert: bool
    ) {
        let bytes = Membership::new(config, nodes).unwrap().to_snapshot();
        let at = 20 + at.index(bytes.len() - 28 + 1);
        let mut other = bytes;
        if insert {
            other.insert(at, byte);
            let length = (other.len() - 28) as u64;
            other[12..20].copy_from_slice(&length.to_le_bytes());
        } else {
            other[at] = byte;
        }
        fix_checksum(&mut other);
        match decode(&other) {
            Ok(membership) => prop_assert_eq!(membership.to_snapshot(), other),
            Err(error) => prop_assert!(error.offset <= other.len(), "{error}"),
        }
    }
}

#[test]
fn an_error_about_the_set_of_nodes_is_given_the_offset_of_the_node() {
    let nodes =
        [Node::new("a"), Node::new("b").with_placement_id("c"), Node::new("d").with_placement_id("e")];
    let mut bytes = Membership::new(Config::default(), nodes).unwrap().to_snapshot();
    let at = bytes.iter().position(|&byte| byte == b'e').unwrap();
    bytes[at] = b'c';
    fix_checksum(&mut bytes);
    let node = bytes.iter().position(|&byte| byte == b'd').unwrap() - 1;
    assert_eq!(
        decode(&bytes).unwrap_err().to_string(),
        format!(r#"byte {node}: node "d": placement id "c" belongs to node "b""#)
    );
}

proptest! {
    #[test]
    fn guarantee_19_deltas_come_back_as_they_were(
        config in config(), old in full_nodes(), new in full_nodes(), epochs: (u64, u64),
    ) {
        let mut old = Membership::new(config.clone(), old).unwrap();
        old.set_epoch(epochs.0 / 2);
        let mut new = Membership::new(config, new).unwrap();
        new.set_epoch(epochs.1);
        let delta = old.diff(&new).unwrap();
        let bytes = delta.to_bytes();
        let read = Delta::from_bytes(&bytes, Limits::default()).unwrap();
        prop_assert_eq!(read.to_bytes(), bytes);
        prop_assert_eq!(read, delta);
    }
}

#[test]
fn a_delta_that_does_not_lead_where_it_says_is_refused() {
    let old = Membership::new(Config::default(), ["a", "b"].map(Node::new)).unwrap();
    let delta = old.change().remove("a").unwrap().delta().unwrap();
    // Header; no key check, seed 0, 256 vnodes per weight; base and target.
    let config = 20..20 + 1 + 1 + 2;
    let (base, target) = (config.end, config.end + 17);
    let refused = |at: usize, byte: u8| {
        let mut bytes = delta.to_bytes();
        bytes[at] = byte;
        fix_checksum(&mut bytes);
        Delta::from_bytes(&bytes, Limits::default()).unwrap_err().to_string()
    };
    let leads = delta.target().fingerprint.to_le_bytes();
    let other = crate::Fingerprint::from_le_bytes({
        let mut bytes = leads;
        bytes[0] ^= 1;
        bytes
    });
    assert_eq!(
        refused(target + 1, leads[0] ^ 1),
        format!(
            "byte {target}: the delta states that it leads to fingerprint {other}, but it leads to {}",
            delta.target().fingerprint
        )
    );
    let late = "the delta leads to an epoch that is not later than the one that it starts from";
    assert_eq!(refused(base, 1), format!("byte {target}: {late}"));
    assert_eq!(refused(target, 0), format!("byte {target}: {late}"));
    // The change of "a": its id, then whether it was there before.
    let old_option = target + 17 + 1 + 2;
    assert_eq!(
        refused(old_option + 6, 1),
        format!("byte {}: the value goes on past the end of the body", delta.to_bytes().len() - 8)
    );
}

#[test]
fn a_tracker_holds_no_update_that_it_would_not_have_taken() {
    let nowhere = Directory::new(Config::default());
    let mut tracker = Tracker::default();
    let version = Some(Version { incarnation: 0, counter: 0 });
    let update = NodeUpdate::new("a").with_weight(1).with_vnodes(7).with_zone("z");
    let _ = tracker.upsert(&nowhere, "g", update, version).unwrap();
    let bytes = tracker.to_snapshot();
    // Behind header, events, frozen, the count of records, group, id and state.
    let versioned = 20 + 1 + 1 + 1 + 2 + 2 + 1;
    let update = versioned + 1 + 3 * 8 + 2;
    let refused = |at: usize, byte: u8| {
        let mut changed = bytes.clone();
        changed[at] = byte;
        fix_checksum(&mut changed);
        Tracker::from_snapshot(&changed).unwrap_err().to_string()
    };
    assert_eq!(bytes[update..], [&[1, 1, 1, 7, 0, 1, 1, b'z', 0][..], &bytes[bytes.len() - 8..]].concat());
    let record = 20 + 3;
    assert_eq!(
        refused(versioned, 0),
        format!("byte {record}: an update that is kept without the version that it came with")
    );
    assert_eq!(
        refused(update + 3, 0),
        format!(
            r#"byte {update}: node "a": vnodes must be at least 1 (got 0); use weight 0 to drain a node"#
        )
    );
    assert_eq!(
        refused(update + 1, 0),
        format!(
            r#"byte {update}: node "a": a node of weight 0 must not state vnodes (got 7); it owns nothing"#
        )
    );
}
