//! Writes the seeds that are worked out to where they are committed.

use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    for seed in ring_fuzz::seeds::all() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(seed.target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(seed.name), seed.bytes)?;
    }
    Ok(())
}
