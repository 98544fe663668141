//! The plain table that the fast one is compared with: a sorted array, searched by halving.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::Vnode;

/// Vnodes sorted by (position, tie rule). Equal positions are all kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sorted {
    vnodes: Vec<Vnode>,
}

impl Sorted {
    pub(crate) fn len(&self) -> usize {
        self.vnodes.len()
    }

    /// Adds vnodes in any order. O(V + n log n) for n new ones.
    pub(crate) fn insert(&mut self, vnodes: impl Iterator<Item = Vnode>, tie: impl Fn(u32, u32) -> Ordering) {
        let order = order_by(tie);
        let old = self.vnodes.len();
        self.vnodes.extend(vnodes);
        self.vnodes[old..].sort_unstable_by(&order);
        // The stable sort finds the two sorted runs and merges them in one pass.
        self.vnodes.sort_by(order);
    }

    /// Removes vnodes, given in any order, one for one. O(V + n log n) for n of them.
    pub(crate) fn remove(&mut self, vnodes: impl Iterator<Item = Vnode>, tie: impl Fn(u32, u32) -> Ordering) {
        let mut leaving: Vec<Vnode> = vnodes.collect();
        leaving.sort_unstable_by(order_by(tie));
        let mut leaving = leaving.iter().peekable();
        self.vnodes.retain(|vnode| leaving.next_if_eq(&vnode).is_none());
        debug_assert!(leaving.next().is_none(), "every removed vnode was in the table");
    }

    /// The owner of a position: that of the first vnode at or after it, going round.
    pub(crate) fn successor(&self, position: u64) -> Option<u32> {
        let index = self.first_from(position);
        self.vnodes.get(index).or_else(|| self.vnodes.first()).map(|vnode| vnode.owner)
    }

    /// The owners of all vnodes, from the owner of the position once round the circle.
    pub(crate) fn walk(&self, position: u64) -> impl Iterator<Item = u32> + Clone {
        let (before, from) = self.vnodes.split_at(self.first_from(position));
        from.iter().chain(before).map(|vnode| vnode.owner)
    }

    /// All vnodes, from the smallest position on.
    pub(crate) fn in_order(&self) -> impl ExactSizeIterator<Item = Vnode> + Clone {
        self.vnodes.iter().copied()
    }

    fn first_from(&self, position: u64) -> usize {
        self.vnodes.partition_point(|vnode| vnode.position < position)
    }
}

fn order_by(tie: impl Fn(u32, u32) -> Ordering) -> impl Fn(&Vnode, &Vnode) -> Ordering {
    move |a, b| a.position.cmp(&b.position).then_with(|| tie(a.owner, b.owner))
}
