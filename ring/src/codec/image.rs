//! Images: compiled rings as bytes, and what is in them. `view` reads them without memory.

use alloc::vec::Vec;

use super::error::{DecodeError, DecodeReason};
use super::nodes::read_membership;
use super::reader::Reader;
use crate::limits::{HIGHEST_MAX_VNODES, Limits};
use crate::membership::Membership;
use crate::ring::Ring;
use crate::table::{Scratch, Vnode};
use crate::view::{RingView, format};
use crate::wire::{Compare, Sink as _};

mod content;
mod vnodes;

use content::Content;
use vnodes::{in_image_order, in_ring_order};

impl Ring {
    /// The ring as an image, which a [`RingView`] reads in place: the bytes that `docs/formats.md` defines. O(V).
    ///
    /// Equal memberships at equal epochs make equal bytes, on every machine and whatever happened before.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Ring};
    ///
    /// let mut patched = Ring::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// patched.add(Node::new("c"))?;
    /// patched.remove("c")?;
    ///
    /// let built = Ring::new(Config::default(), ["b", "a"].map(Node::new))?;
    /// let (patched, built) = (patched.to_image(), built.to_image());
    /// assert_ne!(patched, built); // two changes later
    /// let epoch = 40..48;
    /// let checksum = built.len() - 8..;
    /// assert!((0..checksum.start).all(|at| epoch.contains(&at) || patched[at] == built[at]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_image(&self) -> Vec<u8> {
        self.image(true)
    }

    /// The same without ids, zones and attributes: for lookups that answer with the numbers of nodes, in the order of
    /// their ids. O(V).
    #[must_use]
    pub fn to_image_without_texts(&self) -> Vec<u8> {
        self.image(false)
    }

    fn image(&self, texts: bool) -> Vec<u8> {
        let membership = self.membership();
        let mut numbers = alloc::vec![0; membership.slots()];
        for (number, node) in (0..).zip(membership.nodes()) {
            numbers[node.index().get()] = number;
        }
        let mut scratch = Scratch::default();
        let vnodes = self
            .vnodes_in_order(&mut scratch)
            .map(|(position, node)| Vnode { position: position.0, owner: numbers[node.index().get()] });
        Content::of_membership(membership, texts).write(vnodes)
    }
}

impl Membership {
    /// Reads the membership out of an image. O(V log V).
    ///
    /// # Errors
    /// When the bytes are no image, damaged, of another version, or without texts; when the membership breaks a limit;
    /// when the image is not the one that its membership makes.
    pub fn from_image(image: &[u8], limits: Limits) -> Result<Self, DecodeError> {
        let view = RingView::without_keys(image)?;
        view.check()?;
        if !view.has_texts() {
            return Err(DecodeError { offset: format::TEXTS_AT, reason: DecodeReason::NoIds });
        }
        membership_of(&view, limits)
    }
}

impl RingView<'_> {
    /// Checks everything, whichever way the view was opened: regenerates all vnodes, builds the image anew and compares.
    /// In an image without texts, what ids and zones would tell is taken as it is: the words that vnodes derive from, who
    /// is first at one position, and the fingerprints. O(V log V); takes memory for a second image and 16 bytes a vnode.
    ///
    /// # Errors
    /// When [`parse`](Self::parse) would refuse the image, or at the first byte that is not as it should be.
    pub fn verify(&self) -> Result<(), DecodeError> {
        self.check()?;
        if self.has_texts() {
            let limits = Limits::default().with_max_vnodes(HIGHEST_MAX_VNODES).unwrap_or_default();
            return membership_of(self, limits).map(drop);
        }
        let content = Content::of_view(self);
        compare(&content, in_image_order(&content, self), self)
    }
}

/// The membership of a view that was checked and has texts, if the image is the one that it makes.
fn membership_of(view: &RingView<'_>, limits: Limits) -> Result<Membership, DecodeError> {
    let texts_at = view.image().len() - format::CHECKSUM_BYTES - view.texts().len();
    let texts = Reader::new(view.texts(), texts_at);
    let membership = read_membership(texts, texts_at, view.len(), (view.config(), view.epoch()), limits)?;
    let content = Content::of_membership(&membership, true);
    // Before they are regenerated: a short image must not tell of vnodes that take much memory.
    if content.vnodes() as usize != view.vnode_count() {
        return Err(DecodeError { offset: format::VNODES_AT, reason: DecodeReason::NotCanonical });
    }
    compare(&content, in_ring_order(&content, &membership), view).map(|()| membership)
}

/// Whether an image is the canonical one.
fn compare(content: &Content<'_>, vnodes: Vec<Vnode>, view: &RingView<'_>) -> Result<(), DecodeError> {
    let mut compare = Compare::new(view.image());
    compare.put(&content.write(vnodes.into_iter()));
    compare.finish().map_err(|offset| DecodeError { offset, reason: DecodeReason::NotCanonical })
}
