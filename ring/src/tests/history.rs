//! Guarantee 6: a ring depends on its content, not on how it came about.

use alloc::vec::Vec;

use proptest::prelude::*;

use super::arbitrary::{config, nodes};
use crate::membership::Membership;
use crate::node::Node;
use crate::{Position, Ring, Scratch};

fn sequence(ring: &Ring) -> Vec<(Position, &Node)> {
    ring.vnodes_in_order(&mut Scratch::default()).map(|(position, node)| (position, node.node())).collect()
}

proptest! {
    #[test]
    fn guarantee_6_same_content_same_ring_whatever_the_order(
        config in config(),
        (nodes, shuffled) in nodes().prop_flat_map(|nodes| (Just(nodes.clone()), Just(nodes).prop_shuffle())),
    ) {
        let sorted = Ring::new(config.clone(), nodes).unwrap();
        let permuted = Ring::new(config.clone(), shuffled.clone()).unwrap();
        prop_assert_eq!(sequence(&sorted), sequence(&permuted));
        prop_assert_eq!(sorted.membership(), permuted.membership());

        let mut grown = Ring::new(config, []).unwrap();
        for node in shuffled {
            grown.add(node).unwrap();
        }
        prop_assert_eq!(sequence(&sorted), sequence(&grown));
    }

    #[test]
    fn guarantee_6_same_content_same_ring_whatever_the_history(
        config in config(), stations in prop::collection::vec(nodes(), 1..6),
    ) {
        let mut travelled = Ring::new(config.clone(), []).unwrap();
        let mut epoch = 0;
        for station in &stations {
            let target = Membership::new(config.clone(), station.iter().cloned()).unwrap();
            let delta = travelled.membership().diff(&target).unwrap();
            epoch += u64::from(!delta.is_empty());
            travelled.apply(&delta).unwrap();
            let fresh = Ring::new(config.clone(), station.iter().cloned()).unwrap();
            prop_assert_eq!(travelled.membership(), fresh.membership());
            prop_assert_eq!(travelled.membership().epoch(), epoch);
            prop_assert_eq!(sequence(&travelled), sequence(&fresh));
        }
    }
}
