//! What an image answers with.

use core::fmt;

use super::RingView;
use super::records::Record;
use super::text::{Text, Told};
use crate::index::NodeIndex;

/// A node of an image, read in place.
///
/// Its texts are empty in an image without texts ([`RingView::has_texts`]), and where bytes that nobody checked are not
/// those of a node.
#[derive(Clone, Copy)]
pub struct NodeView<'a> {
    pub(super) view: &'a RingView<'a>,
    pub(super) index: NodeIndex,
}

impl<'a> NodeView<'a> {
    /// The number of the node, in the order of ids.
    #[must_use]
    pub const fn index(self) -> NodeIndex {
        self.index
    }

    /// The number of its vnodes; 0 if it is drained.
    #[must_use]
    pub fn vnode_count(self) -> u32 {
        self.record().vnodes
    }

    /// The weight; 0 means drained.
    #[must_use]
    pub fn weight(self) -> u32 {
        self.record().weight
    }

    /// The id.
    #[must_use]
    pub fn id(self) -> &'a str {
        self.text().text().unwrap_or_default()
    }

    /// The bytes that its vnodes derive from: its id where it states no others.
    #[must_use]
    pub fn placement_id(self) -> &'a str {
        self.told().placement_id.unwrap_or_else(|| self.id())
    }

    /// The failure domain.
    #[must_use]
    pub fn zone(self) -> Option<&'a str> {
        self.told().zone
    }

    /// One attribute. O(attributes).
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        self.attributes().find(|(stated, _)| *stated == name).map(|(_, value)| value)
    }

    /// All attributes, sorted by name (bytewise).
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> + Clone {
        self.told().attributes()
    }

    fn told(self) -> Told<'a> {
        let mut text = self.text();
        text.text().and_then(|_| text.told()).unwrap_or_default()
    }

    /// From the end of the text before it to its own.
    fn text(self) -> Text<'a> {
        let records = self.view.records();
        let before = self.index.get().checked_sub(1);
        let (start, end) = (before.map_or(0, |before| records.get(before).text_end), self.record().text_end);
        let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        Text(range.and_then(|(start, end)| self.view.texts.get(start..end)).unwrap_or_default())
    }

    fn record(self) -> Record {
        self.view.records().get(self.index.get())
    }
}

impl fmt::Debug for NodeView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeView")
            .field("index", &self.index.0)
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}
