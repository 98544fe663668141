//! What an image holds besides vnodes, and how all of it is written.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::circle::Circle;
use crate::codec::envelope::{FileKind, seal};
use crate::config::Config;
#[cfg(feature = "compat")]
use crate::config::HashTag;
use crate::fingerprint::Fingerprint;
use crate::membership::{Membership, NodeRef};
use crate::memory;
use crate::placement::{SequenceRule, vnode_count};
use crate::table::{Vnode, pack};
use crate::view::RingView;
use crate::view::format::{HEADER_BYTES, SPILLED_AT, padding};
use crate::view::records::Record;
use crate::wire;

/// The words of a node whose positions are all listed.
const NO_SEQUENCE: (u64, u64) = (0, 1);

/// All of an image but its vnodes.
pub(super) struct Content<'a> {
    source: Source<'a>,
    config: Config,
    epoch: u64,
    fingerprint: Fingerprint,
    placement_fingerprint: Fingerprint,
    zones: u32,
    nodes: Vec<Record>,
    texts: Option<Vec<u8>>,
}

/// Where positions that no two words tell come from.
enum Source<'a> {
    /// In the order of their ids.
    Nodes(Vec<NodeRef<'a>>, Circle<'a>),
    View(&'a RingView<'a>),
}

impl<'a> Content<'a> {
    pub(super) fn of_membership(membership: &'a Membership, with_texts: bool) -> Self {
        let config = membership.config();
        let rule = SequenceRule::of_placement(config.placement());
        let zones: BTreeSet<&str> = membership.nodes().filter_map(NodeRef::zone).collect();
        let zones: Vec<&str> = zones.into_iter().collect();
        let mut texts = Vec::new();
        let nodes = membership.nodes().map(NodeRef::node).map(|node| {
            if with_texts {
                wire::node(&mut texts, node);
            }
            // The place after the last zone before its own.
            let zone = node.zone().map_or(0, |zone| zones.partition_point(|&other| other < zone) + 1);
            Record {
                words: rule.of(config, node).map_or(NO_SEQUENCE, |sequence| sequence.words()),
                text_end: texts.len() as u64,
                vnodes: number(vnode_count(config, node)),
                zone: number(zone as u64),
                listed_end: 0,
                weight: node.weight(),
            }
        });
        let mut content = Self {
            source: Source::Nodes(membership.nodes().collect(), memory::or_end(Circle::of(membership))),
            config: config.clone(),
            epoch: membership.epoch(),
            fingerprint: membership.fingerprint(),
            placement_fingerprint: membership.placement_fingerprint(),
            nodes: nodes.collect(),
            zones: number(zones.len() as u64),
            texts: with_texts.then_some(texts),
        };
        content.list();
        content
    }

    /// Of a view without texts.
    pub(super) fn of_view(view: &'a RingView<'a>) -> Self {
        let nodes: Vec<Record> = (0..view.len()).map(|index| view.records().get(index)).collect();
        let zones: BTreeSet<u32> = nodes.iter().map(|node| node.zone).filter(|&zone| zone > 0).collect();
        let mut content = Self {
            source: Source::View(view),
            config: view.config(),
            epoch: view.epoch(),
            fingerprint: view.fingerprint(),
            placement_fingerprint: view.placement_fingerprint(),
            zones: number(zones.len() as u64),
            nodes,
            texts: None,
        };
        content.list();
        content
    }

    /// Works out where listed positions end.
    fn list(&mut self) {
        let (mut end, rule) = (0, self.rule());
        for node in &mut self.nodes {
            end += node.listed(rule);
            node.listed_end = end;
        }
    }

    /// The image with these vnodes, in ring order, whose owners are numbers of nodes. O(V).
    pub(super) fn write(&self, vnodes: impl Iterator<Item = Vnode>) -> Vec<u8> {
        seal(FileKind::Image, Some(self.config.numbers()), |bytes| {
            self.write_header(bytes);
            for node in &self.nodes {
                node.write(bytes);
            }
            bytes.resize(bytes.len() + padding(self.nodes.len()), 0);
            let spilled = pack(bytes, number(self.nodes.len() as u64), self.vnodes(), vnodes);
            put(bytes, SPILLED_AT, number(spilled as u64));
            self.write_listed(bytes);
            bytes.extend_from_slice(self.texts.as_deref().unwrap_or_default());
        })
    }

    fn write_header(&self, bytes: &mut Vec<u8>) {
        let texts = self.texts.as_deref();
        bytes.extend(u32::from(texts.is_some()).to_le_bytes());
        for word in [self.config.seed(), self.config.key_check().unwrap_or(0), self.epoch] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(self.fingerprint.to_le_bytes());
        bytes.extend(self.placement_fingerprint.to_le_bytes());
        let serving = self.nodes.iter().filter(|node| node.vnodes > 0).count();
        // How many spill is known when the lines are.
        let (spilled, listed) = (0, self.nodes.last().map_or(0, |last| last.listed_end));
        let nodes = number(self.nodes.len() as u64);
        let serving = number(serving as u64);
        for count in [self.config.vnodes_per_weight(), nodes, self.vnodes(), serving, spilled, listed] {
            bytes.extend(count.to_le_bytes());
        }
        bytes.extend((texts.unwrap_or_default().len() as u64).to_le_bytes());
        bytes.extend(self.zones.to_le_bytes());
        #[cfg(feature = "compat")]
        bytes.extend(self.config.hash_tag().map_or([0; 2], HashTag::bytes));
        bytes.resize(HEADER_BYTES, 0);
    }

    fn write_listed(&self, bytes: &mut Vec<u8>) {
        for (index, node) in self.nodes.iter().enumerate() {
            if node.listed(self.rule()) > 0 {
                let mut positions = self.positions(index);
                positions.sort_unstable();
                bytes.extend(positions.into_iter().flat_map(u64::to_le_bytes));
            }
        }
    }

    /// All vnodes, node by node, whose owners are numbers of nodes.
    pub(super) fn regenerated(&self) -> Vec<Vnode> {
        let mut vnodes = Vec::new();
        for (owner, index) in (0..).zip(0..self.nodes.len()) {
            vnodes.extend(self.positions(index).into_iter().map(|position| Vnode { position, owner }));
        }
        vnodes
    }

    /// The positions of one node's vnodes.
    fn positions(&self, index: usize) -> Vec<u64> {
        let node = self.nodes[index];
        if let Some(sequence) = self.rule().of_words(node.words) {
            return (0..node.vnodes).map(|index| sequence.position(index.into()).0).collect();
        }
        match &self.source {
            Source::Nodes(nodes, circle) => memory::or_end(circle.vnodes(nodes[index])).positions().collect(),
            Source::View(view) => view.records().listed_positions(node).collect(),
        }
    }

    const fn rule(&self) -> SequenceRule {
        SequenceRule::of_placement(self.config.placement())
    }

    pub(super) fn vnodes(&self) -> u32 {
        number(self.nodes.iter().map(|node| u64::from(node.vnodes)).sum())
    }
}

fn put(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

/// A number of nodes or vnodes.
fn number(count: u64) -> u32 {
    u32::try_from(count).expect("MAX_NODES and HIGHEST_MAX_VNODES fit")
}
