//! The line that names a ring.

use core::fmt;

use super::Ring;

/// What a ring is, in one line that is the same in every program: see [`Ring::identity`].
///
/// ```
/// use vnode_ring::{Config, Node, Ring};
///
/// let ring = Ring::new(Config::default().with_seed(7), ["a", "b"].map(Node::new))?;
/// assert_eq!(
///     ring.identity().to_string(),
///     "placement=native key-hash=xxh3 seed=7 vnodes-per-weight=256 nodes=2 vnodes=512 epoch=0 \
///      fingerprint=b1a6129f6603a6993aea7ef6b3945925",
/// );
/// # Ok::<(), vnode_ring::BuildError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    ring: &'a Ring,
}

impl<'a> Identity<'a> {
    pub(super) const fn new(ring: &'a Ring) -> Self {
        Self { ring }
    }
}

impl fmt::Display for Identity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = self.ring.config();
        write!(f, "placement={} key-hash={}", config.placement().name(), config.key_hash().name())?;
        if let Some(key_check) = config.key_check() {
            write!(f, " key-check=0x{key_check:016x}")?;
        }
        #[cfg(feature = "compat")]
        if let Some(hash_tag) = config.hash_tag() {
            write!(f, " hash-tag={hash_tag}")?;
        }
        write!(
            f,
            " seed={} vnodes-per-weight={} nodes={} vnodes={} epoch={} fingerprint={}",
            config.seed(),
            config.vnodes_per_weight(),
            self.ring.membership().len(),
            self.ring.vnode_count(),
            self.ring.membership().epoch(),
            self.ring.membership().fingerprint(),
        )
    }
}
