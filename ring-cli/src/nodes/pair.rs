//! Two files of nodes: before and after.

use std::path::Path;

use super::{Loaded, Source};
use crate::cli::RingArgs;
use crate::failure::Failure;
use crate::secret::Need;

impl Loaded {
    /// Reads the ring before and the ring after. Flags hold for both, the expected fingerprint is that of the new one.
    ///
    /// # Errors
    /// When a file, or a flag, is not acceptable.
    pub fn read_pair(old: &Path, new: &Path, args: &RingArgs, need: Need) -> Result<[Self; 2], Failure> {
        let [old, new] = [Source::read(old)?, Source::read(new)?];
        // Beside a snapshot or an image, a group is that of the node file.
        let without_group = RingArgs { group: None, port: None, divide_weights: None, ..args.clone() };
        let one_is_binary = old.is_binary() != new.is_binary();
        let load = |source: Source| {
            let about_the_other = one_is_binary && source.is_binary();
            source.load(if about_the_other { &without_group } else { args }, need)
        };
        let pair = [load(old)?, load(new)?];
        pair[1].expect_fingerprint(args)?;
        Ok(pair)
    }
}
