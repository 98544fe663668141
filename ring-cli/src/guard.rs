//! How much a change may do before it needs `--force`.

use std::collections::BTreeMap;
use std::str::FromStr;

use vnode_ring::{Plan, Range, Ring};

use crate::shown::{Excerpt, Got, Percent};

/// A thousandth is what one decimal of a percent can say.
const WHOLE: u16 = 1000;

/// A share in thousandths, read and shown as percent with at most one decimal. A percent sign may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permille(u16);

impl Permille {
    /// A quarter: what one more node among three, or one less of four, comes to.
    pub const DEFAULT: Self = Self(250);

    /// The most positions that are no more than this share.
    #[must_use]
    pub const fn positions(self) -> u128 {
        self.0 as u128 * Range::FULL_WIDTH / WHOLE as u128
    }

    /// The least share that so many positions do not exceed; `None` where that is more than all.
    #[must_use]
    pub fn of(positions: u128) -> Option<Self> {
        let permille = (positions * u128::from(WHOLE)).div_ceil(Range::FULL_WIDTH);
        u16::try_from(permille).ok().filter(|&permille| permille <= WHOLE).map(Self)
    }

    /// The share in millionths.
    #[must_use]
    pub const fn millionths(self) -> u32 {
        self.0 as u32 * (vnode_ring::MILLIONTHS / WHOLE as u32)
    }

    /// Whether a part of the circle is more than this share. Exact.
    #[must_use]
    pub const fn is_exceeded_by(self, positions: u128) -> bool {
        positions * WHOLE as u128 > self.0 as u128 * Range::FULL_WIDTH
    }
}

impl FromStr for Permille {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || format!("a percentage is 0 to 100, with at most one decimal ({})", Got(text));
        let number = text.strip_suffix('%').unwrap_or(text);
        let (whole, tenths) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |text: &str, most| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 3) || !digits(tenths, 1) {
            return Err(refused());
        }
        let permille = format!("{whole}{tenths}").parse().map_err(|_| refused())?;
        if permille > WHOLE { Err(refused()) } else { Ok(Self(permille)) }
    }
}

impl std::fmt::Display for Permille {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 10, self.0 % 10) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenths) => write!(f, "{whole}.{tenths}"),
        }
    }
}

/// How many positions get another owner. A ring without vnodes owns nothing that could move.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "rings of one config have a plan")]
pub fn moved(old: &Ring, new: &Ring) -> u128 {
    if old.vnode_count() == 0 {
        return 0;
    }
    Plan::between(old, new, 1).expect("a change keeps the config").summary().moved
}

/// What keeps a change from being made without `--force`: one sentence each.
#[must_use]
pub fn objections(old: &Ring, new: &Ring, max_moved: Permille) -> Vec<String> {
    let mut objections = Vec::new();
    let moved = moved(old, new);
    if max_moved.is_exceeded_by(moved) {
        objections.push(format!(
            "{} of the keys would move ({moved} of {} positions), more than --max-moved {max_moved}",
            Percent(moved),
            Range::FULL_WIDTH
        ));
    }
    if old.vnode_count() > 0 && new.vnode_count() == 0 {
        objections.push(format!("no node would have vnodes, where there are {} now", old.vnode_count()));
    }
    let (old, new) = (serving_by_zone(old), serving_by_zone(new));
    for (zone, nodes) in old.iter().filter(|(zone, _)| !new.contains_key(*zone)) {
        let zone = Excerpt(zone);
        objections.push(format!("no node of zone {zone} would have vnodes, where {nodes} have some now"));
    }
    objections
}

/// How many nodes of each zone have vnodes. Nodes without a zone are in none.
fn serving_by_zone(ring: &Ring) -> BTreeMap<&str, usize> {
    let mut zones = BTreeMap::new();
    for node in ring.nodes().filter(|&node| ring.vnode_count_of(node) > 0) {
        if let Some(zone) = node.zone() {
            *zones.entry(zone).or_default() += 1;
        }
    }
    zones
}

#[cfg(test)]
mod tests {
    use std::slice;

    use vnode_ring::{Config, Node};

    use super::*;

    fn ring(nodes: &[Node]) -> Ring {
        Ring::new(Config::default(), nodes.iter().cloned()).unwrap()
    }

    #[test]
    fn a_share_is_percent_with_at_most_one_decimal() {
        for (text, permille) in
            [("25", 250), ("0", 0), ("100", 1000), ("12.5", 125), ("0.1", 1), ("007", 70), ("2.5%", 25)]
        {
            assert_eq!(text.parse(), Ok(Permille(permille)));
        }
        for text in
            ["", ".", "%", "25%%", "25 %", "-1", "+1", "100.1", "101", "1.25", "5.", ".5", "1e1", "65536"]
        {
            assert!(text.parse::<Permille>().is_err(), "{text}");
        }
        assert_eq!([Permille(250), Permille(1)].map(|permille| permille.to_string()), ["25", "0.1"]);
    }

    #[test]
    fn the_limit_is_exact() {
        let quarter = Range::FULL_WIDTH / 4;
        assert_eq!(Permille::DEFAULT.millionths(), 250_000);
        assert!(!Permille::DEFAULT.is_exceeded_by(quarter));
        assert!(Permille::DEFAULT.is_exceeded_by(quarter + 1));
        assert!(!Permille(WHOLE).is_exceeded_by(Range::FULL_WIDTH));
        assert!(Permille(0).is_exceeded_by(1));
        // A tenth of a percent is no whole number of positions.
        let tenth = Range::FULL_WIDTH / u128::from(WHOLE);
        assert_eq!((Permille(1).positions(), Permille(WHOLE).positions()), (tenth, Range::FULL_WIDTH));
        assert_eq!(
            [0, tenth, tenth + 1].map(Permille::of),
            [0, 1, 2].map(|permille| Some(Permille(permille)))
        );
        assert_eq!(Permille::of(Range::FULL_WIDTH + 1), None);
        assert!(!Permille(1).is_exceeded_by(tenth) && Permille(1).is_exceeded_by(tenth + 1));
    }

    #[test]
    fn zones_count_by_their_nodes_with_vnodes() {
        let [a, b] = ["a", "b"].map(|id| Node::new(id).with_zone("eu"));
        let (c, all) = (Node::new("c"), Permille(WHOLE));
        let drained = a.clone().with_weight(0);
        let old = ring(&[a.clone(), b.clone(), c.clone()]);
        assert_eq!(objections(&old, &ring(&[a, c.clone()]), all), [""; 0]);
        assert_eq!(
            objections(&old, &ring(&[drained.clone(), c.clone()]), all),
            ["no node of zone \"eu\" would have vnodes, where 2 have some now"]
        );
        assert_eq!(objections(&ring(&[drained, c.clone()]), &ring(slice::from_ref(&c)), all), [""; 0]);
        assert_eq!(objections(&ring(&[]), &ring(slice::from_ref(&c)), Permille(0)), [""; 0]);
        assert_eq!(objections(&ring(&[c]), &ring(&[]), all).len(), 1);
    }
}
