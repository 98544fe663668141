//! The committed seeds of the fuzz target of node files go through it.

use std::fs;
use std::path::Path;

#[expect(unreachable_pub, reason = "the fuzz target is public in its own crate")]
#[path = "../../fuzz/src/node_files.rs"]
mod node_files;

#[test]
fn every_seed_goes_through_its_target() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/node_files");
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(!files.is_empty());
    for file in files {
        println!("{}", file.display());
        node_files::target(&fs::read(file).unwrap());
    }
}
