//! What a calibration aims at, and how far it may go.

use super::CalibrationError;
use crate::rule::ReplicaRule;

/// What 1 is in the settings of calibrations: they are integers, in millionths.
pub const MILLIONTHS: u32 = 1_000_000;
/// The fewest and the most vnodes of a node where nothing else is set, by what its weight gives.
const DEFAULT_VNODES: (u32, u32) = (MILLIONTHS / 4, MILLIONTHS * 4);

/// What a calibration aims at, and how far it may go. A number of replicas, or a [`ReplicaRule`], stands for a rule with
/// all else as it is by default.
///
/// ```
/// use vnode_ring::{CalibrationRule, ReplicaRule, ZoneRule};
///
/// let rule = CalibrationRule::new(ReplicaRule::new(3).with_zones(ZoneRule::Spread)).with_band(50_000); // 5 %
/// assert_eq!(rule.replicas().replicas(), 3);
/// assert_eq!(CalibrationRule::from(1), CalibrationRule::new(1).with_band(0).with_vnodes(250_000, 4_000_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CalibrationRule {
    replicas: ReplicaRule,
    band: u32,
    vnodes: (u32, u32),
}

impl CalibrationRule {
    /// Aims at what nodes hold as one of so many replicas; with one, at what they own. As even as can be.
    ///
    /// A node has one count, so it can have one of these fair: calibrated for three replicas, nodes hold alike, and own
    /// about as unlike as before.
    #[must_use]
    pub fn new(replicas: impl Into<ReplicaRule>) -> Self {
        Self { replicas: replicas.into(), band: 0, vnodes: DEFAULT_VNODES }
    }

    /// Sets the tolerance band, in millionths of a fair share: only nodes that have that much more or less than theirs get
    /// another count, and only until they are inside. A wider band moves less.
    #[must_use]
    pub const fn with_band(mut self, millionths: u32) -> Self {
        self.band = millionths;
        self
    }

    /// Sets how few and how many vnodes a node may get, in millionths of what its weight gives; by default a quarter and
    /// four times as many. It gets at least one. A node that is beyond that may stay there, or come nearer.
    #[must_use]
    pub const fn with_vnodes(mut self, least: u32, most: u32) -> Self {
        self.vnodes = (least, most);
        self
    }

    /// How many replicas, and how they spread over zones.
    #[must_use]
    pub const fn replicas(self) -> ReplicaRule {
        self.replicas
    }

    /// The tolerance band, in millionths of a fair share.
    #[must_use]
    pub const fn band(self) -> u32 {
        self.band
    }

    /// How few and how many vnodes a node may get, in millionths of what its weight gives.
    #[must_use]
    pub const fn vnodes(self) -> (u32, u32) {
        self.vnodes
    }

    pub(super) fn check(self) -> Result<(), CalibrationError> {
        self.replicas.check().map_err(CalibrationError::Rule)?;
        match self.vnodes {
            (least, most) if least > most => Err(CalibrationError::Vnodes { least, most }),
            _ => Ok(()),
        }
    }

    /// The same for a node whose weight gives that many.
    pub(super) fn limits(self, by_weight: u64) -> (u32, u32) {
        let part = |millionths: u32| u128::from(by_weight) * u128::from(millionths);
        let fits = |count: u128| u32::try_from(count).unwrap_or(u32::MAX).max(1);
        let (least, most) = self.vnodes;
        (fits(part(least).div_ceil(MILLIONTHS.into())), fits(part(most) / u128::from(MILLIONTHS)))
    }
}

impl<R: Into<ReplicaRule>> From<R> for CalibrationRule {
    fn from(replicas: R) -> Self {
        Self::new(replicas)
    }
}
