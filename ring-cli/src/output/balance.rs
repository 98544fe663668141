//! How balanced a ring is: of each node, and of the whole.

use vnode_ring::{Balance, NodeRef, NodeShare, Range, ZoneRule, ZoneShare};

use super::ListFormat;
use crate::key_counts::Tally;

mod csv;
mod json;
mod text;

/// What is known of a ring's balance.
pub(crate) struct Report<'a> {
    /// What names the ring.
    pub(crate) stated: String,
    pub(crate) down: &'a [String],
    pub(crate) balance: &'a Balance<'a>,
    /// What the keys of a file come to on each node of weight above 0.
    pub(crate) tallies: Option<Vec<Tally>>,
}

/// A share beside what it should be.
#[derive(Clone, Copy)]
pub(crate) struct Against {
    pub(crate) share: f64,
    pub(crate) target: f64,
}

impl Against {
    /// Share by target.
    pub(crate) fn ratio(self) -> Option<f64> {
        (self.target > 0.0).then(|| self.share / self.target)
    }
}

impl Report<'_> {
    /// One record a node; text says what the ring comes to besides.
    pub(crate) fn print(&self, format: ListFormat) -> String {
        match format {
            ListFormat::Text => self.text(),
            ListFormat::Json => self.objects(),
            ListFormat::Csv => self.records(),
        }
    }

    /// Nodes of weight above 0, with their shares as parts of the keys.
    pub(crate) fn against(&self) -> impl Iterator<Item = (&NodeShare<'_>, Against)> {
        let each = self.per_weight();
        self.balance.nodes().iter().map(move |share| {
            let target = f64::from(share.node.weight()) * each;
            (share, Against { share: Range::fraction(share.replicated), target })
        })
    }

    /// What a weight of 1 is entitled to.
    fn per_weight(&self) -> f64 {
        let zones = self.balance.zones();
        let total: u128 = zones.iter().map(|zone| zone.replicated).sum();
        let weights: u64 = zones.iter().map(|zone| zone.weight).sum();
        Range::fraction(total) / weights as f64
    }

    /// The rule in words, where it says more than nothing.
    pub(crate) fn rule(&self) -> String {
        let rule = self.balance.rule();
        match rule.zones() {
            ZoneRule::Any => rule.replicas().to_string(),
            zones => format!("{} zones={zones}", rule.replicas()),
        }
    }

    fn tally(&self, at: usize) -> Option<&Tally> {
        self.tallies.as_ref().and_then(|tallies| tallies.get(at))
    }

    /// All nodes, the drained ones last, with what they have.
    fn all(&self) -> impl Iterator<Item = Row<'_>> {
        let serving = self.against().enumerate().map(|(at, (share, against))| Row {
            node: share.node,
            vnodes: share.vnodes,
            owned: share.owned,
            share: share.replicated,
            against,
            tally: self.tally(at).copied(),
        });
        let drained = self.balance.drained().iter().map(|&node| Row {
            node,
            vnodes: 0,
            owned: 0,
            share: 0,
            against: Against { share: 0.0, target: 0.0 },
            tally: self.tallies.as_ref().map(|_| Tally::default()),
        });
        serving.chain(drained)
    }
}

/// What one node has.
struct Row<'a> {
    node: NodeRef<'a>,
    vnodes: u64,
    owned: u128,
    share: u128,
    against: Against,
    tally: Option<Tally>,
}

fn against_zone(zone: &ZoneShare<'_>, each: f64) -> Against {
    Against { share: Range::fraction(zone.replicated), target: zone.weight as f64 * each }
}
