//! The committed seeds that are worked out: `cargo run --example seeds` writes them, a test compares them.

use vnode_ring::{
    Config, Delta, Directory, Limits, Membership, Node, NodeUpdate, Placement, Quorum, ReplicaRule, Ring,
    Secret, Status, Tracker, Transition, TransitionState, Version, ZoneRule,
};

/// The secret of keyed rings here.
pub const SECRET: [u8; 16] = [7; 16];

const HISTORIES: u64 = 12;
const HISTORY_BYTES: usize = 600;

/// A file in the folder of a target.
pub struct Seed {
    /// The target.
    pub target: &'static str,
    /// The name of the file.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

fn seed(target: &'static str, name: impl Into<String>, bytes: Vec<u8>) -> Seed {
    Seed { target, name: name.into(), bytes }
}

/// All of them.
#[must_use]
pub fn all() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (name, membership) in memberships() {
        seeds.push(seed("snapshot_decode", name, membership.to_snapshot()));
        seeds.push(seed("human_decode", format!("membership-{name}.json"), json(&membership)));
    }
    for (name, delta) in deltas() {
        seeds.push(seed("delta_decode", name, delta.to_bytes()));
        seeds.push(seed("human_decode", format!("delta-{name}.json"), json(&delta)));
    }
    for (name, directory) in directories() {
        seeds.push(seed("directory_decode", name, directory.to_snapshot()));
    }
    for (name, ring) in rings() {
        seeds.push(seed("image_parse", name, ring.to_image()));
        seeds.push(seed("image_parse", format!("{name}-without-texts"), ring.to_image_without_texts()));
    }
    for (name, tracker) in trackers() {
        seeds.push(seed("tracker_decode", name, tracker.to_snapshot()));
    }
    for (name, transition) in transitions() {
        seeds.push(seed("transition_decode", name, transition.to_snapshot()));
    }
    let update = NodeUpdate::new("a").with_weight(2).with_zone("").with_attribute("addr", "10.0.0.1:1");
    seeds.push(seed("human_decode", "update.json", json(&update)));
    seeds.push(seed("human_decode", "version.json", json(&Version { incarnation: 1, counter: u64::MAX })));
    seeds.push(seed("human_decode", "status.json", json(&Status::Critical)));
    for target in ["c_api", "ring_vs_oracle", "tracker"] {
        seeds.extend((0..HISTORIES).map(|number| seed(target, format!("history-{number}"), noise(number))));
    }
    seeds
}

/// One in each state, on the way there and back.
fn transitions() -> Vec<(String, Transition)> {
    let nodes = [("a", "x"), ("b", "y"), ("c", "y")].map(|(id, zone)| Node::new(id).with_zone(zone));
    let config = Config::default().with_vnodes_per_weight(3);
    let ring = Ring::new(config, nodes).expect("it keeps the limits");
    let change = ring.change().add(Node::new("d").with_zone("x")).and_then(|change| change.remove("b"));
    let delta = change.and_then(vnode_ring::Changes::delta).expect("it keeps the limits");
    let rule = ReplicaRule::new(2).with_zones(ZoneRule::Spread);
    let mut transition = Transition::new(ring, rule, Quorum::majority(2)).expect("the quorums meet");
    let mut all = vec![("settled".into(), transition.clone())];
    transition.begin(&delta, 0).expect("nothing is under way");
    while transition.state() != TransitionState::Settled {
        all.push((format!("{}", transition.state()), transition.clone()));
        let mut back = transition.clone();
        back.revert(back.fence()).expect("there is a way back");
        all.push((format!("{}-back", transition.state()), back));
        if transition.state() == TransitionState::Copy {
            transition.declare_unavailable("a").expect("it is a member");
            let ids: Vec<_> = transition.tasks().expect("it copies").iter().map(|task| task.id()).collect();
            for (number, id) in ids.into_iter().enumerate() {
                if number == 1 {
                    all.push(("copy-partly".into(), transition.clone()));
                }
                transition.complete(id).expect("it was not");
            }
        }
        transition.advance(transition.fence()).expect("all is done");
    }
    all
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("JSON has a place for all of it")
}

fn full_node() -> Node {
    Node::new("b")
        .with_weight(2)
        .with_vnodes(300)
        .with_placement_id("old")
        .with_zone("eu")
        .with_attribute("addr", "10.0.0.2:1")
}

fn memberships() -> [(&'static str, Membership); 4] {
    let seeded = Config::default().with_seed(7);
    let keyed = Config::default().with_secret(&Secret::new(SECRET));
    let membership = |config, nodes: Vec<Node>| Membership::new(config, nodes).expect("it keeps the limits");
    let nodes = || vec![Node::new("a"), full_node()];
    let mut later = membership(seeded.clone(), nodes());
    let list = nodes().into_iter().map(NodeUpdate::from);
    let revision = later.reconcile_at(300, list).expect("it is later");
    later.apply(&revision).expect("the delta was made here");
    [
        ("empty", membership(Config::default(), vec![])),
        ("two-nodes", membership(seeded, nodes())),
        ("keyed", membership(keyed, vec![Node::new("a").with_weight(0), Node::new("é")])),
        ("later", later),
    ]
}

fn deltas() -> Vec<(&'static str, Delta)> {
    let [_, (_, held), _, (_, later)] = memberships();
    let change = held.change().remove("a").and_then(|change| change.reweight("b", 3));
    let change = change.and_then(|change| change.add(Node::new("c"))).and_then(vnode_ring::Changes::delta);
    let change = change.expect("it keeps the limits");
    vec![
        ("back", change.invert().expect("an epoch is left")),
        ("change", change),
        (
            "epoch-only",
            later
                .reconcile_at(500, later.nodes().map(|node| node.node().clone().into()))
                .expect("it is later"),
        ),
        ("nothing", held.diff(&held).expect("the config is the same")),
    ]
}

fn directories() -> [(&'static str, Directory); 3] {
    let mut two = Directory::with_secret(Config::default(), Secret::new(SECRET));
    let keyed = Config::default().with_secret(&Secret::new(SECRET));
    two.upsert("web", NodeUpdate::from(full_node())).expect("it keeps the limits");
    two.create_group("db", keyed).expect("it is the secret");
    two.upsert("db", NodeUpdate::new("a")).expect("it keeps the limits");
    let mut one = Directory::new(Config::default().with_vnodes_per_weight(1));
    one.upsert("web", NodeUpdate::new("a")).expect("it keeps the limits");
    [("empty", Directory::new(Config::default())), ("one-group", one), ("two-groups", two)]
}

/// Small ones: the images of the same nodes with their usual numbers of vnodes would be too long to fuzz.
fn rings() -> [(&'static str, Ring); 5] {
    let few = Config::default().with_vnodes_per_weight(2);
    let crowded = |bits| few.clone().with_placement(Placement::Tiny { bits });
    let nodes = || [Node::new("a"), full_node().with_vnodes(9), Node::new("c").with_weight(0)];
    let many = || ["a", "b", "c"].map(|id| Node::new(id).with_weight(5));
    let keyed = few.clone().with_secret(&Secret::new(SECRET));
    let keyed = Membership::new(keyed, nodes()).expect("it keeps the limits");
    let ring = |config, nodes: &[Node]| Ring::new(config, nodes.to_vec()).expect("it keeps the limits");
    [
        ("empty", ring(few.clone(), &[])),
        ("few", ring(few.clone(), &nodes())),
        (
            "keyed",
            Ring::with_secret(keyed, Limits::default(), &Secret::new(SECRET)).expect("it is the secret"),
        ),
        ("one-place", ring(crowded(0), &many())),
        ("two-places", ring(crowded(1), &many())),
    ]
}

fn trackers() -> [(&'static str, Tracker); 2] {
    let mut directory = Directory::new(Config::default());
    let mut tracker = Tracker::default();
    let at = |counter| Some(Version { incarnation: 1, counter });
    for (id, version) in [("a", at(1)), ("b", None), ("c", at(2)), ("d", at(3))] {
        let update = NodeUpdate::new(id).with_weight(2).with_zone("eu").with_attribute("addr", "10.0.0.2:1");
        let tracked = tracker.upsert(&directory, "web", update, version).expect("it keeps the limits");
        directory.apply(&tracked.into_change()).expect("the change was made here");
    }
    tracker.renew("web", "c", 5).expect("it was announced");
    tracker.renew("web", "b", 1000).expect("it was announced");
    let expired = tracker.expire(&directory, 5).expect("there is no guard");
    directory.apply(&expired).expect("the change was made here");
    let removed = tracker.remove(&directory, "web", "d", at(4)).expect("it is a member");
    directory.apply(&removed.into_change()).expect("the change was made here");
    tracker.freeze();
    [("empty", Tracker::default()), ("every-state", tracker)]
}

/// Bytes without a pattern, the same everywhere: a history of everything.
fn noise(number: u64) -> Vec<u8> {
    let mut state = number;
    let next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(HISTORY_BYTES).collect()
}
