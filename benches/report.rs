//! What one run of the comparison found, as it is printed, recorded and plotted.

use serde::{Deserialize, Serialize};

use crate::peers::Role;

/// All of it.
#[derive(Debug, Deserialize, Serialize)]
pub struct Report {
    /// Where it was measured.
    pub machine: Machine,
    /// Times and their ratios.
    pub sections: Vec<Section>,
    /// Bytes.
    pub memory: Vec<Memory>,
    /// What was aimed at.
    pub targets: Vec<Target>,
    /// What the run took.
    pub seconds: u64,
}

/// Where and how it was measured.
#[derive(Debug, Deserialize, Serialize)]
pub struct Machine {
    /// The name of the processor.
    pub cpu: String,
    /// Threads that it runs at a time.
    pub cores: usize,
    /// The version of the compiler.
    pub rustc: String,
    /// The commit, marked where files differ from it.
    pub commit: String,
    /// What was run.
    pub command: String,
}

/// One operation at one shape, all implementations by turns.
#[derive(Debug, Deserialize, Serialize)]
pub struct Section {
    /// What was done.
    pub operation: String,
    /// Nodes and vnodes of each.
    pub shape: String,
    /// The vnodes of all nodes.
    pub vnodes: usize,
    /// What times are in.
    pub unit: String,
    /// Whose time the ratios divide by.
    pub baseline: String,
    /// How often each had its turn.
    pub rounds: usize,
    /// Who was measured.
    pub figures: Vec<Figure>,
    /// Who was not.
    pub left_out: Vec<LeftOut>,
}

/// One implementation in a section.
#[derive(Debug, Deserialize, Serialize)]
pub struct Figure {
    /// Its name.
    pub name: String,
    /// What it is to the comparison.
    pub role: Role,
    /// The bits of its positions.
    pub position_bits: u32,
    /// Its times over the rounds.
    pub time: Spread,
    /// Its time by the baseline's, round by round.
    pub ratio: Spread,
}

impl Figure {
    /// One of this library's own.
    #[must_use]
    pub fn ours(name: &str, time: Spread, ratio: Spread) -> Self {
        Self { name: name.into(), role: Role::Ours, position_bits: 64, time, ratio }
    }
}

/// The 20th, 50th and 80th percentile over the rounds.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Spread {
    /// A fifth of the rounds were lower.
    pub p20: f64,
    /// The median.
    pub p50: f64,
    /// A fifth of the rounds were higher.
    pub p80: f64,
}

impl Spread {
    /// The spread of one by each.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self { p20: 1.0 / self.p80, p50: 1.0 / self.p50, p80: 1.0 / self.p20 }
    }
}

/// Why an implementation is not in a section.
#[derive(Debug, Deserialize, Serialize)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// What speaks against it.
    pub reason: String,
}

/// Bytes a vnode.
#[derive(Debug, Deserialize, Serialize)]
pub struct Memory {
    /// The implementation.
    pub name: String,
    /// When: after a build, or the worst of many states.
    pub state: String,
    /// Nodes and vnodes of each.
    pub shape: String,
    /// Held in that state.
    pub held: f64,
    /// The most that was held on the way there.
    pub peak: f64,
}

/// One line of what was aimed at.
#[derive(Debug, Deserialize, Serialize)]
pub struct Target {
    /// What is compared, and where.
    pub what: String,
    /// What was found.
    pub measured: String,
    /// What was aimed at.
    pub target: String,
    /// Whether it was reached.
    pub met: bool,
}
