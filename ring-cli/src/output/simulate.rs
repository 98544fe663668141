//! What several changes come to, side by side.

use serde_json::{Value, json};
use vnode_ring::{Balance, Evenness, Range, Ring, Summary};

use super::table::Table;
use crate::shown::{Percent, Word, is_harmless};

/// What the ring as it is, is called.
const NOW: &str = "(now)";
/// Stands for a figure that there is none of.
const NONE: &str = "-";

/// What one change comes to.
pub(crate) struct Outcome {
    /// No name: nothing changes.
    name: Option<String>,
    moved: u128,
    minimum: u128,
    ratio: Option<f64>,
    ranges: u64,
    nodes: usize,
    vnodes: usize,
    evenness: Option<Evenness>,
    worst_heir: Option<Worst>,
    replica_sets: usize,
}

/// The node that gets most when another one leaves.
struct Worst {
    leaver: String,
    survivor: String,
    extra: u128,
}

impl Outcome {
    pub(crate) fn of(
        name: Option<String>,
        summary: &Summary<'_>,
        changed: &Ring,
        balance: &Balance<'_>,
    ) -> Self {
        Self {
            name,
            moved: summary.moved,
            minimum: summary.minimum,
            ratio: summary.ratio(),
            ranges: summary.ranges,
            nodes: changed.membership().len(),
            vnodes: changed.vnode_count(),
            evenness: balance.evenness(),
            worst_heir: balance.worst_heir().map(|heir| Worst {
                leaver: heir.leaver.id().into(),
                survivor: heir.survivor.id().into(),
                extra: heir.extra,
            }),
            replica_sets: balance.replica_sets(),
        }
    }

    /// One object.
    pub(crate) fn json(&self) -> Value {
        let worst_heir = self.worst_heir.as_ref().map(|worst| {
            let Worst { leaver, survivor, extra } = worst;
            let fraction = Range::fraction(*extra);
            json!({ "leaver": leaver, "survivor": survivor, "extra": extra.to_string(), "fraction": fraction })
        });
        json!({
            "scenario": self.name,
            "moved": self.moved.to_string(),
            "moved_fraction": Range::fraction(self.moved),
            "minimum": self.minimum.to_string(),
            "minimum_fraction": Range::fraction(self.minimum),
            "ratio": self.ratio,
            "ranges": self.ranges,
            "nodes": self.nodes,
            "vnodes": self.vnodes,
            "max_over_mean": self.evenness.map(|evenness| evenness.max_over_mean),
            "min_over_mean": self.evenness.map(|evenness| evenness.min_over_mean),
            "variation": self.evenness.map(|evenness| evenness.variation),
            "worst_heir": worst_heir,
            "replica_sets": self.replica_sets,
        })
    }

    fn cells(&self) -> Vec<String> {
        let figure =
            |figure: Option<f64>| figure.map_or_else(|| NONE.into(), |figure| format!("{figure:.4}"));
        vec![
            self.name.as_deref().map_or_else(|| NOW.into(), title),
            Percent(self.moved).to_string(),
            Percent(self.minimum).to_string(),
            figure(self.ratio),
            self.ranges.to_string(),
            self.nodes.to_string(),
            self.vnodes.to_string(),
            figure(self.evenness.map(|evenness| evenness.max_over_mean)),
            figure(self.evenness.map(|evenness| evenness.min_over_mean)),
            figure(self.evenness.map(|evenness| evenness.variation)),
            self.worst_heir.as_ref().map_or_else(|| NONE.into(), |worst| Percent(worst.extra).to_string()),
            self.replica_sets.to_string(),
        ]
    }
}

/// A line for each.
pub(crate) fn text(outcomes: &[Outcome]) -> String {
    let mut table = Table::new(&[
        "scenario",
        "moved",
        "minimum",
        "ratio",
        "ranges",
        "nodes",
        "vnodes",
        "max/mean",
        "min/mean",
        "variation",
        "worst heir",
        "replica sets",
    ]);
    for outcome in outcomes {
        table.add(outcome.cells());
    }
    table.text()
}

/// A name as it is where it forges nothing.
fn title(name: &str) -> String {
    let plain = name != NOW
        && name.chars().all(|character| character == ' ' || is_harmless(character) || character == '\'');
    if plain { name.into() } else { Word(name).to_string() }
}
