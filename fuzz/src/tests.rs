//! The committed seeds, on stable.

use std::fs;
use std::path::PathBuf;

use vnode_ring::{Delta, Directory, Limits, Membership, Secret, Tracker, Transition};

use super::*;

fn folder(target: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "seeds", target].iter().collect()
}

/// Also those that a fuzzer once crashed on: they stay there under a name of their own.
#[test]
fn every_seed_goes_through_its_target() {
    for (name, target) in TARGETS {
        let files: Vec<_> = fs::read_dir(folder(name)).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(!files.is_empty(), "{name}");
        for file in files {
            println!("{}", file.display());
            target(&fs::read(file).unwrap());
        }
    }
}

/// Bytes of version 1 stay what they are.
#[test]
fn the_seeds_are_what_the_library_writes() {
    for seed in seeds::all() {
        let committed = fs::read(folder(seed.target).join(&seed.name)).unwrap_or_default();
        assert!(committed == seed.bytes, "{}/{}: cargo run --example seeds", seed.target, seed.name);
        let (bytes, limits) = (&seed.bytes, Limits::default());
        let taken = match seed.target {
            "delta_decode" => Delta::from_bytes(bytes, limits).is_ok(),
            "directory_decode" => {
                Directory::from_snapshot(bytes, limits, Some(Secret::new(seeds::SECRET))).is_ok()
            }
            "image_parse" if !seed.name.ends_with("without-texts") => {
                Membership::from_image(bytes, limits).is_ok()
            }
            "snapshot_decode" => Membership::from_snapshot(bytes, limits).is_ok(),
            "tracker_decode" => Tracker::from_snapshot(bytes).is_ok(),
            "transition_decode" => Transition::from_snapshot(bytes, limits, None).is_ok(),
            _ => true,
        };
        assert!(taken, "{}/{}", seed.target, seed.name);
    }
}
