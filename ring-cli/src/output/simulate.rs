//! What several changes come to, side by side.

use serde_json::{Value, json};
use vnode_ring::{Balance, Evenness, Range, Ring, Summary};

use super::table::Table;
use crate::shown::{Percent, Word, is_harmless};

/// What the ring as it is, is called.
const NOW: &str = "(now)";
/// Stands for a figure that there is none of.
const NONE: &str = "-";

/// What an outcome is of.
#[derive(Clone, Default)]
pub(crate) struct Of {
    /// The name; none where nothing changes.
    pub(crate) scenario: Option<String>,
    /// How many stages the scenario has, where it has a limit for them.
    pub(crate) stages: Option<usize>,
    /// The number of one of them, from 1; without it, the outcome is of them all.
    pub(crate) stage: Option<usize>,
}

/// What one change comes to.
pub(crate) struct Outcome {
    of: Of,
    pub(crate) moved: u128,
    minimum: u128,
    ratio: Option<f64>,
    pub(crate) ranges: u64,
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
    pub(crate) fn new(of: Of, summary: &Summary<'_>, changed: &Ring, balance: &Balance<'_>) -> Self {
        Self {
            of,
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
            "scenario": self.of.scenario,
            "stages": self.of.stages,
            "stage": self.of.stage,
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
            self.of.title(),
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

impl Of {
    fn title(&self) -> String {
        let Some(name) = &self.scenario else { return NOW.into() };
        let plain = name != NOW
            && !looks_like_a_stage(name)
            && name.chars().all(|character| character == ' ' || is_harmless(character) || character == '\'');
        let title = if plain { name.clone() } else { Word(name).to_string() };
        match (self.stage, self.stages) {
            (Some(stage), Some(stages)) => format!("{title} {stage}/{stages}"),
            _ => title,
        }
    }
}

/// Whether a name could be mistaken for what a stage is called.
fn looks_like_a_stage(name: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let of = name.rsplit_once(' ').and_then(|(_, last)| last.split_once('/'));
    of.is_some_and(|(stage, stages)| number(stage) && number(stages))
}
