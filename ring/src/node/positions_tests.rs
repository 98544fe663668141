use alloc::vec::Vec;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn written(positions: &[Position]) -> String {
    Positions::write(positions.iter().copied()).unwrap()
}

fn positions() -> impl Strategy<Value = Vec<Position>> {
    let position = (any::<u64>(), 0..64u32).prop_map(|(bits, shift)| Position(bits << shift));
    let narrow = any::<u32>().prop_map(|bits| Position(u64::from(bits) << 32));
    prop_oneof![vec(position, 0..9), vec(narrow, 0..99)].prop_map(|mut positions| {
        positions.sort_unstable();
        positions
    })
}

proptest! {
    #[test]
    fn every_list_comes_back(positions in positions()) {
        let written = written(&positions);
        prop_assert!(written.is_ascii());
        let read = Positions::read(&written);
        prop_assert_eq!(read.iter().len(), positions.len());
        prop_assert_eq!(read.iter().collect::<Vec<_>>(), positions);
    }

    #[test]
    fn lists_that_differ_are_written_otherwise(one in positions(), other in positions()) {
        prop_assert_eq!(one == other, written(&one) == written(&other));
    }
}

#[test]
fn the_ends_of_the_circle_and_equal_positions_come_back() {
    for list in [&[0][..], &[u64::MAX], &[0, 0, u64::MAX, u64::MAX], &[1 << 63], &[0, 1 << 63]] {
        let list: Vec<_> = list.iter().copied().map(Position).collect();
        assert_eq!(Positions::read(&written(&list)).iter().collect::<Vec<_>>(), list);
    }
    assert_eq!(written(&[]), "");
    assert_eq!((Positions::default().len(), Positions::default().iter().next()), (0, None));
}

#[test]
fn positions_of_rings_of_32_bits_take_five_bytes_at_most() {
    let all: Vec<_> = (0..160u32).map(|at| at.wrapping_mul(0x9e37_79b9)).collect();
    let mut all: Vec<_> = all.into_iter().map(|bits| Position(u64::from(bits) << 32)).collect();
    all.sort_unstable();
    assert!(written(&all).len() <= 160 * 5, "{}", written(&all).len());
}
