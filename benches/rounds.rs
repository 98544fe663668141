//! Measuring by turns.
//!
//! Each candidate has one turn a round, and the ratio of two is taken within each round: what disturbs a machine for
//! longer than a round (its clock rate, its neighbours in the shared cache) falls on both alike and cancels. The
//! figure is the median of these ratios, and the 20th and 80th percentile are its spread. Dividing the fastest fifth
//! of one by the fastest fifth of the other would compare moments in which the machine was not the same.

use std::time::{Duration, Instant};

use crate::Shape;
use crate::peers::{Implementation, Role};
use crate::report::{Figure, LeftOut, Section, Spread};

/// However little time there is.
const LEAST_ROUNDS: usize = 3;

/// One whose turn comes once a round and takes the times of N operations.
pub struct Candidate<'a, const N: usize> {
    name: String,
    role: Role,
    position_bits: u32,
    turn: Box<dyn FnMut(usize) -> [f64; N] + 'a>,
}

impl<'a, const N: usize> Candidate<'a, N> {
    #[must_use]
    pub fn new(name: &str, role: Role, turn: impl FnMut(usize) -> [f64; N] + 'a) -> Self {
        Self { name: name.into(), role, position_bits: 64, turn: Box::new(turn) }
    }

    #[must_use]
    pub fn of(implementation: &Implementation, turn: impl FnMut(usize) -> [f64; N] + 'a) -> Self {
        let candidate = Self::new(implementation.name, implementation.role, turn);
        Self { position_bits: implementation.position_bits, ..candidate }
    }
}

/// What the candidates of one comparison did.
pub struct Measured<const N: usize> {
    who: Vec<(String, Role, u32)>,
    /// By candidate, then by round.
    times: Vec<Vec<[f64; N]>>,
}

/// Gives each its turn, round after round, until the time is up.
#[must_use]
pub fn interleave<const N: usize>(budget: Duration, candidates: Vec<Candidate<'_, N>>) -> Measured<N> {
    let who = candidates.iter().map(|it| (it.name.clone(), it.role, it.position_bits)).collect();
    let mut turns: Vec<_> = candidates.into_iter().map(|candidate| candidate.turn).collect();
    let mut times = vec![Vec::new(); turns.len()];
    rounds(budget, |round| {
        // Each round starts with another, so that nobody always follows the same one.
        for offset in 0..turns.len() {
            let index = (round + offset) % turns.len();
            times[index].push(turns[index](round));
        }
    });
    Measured { who, times }
}

/// Rounds until the time is up, at least a few.
pub fn rounds<T>(budget: Duration, mut round: impl FnMut(usize) -> T) -> Vec<T> {
    let start = Instant::now();
    let mut done = Vec::new();
    while done.len() < LEAST_ROUNDS || start.elapsed() < budget {
        done.push(round(done.len()));
    }
    done
}

impl<const N: usize> Measured<N> {
    /// The section of the operation with that number, told from one candidate's point of view.
    ///
    /// # Panics
    /// When the baseline was not measured.
    #[must_use]
    pub fn section(&self, number: usize, operation: &str, shape: Shape, baseline: &str) -> Section {
        let base = self.who.iter().position(|who| who.0 == baseline).expect("the baseline was measured");
        let figure = |((name, role, position_bits), times): (&(String, Role, u32), &Vec<[f64; N]>)| Figure {
            name: name.clone(),
            role: *role,
            position_bits: *position_bits,
            time: spread(times.iter().map(|time| time[number])),
            ratio: spread(
                times.iter().zip(&self.times[base]).map(|(time, base)| time[number] / base[number]),
            ),
        };
        Section {
            operation: operation.into(),
            shape: shape.to_string(),
            vnodes: shape.total(),
            unit: "ns".into(),
            baseline: baseline.into(),
            rounds: self.times[base].len(),
            figures: self.who.iter().zip(&self.times).map(figure).collect(),
            left_out: Vec::new(),
        }
    }
}

/// The percentiles of some figures.
///
/// # Panics
/// When there are none.
pub fn spread(figures: impl Iterator<Item = f64>) -> Spread {
    let mut sorted: Vec<f64> = figures.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |percent: usize| sorted[((sorted.len() - 1) * percent + 50) / 100];
    Spread { p20: at(20), p50: at(50), p80: at(80) }
}

/// Notes that an implementation cannot take part.
#[must_use]
pub fn left_out(implementation: &Implementation, reason: &str) -> LeftOut {
    LeftOut { name: implementation.name.into(), reason: reason.into() }
}
