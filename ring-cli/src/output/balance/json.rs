//! Objects: one for each node, or one for the ring.

use serde::Serialize;
use serde_json::{Value, json};
use vnode_ring::{Heir, Range};

use super::{Report, Row, against_zone};
use crate::key_counts::Tally;
use crate::output::node::integer;

impl Report<'_> {
    pub(super) fn objects(&self) -> String {
        let replicas = self.balance.rule().replicas();
        self.all().map(|row| row.object(replicas) + "\n").collect()
    }

    /// One object about the whole ring.
    pub(crate) fn summary_object(&self) -> Value {
        let (balance, each) = (self.balance, self.per_weight());
        let evenness = balance.evenness();
        let zones = balance.zones().iter().map(|zone| {
            let against = against_zone(zone, each);
            json!({
                "zone": zone.zone,
                "nodes": zone.nodes,
                "weight": zone.weight,
                "owned": zone.owned.to_string(),
                "share": zone.replicated.to_string(),
                "fraction": against.share,
                "target": against.target,
                "ratio": against.ratio(),
            })
        });
        let heir = balance.worst_heir().map(|Heir { leaver, survivor, extra }| {
            let fraction = Range::fraction(extra);
            json!({ "leaver": leaver.id(), "survivor": survivor.id(), "extra": extra.to_string(), "fraction": fraction })
        });
        json!({
            "ring": self.stated,
            "down": self.down,
            "replicas": balance.rule().replicas(),
            "zone_rule": balance.rule().zones().to_string(),
            "nodes": balance.nodes().len(),
            "vnodes": balance.nodes().iter().map(|share| share.vnodes).sum::<u64>(),
            "drained": balance.drained().iter().map(|node| node.id()).collect::<Vec<_>>(),
            "zones": zones.collect::<Vec<_>>(),
            "max_over_mean": evenness.map(|evenness| evenness.max_over_mean),
            "min_over_mean": evenness.map(|evenness| evenness.min_over_mean),
            "variation": evenness.map(|evenness| evenness.variation),
            "worst_heir": heir,
            "replica_sets": balance.replica_sets(),
        })
    }
}

/// A row as JSON shows it.
#[derive(Serialize)]
struct Object<'a> {
    node: &'a str,
    zone: Option<&'a str>,
    weight: u32,
    vnodes: u64,
    replicas: usize,
    /// More digits than JSON readers keep.
    owned: String,
    share: String,
    fraction: f64,
    target: f64,
    ratio: Option<f64>,
    #[serde(flatten)]
    tally: Option<Counts>,
}

#[derive(Serialize)]
struct Counts {
    keys: Value,
    count: Value,
    bytes: Value,
}

impl Row<'_> {
    fn object(&self, replicas: usize) -> String {
        let counts = |tally: Tally| Counts {
            keys: integer(tally.keys),
            count: integer(tally.count),
            bytes: integer(tally.bytes),
        };
        let object = Object {
            node: self.node.id(),
            zone: self.node.zone(),
            weight: self.node.weight(),
            vnodes: self.vnodes,
            replicas,
            owned: self.owned.to_string(),
            share: self.share.to_string(),
            fraction: self.against.share,
            target: self.against.target,
            ratio: self.against.ratio(),
            tally: self.tally.map(counts),
        };
        serde_json::to_string(&object).expect("strings and numbers are JSON")
    }
}
