use alloc::format;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::tests::arbitrary::{config, nodes};
use crate::{Config, Node};

fn ring(seed: u64, nodes: &[(&str, u32)]) -> Ring {
    let nodes = nodes.iter().map(|&(id, weight)| Node::new(id).with_weight(weight));
    Ring::new(Config::default().with_seed(seed), nodes).unwrap()
}

fn id(node: Option<NodeRef<'_>>) -> Option<&str> {
    node.map(NodeRef::id)
}

const KEYS: u32 = 20_000;

#[test]
fn the_expected_fraction_is_what_many_keys_come_to() {
    let old = ring(1, &[("a", 1), ("b", 2), ("c", 3), ("gone", 1)]);
    let new = ring(2, &[("a", 2), ("b", 2), ("c", 1), ("new", 1)]);
    let migration = Migration::new(&old, &new);
    let moved = (0..KEYS).filter(|key| migration.moves(key.to_le_bytes())).count();
    let expected = Range::fraction(migration.expected_moved());
    let got = moved as f64 / f64::from(KEYS);
    // Four standard deviations of so many keys are 0.013.
    assert!((got - expected).abs() < 0.013, "{got} for {expected}");
}

#[test]
fn places_that_there_are_not_are_refused() {
    let ring = ring(0, &[("a", 1)]);
    let migration = Migration::new(&ring, &ring);
    assert!(migration.at(0, Range::FULL_WIDTH).is_ok());
    for (done, cutoff) in [(1, 0), (0, Range::FULL_WIDTH + 1)] {
        assert_eq!(migration.at(done, cutoff).unwrap_err(), MigrationError::Cutoff { done, cutoff });
    }
    assert_eq!(migration.slice(3, 3).unwrap_err(), MigrationError::Slice { index: 3, slices: 3 });
    assert!(migration.slice(0, 0).is_err());
    assert_eq!(migration.slice(2, 3).unwrap().progress().1, Range::FULL_WIDTH);
}

proptest! {
    /// A key goes from the old owner alone, to the new one with the old behind it, to the new one alone, and never back.
    #[test]
    fn a_key_moves_once(old in (config(), nodes()), new in (config(), nodes()), slices in 1u32..9) {
        let old = Ring::new(old.0, old.1).unwrap();
        let new = Ring::new(new.0, new.1).unwrap();
        let start = Migration::new(&old, &new);
        let mut at: Vec<_> = (0..slices).map(|index| start.slice(index, slices).unwrap()).collect();
        at.push(start.at(Range::FULL_WIDTH, Range::FULL_WIDTH).unwrap());
        prop_assert!(at.windows(2).all(|pair| pair[0].progress().1 == pair[1].progress().0 || pair[1].done == pair[1].cutoff));
        for key in 0..40u32 {
            let key = format!("key-{key}");
            let (was, becomes) = (id(old.lookup(&key)), id(new.lookup(&key)));
            prop_assert_eq!(id(start.route(&key).node), was);
            let states: Vec<u8> = at.iter().map(|at| match at.route(&key) {
                Route { node, fallback: None } if u128::from(new.key_position(&key).0) >= at.cutoff => {
                    assert_eq!(id(node), was);
                    0
                }
                Route { node, fallback } if u128::from(new.key_position(&key).0) >= at.done => {
                    assert_eq!((id(node), id(fallback)), (becomes, was));
                    1
                }
                Route { node, fallback } => {
                    assert_eq!((id(node), id(fallback)), (becomes, None));
                    2
                }
            }).collect();
            prop_assert!(states.is_sorted());
            prop_assert!(states.iter().position(|&state| state == 1) == states.iter().rposition(|&state| state == 1));
            prop_assert!(states.contains(&1));
            prop_assert_eq!(states.last(), Some(&2));
        }
    }
}
