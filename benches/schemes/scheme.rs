//! The ways to place keys.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use hash_rings::{jump, maglev, mpc};
use ring_benches::heap::count;
use ring_benches::{grouped, node_name};
use vnode_ring::{Balance, Calibration, Config, Node, Ring};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// The hash that `hash-rings` has unless told otherwise, without its random keys.
type Fixed = BuildHasherDefault<DefaultHasher>;

/// A way to place keys.
pub(crate) trait Scheme {
    fn name(&self) -> String;

    /// Places keys on these nodes, where those before them were others.
    fn build<'n>(&self, before: &[u32], nodes: &'n [u32]) -> Built<'n>;
}

/// What a scheme made for some nodes.
pub(crate) struct Built<'n> {
    /// What it holds.
    pub(crate) bytes: f64,
    /// The largest share by the mean, where it is known exactly.
    pub(crate) fullest: Option<f64>,
    /// Appends the owner of each key.
    pub(crate) owners: Owners<'n>,
}

type Owners<'n> = Box<dyn Fn(&[u64], &mut Vec<u32>) + 'n>;

/// This library.
pub(crate) struct Vnodes {
    /// Of each node.
    vnodes: u32,
    calibrated: bool,
}

impl Vnodes {
    pub(crate) fn plain(vnodes: u32) -> Self {
        Self { vnodes, calibrated: false }
    }

    pub(crate) fn calibrated(vnodes: u32) -> Self {
        Self { vnodes, calibrated: true }
    }

    /// The largest share by the mean.
    pub(crate) fn fullest(&self, nodes: &[u32]) -> f64 {
        fullest(&self.ring(&self.nodes(nodes, nodes)))
    }

    fn ring(&self, nodes: &[Node]) -> Ring {
        let config = Config::default().with_vnodes_per_weight(self.vnodes);
        Ring::new(config, nodes.iter().cloned()).expect("it keeps the limits")
    }

    /// Nodes that were calibrated keep their vnodes when others come and go.
    fn nodes(&self, before: &[u32], nodes: &[u32]) -> Vec<Node> {
        let plain = |&node: &u32| Node::new(node_name(node));
        if !self.calibrated {
            return nodes.iter().map(plain).collect();
        }
        let mut ring = self.ring(&before.iter().map(plain).collect::<Vec<_>>());
        let delta = Calibration::of(&ring, 1).expect("the rule is good").into_delta();
        ring.apply(&delta).expect("the delta is one of this ring");
        let known = |node: &u32| Some(ring.membership().get(&node_name(*node))?.node().clone());
        nodes.iter().map(|node| known(node).unwrap_or_else(|| plain(node))).collect()
    }
}

fn fullest(ring: &Ring) -> f64 {
    let balance = Balance::of(ring, 1).expect("the rule is good");
    balance.evenness().expect("there are nodes").max_over_mean
}

impl Scheme for Vnodes {
    fn name(&self) -> String {
        let how = if self.calibrated { ", calibrated" } else { "" };
        format!("{} vnodes{how}", grouped(self.vnodes.into()))
    }

    fn build<'n>(&self, before: &[u32], nodes: &'n [u32]) -> Built<'n> {
        let described = self.nodes(before, nodes);
        let (ring, used) = count(|| self.ring(&described));
        let mut numbers = vec![0; ring.membership().slots()];
        for &node in nodes {
            numbers[ring.membership().get(&node_name(node)).expect("it is a member").index().get()] = node;
        }
        let fullest = Some(fullest(&ring));
        let owner =
            move |key: &u64| numbers[ring.lookup(key.to_le_bytes()).expect("there are nodes").index().get()];
        Built { bytes: used.held, fullest, owners: each(owner) }
    }
}

/// A table of so many slots for each of the nodes before.
pub(crate) struct Maglev(pub(crate) usize);

impl Scheme for Maglev {
    fn name(&self) -> String {
        format!("Maglev, {} slots a node", self.0)
    }

    fn build<'n>(&self, before: &[u32], nodes: &'n [u32]) -> Built<'n> {
        let (ring, used) = count(|| {
            let mut sorted: Vec<&u32> = nodes.iter().collect();
            sorted.sort_unstable();
            maglev::Ring::with_capacity_hint(sorted, self.0 * before.len())
        });
        // Nodes take slots in turns.
        let slots = ring.capacity();
        let fullest = (slots.div_ceil(nodes.len()) * nodes.len()) as f64 / slots as f64;
        Built { bytes: used.held, fullest: Some(fullest), owners: each(move |key| *ring.get_node(key)) }
    }
}

/// One point a node, so many a key, where each comes from a hash of its own. The nodes are in a sorted array, and the hash
/// is that of this library.
pub(crate) struct Probes(pub(crate) u64);

impl Scheme for Probes {
    fn name(&self) -> String {
        format!("multi-probe, {} probes", self.0)
    }

    fn build<'n>(&self, _before: &[u32], nodes: &'n [u32]) -> Built<'n> {
        let (points, used) = count(|| {
            let point = |&node: &u32| (xxh3_64(node_name(node).as_bytes()), node);
            let mut points: Box<[(u64, u32)]> = nodes.iter().map(point).collect();
            points.sort_unstable();
            points
        });
        let probes = self.0;
        let owner = move |key: &u64| {
            let next = |seed| {
                let probe = xxh3_64_with_seed(&key.to_le_bytes(), seed);
                let place = points.partition_point(|&(point, _)| point < probe);
                let (point, node) = points[if place < points.len() { place } else { 0 }];
                (point.wrapping_sub(probe), node)
            };
            (0..probes).map(next).min().expect("there are probes").1
        };
        Built { bytes: used.held, fullest: None, owners: each(owner) }
    }
}

/// The same of `hash-rings`, where a second hash of the key is the step from each of its points to the next.
pub(crate) struct MultiProbe(pub(crate) u64);

impl Scheme for MultiProbe {
    fn name(&self) -> String {
        format!("multi-probe, {} probes in steps", self.0)
    }

    fn build<'n>(&self, _before: &[u32], nodes: &'n [u32]) -> Built<'n> {
        let (ring, used) = count(|| {
            let mut ring = mpc::Ring::with_hasher(Fixed::default(), self.0);
            for node in nodes {
                ring.insert_node(node);
            }
            ring
        });
        Built { bytes: used.held, fullest: None, owners: each(move |key| *ring.get_node(key)) }
    }
}

/// Nodes by their places.
pub(crate) struct Jump;

impl Scheme for Jump {
    fn name(&self) -> String {
        "jump".into()
    }

    fn build<'n>(&self, _before: &[u32], nodes: &'n [u32]) -> Built<'n> {
        let length = u32::try_from(nodes.len()).expect("they are few");
        let (ring, used) = count(|| jump::Ring::with_hasher(Fixed::default(), length));
        let owner = move |key: &u64| nodes[ring.get_node(key) as usize];
        Built { bytes: used.held, fullest: Some(1.0), owners: each(owner) }
    }
}

/// What a lookup of the others begins with, and nothing else.
pub(crate) struct HashAlone;

impl Scheme for HashAlone {
    fn name(&self) -> String {
        "SipHash-1-3 of the key alone".into()
    }

    fn build<'n>(&self, _before: &[u32], _nodes: &'n [u32]) -> Built<'n> {
        let high_half = |key: &u64| (Fixed::default().hash_one(key) >> u32::BITS) as u32;
        Built { bytes: 0.0, fullest: None, owners: each(high_half) }
    }
}

/// One key after the other, in a loop of its own for each scheme.
fn each<'n>(owner: impl Fn(&u64) -> u32 + 'n) -> Owners<'n> {
    Box::new(move |keys, owners| owners.extend(keys.iter().map(&owner)))
}
