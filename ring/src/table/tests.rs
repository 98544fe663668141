//! Tables against the sorted array, in positions so narrow or so crowded that every rare path is the common one.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

use proptest::prelude::*;

use super::line::{EditLine, Line, Narrow, Wide};
use super::line_table::LineTable;
use super::order::Scratch;
use super::search::Search;
use super::sorted::Sorted;
use super::{LIST_ABOVE, Vnode};
use crate::placement::Vnodes;
use crate::sequence::VnodeSequence;

/// How positions are bent: cut to their highest bits, then moved together.
#[derive(Clone, Copy, Debug)]
struct Bend {
    bits: u32,
    shift: u32,
}

const STRAIGHT: Bend = Bend { bits: 64, shift: 0 };

fn sequence(owner: u32, bend: Bend) -> VnodeSequence {
    VnodeSequence::native(7, &owner.to_le_bytes()).cut_to(bend.bits).crowded(bend.shift)
}

/// Some owners have their positions listed whatever their number.
fn is_listed(owner: u32) -> bool {
    owner % 4 == 1
}

/// An order of owners that is not that of their numbers.
fn tie(a: u32, b: u32) -> Ordering {
    (a % 3, a).cmp(&(b % 3, b))
}

/// A table and the sorted array, changed in step.
struct Pair<L> {
    table: LineTable<L>,
    sorted: Sorted,
    counts: Vec<u32>,
    bend: Bend,
}

impl<L: EditLine> Pair<L> {
    fn new(owners: usize, bend: Bend, list_above: u32) -> Self {
        let table = LineTable::new(list_above).unwrap();
        Self { table, sorted: Sorted::default(), counts: vec![0; owners], bend }
    }

    fn set(&mut self, owner: u32, count: u32) {
        let sequence = sequence(owner, self.bend);
        let old = core::mem::replace(&mut self.counts[owner as usize], count);
        let vnodes = |indices: core::ops::Range<u32>| {
            indices.map(move |index| Vnode { position: sequence.position(u64::from(index)).0, owner })
        };
        if is_listed(owner) {
            self.table.shrink(owner, 0, &tie).unwrap();
            self.sorted.remove(vnodes(0..old), tie);
            if count > 0 {
                let positions = vnodes(0..count).map(|vnode| vnode.position).collect();
                self.table.grow(owner, Vnodes::Listed(positions), &tie).unwrap();
            }
            self.sorted.insert(vnodes(0..count), tie);
        } else if count > old {
            self.table.grow(owner, Vnodes::Sequence(sequence, count), &tie).unwrap();
            self.sorted.insert(vnodes(old..count), tie);
        } else if count < old {
            self.table.shrink(owner, count, &tie).unwrap();
            self.sorted.remove(vnodes(count..old), tie);
        }
    }

    /// Every answer at every vnode position and beside it, every walk from there, and the order.
    fn check(&self, walk: usize) {
        assert_eq!(self.table.vnodes, self.sorted.len());
        let mut scratch = Scratch::default();
        assert!(self.table.in_order(&mut scratch).eq(self.sorted.in_order()), "order");
        for vnode in self.sorted.in_order() {
            for position in [vnode.position.wrapping_sub(1), vnode.position, vnode.position.wrapping_add(1)] {
                assert_eq!(
                    self.table.successor(position),
                    self.sorted.successor(position),
                    "owner of {position:#x}"
                );
                let walked = self.table.walk(position).take(walk);
                assert!(walked.eq(self.sorted.walk(position).take(walk)), "walk from {position:#x}");
            }
        }
        for position in [0, 1 << 63, u64::MAX] {
            assert_eq!(self.table.successor(position), self.sorted.successor(position));
            assert!(
                self.table.walk(position).eq(self.sorted.walk(position)),
                "whole walk from {position:#x}"
            );
        }
        self.check_lines();
    }

    /// Free slots hold what comes next, and nothing is spilled from lines with room.
    fn check_lines(&self) {
        let (vnodes, lines) = (self.table.vnodes, self.table.lines.len());
        assert!(vnodes * 10 <= lines * L::LOADS.most, "{vnodes} vnodes in {lines} lines");
        assert!(vnodes * 10 >= (lines - 1) * L::LOADS.least, "{vnodes} vnodes in {lines} lines");
        if vnodes == 0 {
            return;
        }
        for bucket in 0..self.table.lines.len() {
            let line = self.table.line(bucket);
            let spilled = self.table.is_spilled(bucket);
            for slot in L::len(line)..=L::CAPACITY {
                let next = if spilled { L::SPILLED } else { self.table.next_owner(bucket) };
                assert_eq!(L::owner(line, slot), next, "slot {slot} of line {bucket}");
            }
        }
    }
}

fn history<L: EditLine>(bend: Bend, list_above: u32, steps: &[(u32, u32)], walk: usize) {
    let mut pair = Pair::<L>::new(8, bend, list_above);
    for &(owner, count) in steps {
        pair.set(owner, count);
        pair.check(walk);
    }
}

fn bends() -> impl Strategy<Value = Bend> {
    let bits = prop_oneof![Just(0u32), Just(6), Just(8), Just(16), Just(64)];
    let shift = prop_oneof![3 => Just(0u32), 1 => Just(16u32), 1 => Just(40u32), 1 => Just(60u32)];
    (bits, shift).prop_map(|(bits, shift)| Bend { bits, shift })
}

fn steps() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let (most, steps) = if cfg!(miri) { (20, 4) } else { (90u32, 14) };
    let count = prop_oneof![2 => Just(0u32), 3 => 1u32..4, 3 => 4u32..18, 1 => 18..most];
    prop::collection::vec((0u32..8, count), 1..steps)
}

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: if cfg!(miri) { 3 } else { default.cases }, failure_persistence: None, ..default }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_history_of_narrow_lines_equals_the_sorted_array(
        bend in bends(), list_above in prop_oneof![Just(0u32), Just(10), Just(LIST_ABOVE)], steps in steps(),
    ) {
        history::<Narrow>(bend, list_above, &steps, 12);
    }

    #[test]
    fn any_history_of_wide_lines_equals_the_sorted_array(
        bend in bends(), list_above in prop_oneof![Just(0u32), Just(10), Just(LIST_ABOVE)], steps in steps(),
    ) {
        history::<Wide>(bend, list_above, &steps, 12);
    }
}

/// The named cases: nothing, one vnode, one node, all at one place, and every vnode in one bucket.
#[test]
#[cfg_attr(miri, ignore = "takes long there; random histories cover the same code")]
fn the_smallest_and_the_most_crowded_tables() {
    fn all<L: EditLine>() {
        for bits in [0, 1, 64] {
            for list_above in [0, LIST_ABOVE] {
                let bend = Bend { bits, shift: 0 };
                history::<L>(bend, list_above, &[(0, 0)], 4);
                history::<L>(bend, list_above, &[(0, 1), (0, 0), (0, 1)], 4);
                history::<L>(bend, list_above, &[(0, 40), (0, 39), (0, 1), (0, 0)], 40);
                history::<L>(bend, list_above, &[(0, 1), (1, 1), (0, 0), (2, 1), (1, 0)], 4);
            }
        }
        history::<L>(Bend { bits: 64, shift: 63 }, 0, &[(0, 30), (1, 30), (2, 30), (1, 0), (0, 5)], 30);
        history::<L>(Bend { bits: 64, shift: 20 }, 20, &[(0, 30), (1, 15), (2, 30), (0, 5), (1, 40)], 30);
    }
    all::<Narrow>();
    all::<Wide>();
}

/// Sizes as people run them, grown node by node past several rebuilds and shrunk again.
#[test]
#[cfg_attr(miri, ignore = "takes hours there; small tables cover the same code")]
fn ordinary_sizes_grow_and_shrink() {
    fn all<L: EditLine>() {
        let mut pair = Pair::<L>::new(60, STRAIGHT, LIST_ABOVE);
        for owner in 0..60 {
            pair.set(owner, 100 + owner);
        }
        pair.check(3);
        for owner in 5..60 {
            pair.set(owner, if owner % 2 == 0 { 0 } else { 30 });
        }
        pair.check(3);
    }
    all::<Narrow>();
    all::<Wide>();
}

/// A node beyond the length from which positions are listed, growing and shrinking across it.
#[test]
#[cfg_attr(miri, ignore = "takes hours there; small tables cover the same code")]
fn a_node_with_very_many_vnodes() {
    let mut pair = Pair::<Narrow>::new(3, STRAIGHT, 3000);
    for (owner, count) in [(0, 200), (1, 2900), (1, 4000), (2, 300), (1, 4100), (1, 2000), (1, 3500), (0, 0)]
    {
        pair.set(owner, count);
        pair.check(3);
    }
}

/// More owners than narrow lines can name.
#[test]
#[cfg_attr(miri, ignore = "takes hours there; small tables cover the same code")]
fn owners_beyond_sixteen_bits_get_wide_lines() {
    let most = u32::try_from(Narrow::MAX_OWNERS).unwrap();
    let sequences = (most - 2..most + 3).map(|owner| (owner, sequence(owner, STRAIGHT), 50));
    let mut grown = super::Table::build(core::iter::empty(), tie).unwrap();
    for (owner, sequence, count) in sequences.clone() {
        grown.grow(owner, Vnodes::Sequence(sequence, count), tie).unwrap();
    }
    let owners =
        sequences.clone().map(|(owner, sequence, count)| Ok((owner, Vnodes::Sequence(sequence, count))));
    let built = super::Table::build(owners, tie).unwrap();
    let mut sorted = Sorted::default();
    for (owner, sequence, count) in sequences {
        sorted.insert((0..count).map(|i| Vnode { position: sequence.position(u64::from(i)).0, owner }), tie);
    }
    for table in [grown, built] {
        assert!(table.is_wide());
        assert!(table.in_order(&mut Scratch::default()).eq(sorted.in_order()));
        for vnode in sorted.in_order() {
            assert_eq!(table.successor(vnode.position), Some(vnode.owner));
            assert!(table.walk(vnode.position).take(9).eq(sorted.walk(vnode.position).take(9)));
        }
    }
}
