//! How even shares are, in three numbers.

use crate::position::Range;

/// How even the shares of nodes are, by their weights: each node's share is compared with its fair one, which is its part
/// of the sum of all weights. 1 is fair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evenness {
    /// The largest share by its fair one: how much room the fullest node needs.
    pub max_over_mean: f64,
    /// The smallest share by its fair one.
    pub min_over_mean: f64,
    /// The coefficient of variation: the standard deviation of all these, 0 where all are fair.
    pub variation: f64,
}

impl Evenness {
    /// From weights and shares; `None` where there are no weights or nothing is shared.
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    pub(crate) fn of(shares: impl Iterator<Item = (u32, u128)> + Clone) -> Option<Self> {
        let weights: u64 = shares.clone().map(|(weight, _)| u64::from(weight)).sum();
        let total: u128 = shares.clone().map(|(_, share)| share).sum();
        if weights == 0 || total == 0 {
            return None;
        }
        let fair_by_weight = Range::fraction(total) / weights as f64;
        let ratios =
            shares.map(|(weight, share)| Range::fraction(share) / (f64::from(weight) * fair_by_weight));
        let (mut max, mut min, mut squares, mut nodes) = (0.0, f64::INFINITY, 0.0, 0.0);
        for ratio in ratios {
            max = f64::max(max, ratio);
            min = f64::min(min, ratio);
            squares += (ratio - 1.0) * (ratio - 1.0);
            nodes += 1.0;
        }
        Some(Self { max_over_mean: max, min_over_mean: min, variation: root(squares / nodes) })
    }
}

/// The square root, which `core` has for integers only.
#[expect(clippy::cast_precision_loss, reason = "2^-32 of it is for people precise enough")]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is not negative, and what is large stays so"
)]
fn root(number: f64) -> f64 {
    const SCALE: f64 = (1u64 << 32) as f64;
    ((number * SCALE * SCALE) as u128).isqrt() as f64 / SCALE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_as_weights_are_even() {
        let even = Evenness::of([(1, 10), (3, 30), (2, 20)].into_iter()).unwrap();
        assert!((even.max_over_mean - 1.0).abs() < 1e-9 && (even.min_over_mean - 1.0).abs() < 1e-9);
        assert!(even.variation < 1e-9);
        assert_eq!(Evenness::of([(0, 0)].into_iter()), None);
        assert_eq!(Evenness::of([(5, 0)].into_iter()), None);
    }

    #[test]
    fn variation_is_the_standard_deviation_by_the_mean() {
        // 1/2, 1 and 3/2 of the mean: the variance is (1/4 + 0 + 1/4) / 3.
        let uneven = Evenness::of([(1, 1 << 40), (1, 2 << 40), (1, 3 << 40)].into_iter()).unwrap();
        assert!((uneven.max_over_mean - 1.5).abs() < 1e-9 && (uneven.min_over_mean - 0.5).abs() < 1e-9);
        assert!((uneven.variation - (1.0f64 / 6.0).sqrt()).abs() < 1e-8, "{}", uneven.variation);
    }
}
