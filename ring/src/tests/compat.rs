//! The placements of other programs, against what those programs answered: `docs/vectors/compat`.

mod explicit;
mod laws;
mod vector;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use std::path::PathBuf;

use crate::placement::{Vnodes, vnode_count};
use crate::{Config, HashTag, KeyHash, Membership, Node, Placement, Position, Ring};
use vector::{Asked, Hashes, Server, Vector};

/// Files by their path below the folder of one program.
fn files(program: &str) -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors/compat").join(program);
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        paths.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect();
    files.sort();
    files
}

fn placement(header: &BTreeMap<&str, &str>) -> Placement {
    match (header["placement"], header.get("hash-key")) {
        ("nginx", None) => Placement::Nginx,
        ("libmemcached-consistent", None) => Placement::Libmemcached,
        ("ketama", None) => Placement::LibmemcachedWeighted,
        ("twemproxy", None) => Placement::Twemproxy,
        ("chash-crc32", None) => Placement::ChashCrc32,
        ("haproxy", None) => Placement::HaproxyId,
        ("haproxy-3.0", None) => Placement::HaproxyId30,
        ("haproxy" | "haproxy-3.0", Some(&"addr")) => Placement::HaproxyAddr,
        ("haproxy" | "haproxy-3.0", Some(&"addr-port")) => Placement::HaproxyAddrPort,
        other => panic!("{other:?}"),
    }
}

/// Key hashes have their programs' names there.
fn key_hash(placement: Placement, name: &str) -> KeyHash {
    match name {
        "crc32" if placement.key_hash() != KeyHash::Crc32 => KeyHash::Crc32Bits,
        "crc32" | "crc32a" => KeyHash::Crc32,
        "crc32a+avalanche" => KeyHash::Crc32Avalanche,
        "none" => KeyHash::Decimal,
        "none+avalanche" => KeyHash::DecimalAvalanche,
        "murmur" => KeyHash::Murmur2,
        _ => {
            let name = name.replace("_64", "-64").replace("_32", "-32").replace(['_', '+'], "-");
            KeyHash::from_name(&name).unwrap_or_else(|| panic!("{name}"))
        }
    }
}

/// The ring of a vector, without servers that were ejected. One that is listed twice has the points of the heavier one.
fn ring(vector: &Vector<'_>) -> Ring {
    let placement = placement(&vector.header);
    let mut config =
        Config::of_placement(placement).with_key_hash(key_hash(placement, vector.header["key-hash"]));
    if let Some(tag) = vector.header.get("hash-tag") {
        config = config.with_hash_tag(tag.parse::<HashTag>().unwrap());
    }
    if let Some(replicas) = vector.header.get("replicas") {
        config = config.with_vnodes_per_weight(replicas.parse().unwrap());
    }
    let mut weights: BTreeMap<&str, u32> = BTreeMap::new();
    for server in on_the_ring(vector) {
        let weight = weights.entry(server.id).or_default();
        *weight = server.weight.max(*weight);
    }
    Ring::new(config, weights.iter().map(|(id, &weight)| Node::new(*id).with_weight(weight))).unwrap()
}

/// The servers that have vnodes. HAProxy's backup servers have them when nobody else can serve: all of them, or the first.
fn on_the_ring<'v>(vector: &'v Vector<'_>) -> Vec<&'v Server<'v>> {
    let is_out = |server: &Server<'_>| ["ejected", "deleted", "disabled"].iter().any(|mark| server.is(mark));
    let able: Vec<_> = vector.servers.iter().filter(|server| !is_out(server) && server.weight > 0).collect();
    let active: Vec<_> = able.iter().copied().filter(|server| !server.is("backup")).collect();
    match vector.header.get("all-backups") {
        _ if !active.is_empty() => active,
        Some(_) => able,
        None => able.into_iter().take(1).collect(),
    }
}

/// The points of all nodes, whichever side owns, with who has them.
type Points<'r> = BTreeMap<u64, BTreeSet<&'r str>>;

fn points(ring: &Ring) -> Points<'_> {
    let mut points = Points::new();
    for node in ring.nodes() {
        let vnodes = Vnodes::of(ring.config(), node.node()).unwrap();
        for position in vnodes.positions() {
            points.entry(position).or_default().insert(node.id());
        }
    }
    points
}

/// Who has the point that decides about a key. Of several, order decides who owns, and the programs have other orders.
fn candidates<'p, 'r>(ring: &'r Ring, points: &'p Points<'r>, key: &[u8]) -> &'p BTreeSet<&'r str> {
    let Position(key) = ring.key_position(key);
    let after = points.range(key..).next().or(points.first_key_value()).unwrap();
    let before = points.range(..key).next_back().or(points.last_key_value()).unwrap();
    let distances = (key.wrapping_sub(*before.0), after.0.wrapping_sub(key));
    let nearest = ring.config().placement().is_nearest() && distances.0 <= distances.1;
    if nearest { before.1 } else { after.1 }
}

/// How many keys were compared, and how many of them are decided by order.
fn compare(vector: &Vector<'_>) -> (usize, usize) {
    let ring = ring(vector);
    let points = points(&ring);
    let by_id = |id: &str| vector.servers.iter().find(|server| server.id == id).unwrap();
    let is_out = |server: &Server<'_>| server.is("down") || server.is("refused");
    let (mut compared, mut by_order) = (0, 0);
    let prefix = vector.header.get("key-prefix").copied().unwrap_or_default();
    for (key, &answer) in
        vector.keys().map(|key| alloc::format!("{prefix}{key}")).zip(vector.answers.as_bytes())
    {
        let owner = by_id(ring.lookup(&key).unwrap().id());
        let ours = match ring.config().placement() {
            // It looks at 21 vnodes, then goes by turns.
            Placement::Nginx if is_out(owner) => {
                let walk = ring.walk(ring.key_position(&key)).take(21);
                let Some(next) = walk.map(|node| by_id(node.id())).find(|server| !is_out(server)) else {
                    continue;
                };
                next.letter
            }
            // The vnodes behind that of the owner are asked.
            placement if placement.is_nearest() => {
                let mut list = ring.preference_list(&key).map(|node| by_id(node.id()));
                list.find(|server| !is_out(server)).unwrap().letter
            }
            // Nobody takes over.
            _ if is_out(owner) => b'-',
            _ => owner.letter,
        };
        compared += 1;
        if ours != answer {
            let candidates = candidates(&ring, &points, key.as_bytes());
            let theirs = candidates.iter().find(|id| by_id(id).letter == answer);
            assert!(candidates.len() > 1 && theirs.is_some(), "{key:?}: {} there", char::from(answer));
            by_order += 1;
        }
    }
    (compared, by_order)
}

fn compare_all(program: &str, least_files: usize) {
    let (mut compared, mut answered) = (0, 0);
    for (path, text) in files(program) {
        std::eprintln!("{path}");
        match Vector::read(&text) {
            Asked::Keys(vector) => {
                let (keys, by_order) = compare(&vector);
                compared += 1;
                answered += keys;
                // Those are made of points that collide; in the second, all points of two servers in each pair.
                let most = match path.rsplit('/').next() {
                    Some(file) if file.contains("collisions") => keys / 10,
                    Some("ids-far-reversed.txt") => keys,
                    _ => 0,
                };
                assert!(by_order <= most, "{path}: {by_order}");
            }
            Asked::Points(lists) => {
                for (weights, points) in &lists {
                    compare_points(weights, points);
                }
            }
            Asked::Hashes(rows) => rows.into_iter().for_each(compare_hashes),
        }
    }
    assert!(compared >= least_files && answered >= 2000 * least_files, "{compared} files, {answered} keys");
}

/// The hashes themselves.
fn compare_hashes(Hashes { name, keys, values }: Hashes<'_>) {
    let hash = key_hash(Placement::LibmemcachedWeighted, name);
    let hasher = Config::default().with_key_hash(hash).key_hasher(None).unwrap();
    assert_eq!(keys.len(), values.len());
    for (key, value) in keys.iter().zip(values) {
        assert_eq!(hasher.position(key.as_bytes()), Position(u64::from(value) << 32), "{name} of {key}");
    }
}

fn compare_points(weights: &[u32], points: &[u64]) {
    let config = Config::of_placement(Placement::LibmemcachedWeighted);
    let nodes = weights
        .iter()
        .enumerate()
        .map(|(at, &weight)| Node::new(alloc::format!("{at:04}")).with_weight(weight));
    let membership = Membership::new(config, nodes).unwrap();
    let counts = membership.nodes().map(|node| vnode_count(membership.config(), node.node()));
    assert!(counts.eq(points.iter().copied()), "{weights:?}");
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings cover the same code")]
fn nginx_answers_the_same() {
    compare_all("nginx", 15);
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings cover the same code")]
fn libmemcached_answers_the_same() {
    compare_all("libmemcached", 30);
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings cover the same code")]
fn haproxy_answers_the_same() {
    compare_all("haproxy", 41);
    compare_all("haproxy-3.0", 13);
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings cover the same code")]
fn chash_answers_the_same() {
    compare_all("chash", 10);
}

#[test]
#[cfg_attr(miri, ignore = "takes hours there; random rings cover the same code")]
fn twemproxy_answers_the_same() {
    compare_all("twemproxy", 30);
}
