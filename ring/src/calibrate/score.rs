//! How far shares are from fair ones, in integers.

use alloc::vec::Vec;

use super::rule::MILLIONTHS;

/// Deviations are in 2^-20 of a fair share: finer than any band.
const UNIT: u32 = 20;
/// Positions are counted by so many together, so that the largest difference times its factor fits.
const COARSE: u32 = 20;
/// How many bits factors have below those that count.
const FACTOR: u32 = 48;
/// A fair share is taken for no smaller than that when deviations are worked out, 2^-34 of the circle.
const SMALLEST: u128 = 1 << 30;
/// A deviation is taken for no larger than that, so that the squares of all nodes can be summed.
const LARGEST: i64 = 1 << 40;

/// What one node has, and should have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    pub(super) share: u128,
    pub(super) target: u128,
    /// From a difference of shares to a deviation.
    factor: i128,
    /// Of the share from the target.
    deviation: i64,
}

/// What all nodes have, with sums that are kept up.
#[derive(Clone, Debug)]
pub(super) struct Scores {
    nodes: Vec<Score>,
    band: u32,
    /// The band in units of deviations.
    margin: i64,
    /// The least and the largest deviation before anything changed.
    bounds: (i64, i64),
    sums: Sums,
}

/// How far all shares are from fair ones.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// The squares of what deviations have beyond the band: what is to become smaller.
    pub(super) outside: u128,
    /// The squares of all deviations: they are not to grow.
    pub(super) squares: u128,
    /// How many nodes are worse than the worst one was at first: none should be.
    pub(super) beyond: usize,
}

impl Scores {
    /// From shares and targets.
    pub(super) fn of(nodes: impl Iterator<Item = (u128, u128)>, band: u32) -> Self {
        // Less than the band by all that is rounded, so that a node outside is outside here too.
        let margin = (i64::from(band) << UNIT) / i64::from(MILLIONTHS) - 4;
        let bounds = (-LARGEST, LARGEST);
        let mut scores =
            Self { nodes: Vec::new(), band, margin: margin.max(0), bounds, sums: Sums::default() };
        for (share, target) in nodes {
            let factor = (1u128 << (UNIT + COARSE + FACTOR)) / target.max(SMALLEST);
            let mut score = Score { share, target, factor: signed(factor), deviation: 0 };
            score.work_out();
            scores.sums.squares += square(score.deviation);
            scores.sums.outside += square(scores.beyond_band(score.deviation));
            scores.nodes.push(score);
        }
        let deviations = || scores.nodes.iter().map(|score| score.deviation);
        scores.bounds = (deviations().min().unwrap_or_default(), deviations().max().unwrap_or_default());
        scores
    }

    pub(super) fn get(&self, node: u32) -> &Score {
        &self.nodes[node as usize]
    }

    /// Whether a node has more or less than the band allows, exactly.
    pub(super) fn is_outside(&self, node: u32) -> bool {
        let Score { share, target, .. } = *self.get(node);
        is_outside(share, target, self.band)
    }

    pub(super) const fn sums(&self) -> Sums {
        self.sums
    }

    /// Gives a node another share.
    #[inline]
    pub(super) fn set(&mut self, node: u32, share: u128) {
        let score = &mut self.nodes[node as usize];
        let old = score.deviation;
        score.share = share;
        score.work_out();
        let new = score.deviation;
        let is_beyond = |deviation| usize::from(deviation < self.bounds.0 || deviation > self.bounds.1);
        let outside = |deviation| square(self.beyond_band(deviation));
        let Sums { outside: all_outside, squares, beyond } = self.sums;
        self.sums = Sums {
            outside: all_outside + outside(new) - outside(old),
            squares: squares + square(new) - square(old),
            beyond: beyond + is_beyond(new) - is_beyond(old),
        };
    }

    fn beyond_band(&self, deviation: i64) -> i64 {
        (deviation.abs() - self.margin).max(0)
    }
}

impl Score {
    /// Above 0 where the share is more than the target.
    pub(super) const fn deviation(&self) -> i64 {
        self.deviation
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "LARGEST fits")]
    fn work_out(&mut self) {
        let difference = (signed(self.share) - signed(self.target)) >> COARSE;
        let deviation = (difference * self.factor) >> FACTOR;
        self.deviation = deviation.clamp(i128::from(-LARGEST), i128::from(LARGEST)) as i64;
    }
}

/// Whether a share is more or less than a band about its target allows.
pub(super) fn is_outside(share: u128, target: u128, band: u32) -> bool {
    share.abs_diff(target) * u128::from(MILLIONTHS) > target * u128::from(band)
}

fn signed(number: u128) -> i128 {
    i128::try_from(number).expect("shares and factors are below 2^100")
}

fn square(deviation: i64) -> u128 {
    let size = u128::from(deviation.unsigned_abs());
    size * size
}
