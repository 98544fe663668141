//! Images by themselves: without keys, and so without a secret.

use super::{NodeView, RingView, format};
use crate::codec::DecodeError;
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::table::flat_lines;

/// An image as a file: what it says of its ring and how large its parts are. It answers for no key, so that whoever
/// looks at the image of a keyed ring, or checks it, needs no secret; [`RingView`] answers.
///
/// ```
/// use vnode_ring::{Config, Image, Limits, Membership, Node, Ring, Secret};
///
/// let secret = Secret::new(*b"0123456789abcdef");
/// let config = Config::default().with_secret(&secret);
/// let ring = Ring::with_secret(
///     Membership::new(config, ["a", "b", "c"].map(Node::new))?,
///     Limits::default(),
///     &secret,
/// )?;
/// let bytes = ring.to_image();
///
/// let image = Image::parse(&bytes)?;
/// image.verify()?;
/// assert_eq!(image.fingerprint(), ring.membership().fingerprint());
/// assert_eq!((image.vnode_count(), image.line_count()), (768, 96));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Image<'a>(RingView<'a>);

impl<'a> Image<'a> {
    /// Checks what [`RingView::parse`] checks, but for the secret. One pass over the bytes; no allocation.
    ///
    /// # Errors
    /// When the bytes are no image, damaged, or of another version.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let view = RingView::without_keys(bytes)?;
        view.check().map(|()| Self(view))
    }

    /// Checks everything: [`RingView::verify`]. O(V log V).
    ///
    /// # Errors
    /// At the first byte that is not as it should be.
    pub fn verify(&self) -> Result<(), DecodeError> {
        self.0.verify()
    }

    /// The config.
    #[must_use]
    pub fn config(&self) -> Config {
        self.0.config()
    }

    /// How far along the membership was.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.0.epoch()
    }

    /// What the membership holds, in 128 bits: see `Membership::fingerprint`.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint()
    }

    /// What decides owners and preference lists, in 128 bits: see `Membership::placement_fingerprint`.
    #[must_use]
    pub fn placement_fingerprint(&self) -> Fingerprint {
        self.0.placement_fingerprint()
    }

    /// Whether the image has the texts of its nodes: ids, placement ids, zones and attributes.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        self.0.has_texts()
    }

    /// All nodes, sorted by id (bytewise).
    pub fn nodes(&self) -> impl Iterator<Item = NodeView<'_>> + Clone {
        self.0.nodes()
    }

    /// The number of vnodes.
    #[must_use]
    pub fn vnode_count(&self) -> usize {
        self.0.vnode_count()
    }

    /// The number of lines, of 64 bytes each.
    #[must_use]
    pub fn line_count(&self) -> usize {
        flat_lines(self.0.count(format::NODES_AT), self.0.count(format::VNODES_AT)) as usize
    }

    /// The number of vnodes that their lines have no room for.
    #[must_use]
    pub fn spilled_count(&self) -> usize {
        self.0.count(format::SPILLED_AT) as usize
    }

    /// The number of positions that are listed: those of nodes with very many vnodes.
    #[must_use]
    pub fn listed_count(&self) -> usize {
        self.0.count(format::LISTED_AT) as usize
    }
}
