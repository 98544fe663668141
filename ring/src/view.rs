//! Rings that are read where they lie: images.

use crate::codec::envelope::Algorithms;
use crate::codec::{DecodeError, DecodeReason};
use crate::config::{Config, SecretError};
use crate::fingerprint::Fingerprint;
use crate::index::NodeIndex;
use crate::key_hasher::KeyHasher;
use crate::number::{u32_at, u64_at};
use crate::placement::Parts;
use crate::secret::Secret;
use crate::table::FlatTable;

mod check;
pub(crate) mod format;
#[cfg(feature = "snapshot")]
mod image;
mod lookup;
mod node;
pub(crate) mod records;
mod text;

#[cfg(feature = "snapshot")]
pub use image::Image;
pub use node::NodeView;

use format::Sections;
use records::Records;

/// A compiled ring in bytes that belong to someone else: a mapped file, flash memory, shared memory.
///
/// Nothing is copied and nothing allocated, whatever the address of the bytes and the machine. Lookups run the code of
/// [`Ring`](crate::Ring) and give the same answers; only changes need a ring.
///
/// ```
/// # #[cfg(feature = "snapshot")] {
/// use vnode_ring::{Config, Node, NodeIndex, Ring, RingView};
///
/// let ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new)).unwrap();
/// let image = ring.to_image(); // write it to a file, then map that
///
/// let view = RingView::parse(&image).unwrap();
/// assert_eq!(view.lookup("user-1").unwrap().id(), ring.lookup("user-1").unwrap().id());
///
/// let mut replicas = [NodeIndex::default(); 2];
/// assert_eq!(view.preference_list_into("user-1", &mut replicas), 2);
/// # }
/// ```
///
/// A file that is mapped must not change: write another one and rename it.
#[derive(Clone, Copy, Debug)]
pub struct RingView<'a> {
    image: &'a [u8],
    algorithms: Algorithms,
    parts: Parts,
    table: FlatTable<'a, Records<'a>>,
    texts: &'a [u8],
}

impl<'a> RingView<'a> {
    /// Checks the header, the checksum and the nodes, and lends a view. One pass over the bytes; no allocation.
    ///
    /// Lines are covered by the checksum; `RingView::verify` (with the feature `snapshot`) compares them with what they
    /// should be.
    ///
    /// # Errors
    /// When the bytes are no image, damaged, or of another version; or its ring is keyed.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        Self::open(bytes, None, check::all)
    }

    /// As [`parse`](Self::parse), for a keyed ring.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); when the ring is not keyed, or by another secret.
    pub fn parse_with_secret(bytes: &'a [u8], secret: &Secret) -> Result<Self, DecodeError> {
        Self::open(bytes, Some(secret), check::all)
    }

    /// Checks only the header: for many processes that map one file, or many openings of it. O(1).
    ///
    /// Whatever the other bytes are, no answer reads beyond them, panics or fails to end; but it is only worth
    /// something where someone checked the file: it may even have a number that no node has ([`node`](Self::node) knows).
    ///
    /// # Errors
    /// When the header is not that of an image of this length, or its ring is keyed.
    pub fn parse_header(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        Self::open(bytes, None, |_, _| Ok(()))
    }

    /// As [`parse_header`](Self::parse_header), for a keyed ring.
    ///
    /// # Errors
    /// As [`parse_header`](Self::parse_header); when the ring is not keyed, or by another secret.
    pub fn parse_header_with_secret(bytes: &'a [u8], secret: &Secret) -> Result<Self, DecodeError> {
        Self::open(bytes, Some(secret), |_, _| Ok(()))
    }

    #[inline]
    fn open(
        bytes: &'a [u8],
        secret: Option<&Secret>,
        check: impl FnOnce(&[u8], &Records<'a>) -> Result<(), DecodeError>,
    ) -> Result<Self, DecodeError> {
        Self::with_keys(bytes, |config| config.key_hasher(secret), check)
    }

    /// A view that must not be asked about keys: who reads the nodes needs no secret.
    #[cfg(feature = "snapshot")]
    pub(crate) fn without_keys(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        Self::with_keys(bytes, |config| Ok(KeyHasher::xxh3(config.seed())), |_, _| Ok(()))
    }

    /// Checks what is to be checked before there is a view: where memory is small, handing a view on is a copy.
    fn with_keys(
        image: &'a [u8],
        key_hash: impl FnOnce(&Config) -> Result<KeyHasher, SecretError>,
        check: impl FnOnce(&[u8], &Records<'a>) -> Result<(), DecodeError>,
    ) -> Result<Self, DecodeError> {
        let (Sections { nodes, lines, spill, listed, texts }, algorithms) = Sections::read(image)?;
        let config = format::config(image, algorithms);
        let refused =
            |error| DecodeError { offset: format::KEY_CHECK_AT, reason: DecodeReason::Secret(error) };
        let parts = Parts::of(config.placement(), key_hash(&config).map_err(refused)?);
        let [count, vnodes, spilled] =
            [format::NODES_AT, format::VNODES_AT, format::SPILLED_AT].map(|at| u32_at(image, at));
        let records = Records { nodes, count, listed, vnodes, rule: parts.sequence };
        check(image, &records)?;
        let table = FlatTable::new([lines, spill], [count, vnodes, spilled], records);
        Ok(Self { image, algorithms, parts, table, texts })
    }

    /// What [`parse`](Self::parse) checks beyond the header.
    #[cfg(feature = "snapshot")]
    pub(crate) fn check(&self) -> Result<(), DecodeError> {
        check::all(self.image, self.records())
    }

    /// The config.
    #[must_use]
    pub fn config(&self) -> Config {
        format::config(self.image, self.algorithms)
    }

    /// How far along the membership was.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.number(format::EPOCH_AT)
    }

    /// What the membership holds, in 128 bits: see `Membership::fingerprint`.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        format::fingerprint(self.image, format::FINGERPRINT_AT)
    }

    /// What decides owners and preference lists, in 128 bits: see `Membership::placement_fingerprint`.
    #[must_use]
    pub fn placement_fingerprint(&self) -> Fingerprint {
        format::fingerprint(self.image, format::PLACEMENT_FINGERPRINT_AT)
    }

    /// Whether the image has the texts of its nodes: ids, placement ids, zones and attributes.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        self.count(format::TEXTS_AT) > 0
    }

    /// The number of nodes, drained ones included.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.records().len()
    }

    /// Whether there are no nodes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of vnodes.
    #[must_use]
    pub fn vnode_count(&self) -> usize {
        self.count(format::VNODES_AT) as usize
    }

    /// The node of that number. O(1).
    #[must_use]
    pub const fn node(&self, index: NodeIndex) -> Option<NodeView<'_>> {
        if index.get() < self.len() { Some(NodeView { view: self, index }) } else { None }
    }

    /// All nodes, sorted by id (bytewise).
    pub fn nodes(&self) -> impl Iterator<Item = NodeView<'_>> + Clone {
        (0..self.count(format::NODES_AT)).map(|index| NodeView { view: self, index: NodeIndex(index) })
    }

    /// The node of that id, in an image with texts. O(log N).
    #[must_use]
    pub fn get(&self, id: &str) -> Option<NodeView<'_>> {
        let before = |index| self.node(NodeIndex(index)).is_some_and(|node| node.id() < id);
        let found = crate::number::partition_point(self.count(format::NODES_AT), before);
        self.node(NodeIndex(found)).filter(|node| node.id() == id && self.has_texts())
    }

    pub(crate) const fn records(&self) -> &Records<'a> {
        self.table.counts()
    }

    /// All of its bytes.
    #[cfg(feature = "snapshot")]
    pub(crate) const fn image(&self) -> &'a [u8] {
        self.image
    }

    #[cfg(feature = "snapshot")]
    pub(crate) const fn texts(&self) -> &'a [u8] {
        self.texts
    }

    /// The owners of all vnodes, as the lines have them.
    #[cfg(feature = "snapshot")]
    pub(crate) fn owners_in_order(&self) -> impl Iterator<Item = u32> {
        self.table.walk(0)
    }

    fn count(&self, at: usize) -> u32 {
        u32_at(self.image, at)
    }

    fn number(&self, at: usize) -> u64 {
        u64_at(self.image, at)
    }
}
