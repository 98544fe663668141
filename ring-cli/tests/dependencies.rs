//! What the core may depend on.

use std::process::Command;

/// Hashers made for maps give other values in other versions, on other CPUs, or in each process. The core has none to
/// reach for; this program has one, for its maps, and the test vectors show that no answer depends on it.
#[test]
fn no_hasher_made_for_maps_is_within_reach_of_placement() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--package",
            "vnode-ring",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--all-features",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("xxhash-rust"), "{tree}");
    for hasher in ["ahash", "foldhash", "getrandom"] {
        assert!(!tree.contains(hasher), "{hasher} in\n{tree}");
    }
}
