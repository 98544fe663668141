//! The compiled form of a ring: its vnodes in order, searched by position.
//!
//! A table knows positions and numbered owners, and is told how to order owners at one position. Everything else
//! about nodes is the ring's business.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// How many vnodes from the start of a bucket a search looks at first.
const WINDOW: usize = 4;

/// One vnode: where it stands and the slot of its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Vnode {
    pub(crate) position: u64,
    pub(crate) owner: u32,
}

/// Vnodes sorted by (position, tie rule). Equal positions are all kept.
///
/// The circle is cut into as many equal buckets as there are vnodes; a search starts where its bucket does and has
/// about one vnode to look at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    vnodes: Vec<Vnode>,
    /// For each bucket, the index of the first vnode in it or after it; at the end, the number of vnodes.
    starts: Vec<u32>,
}

impl Table {
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
        self.index();
    }

    /// Removes vnodes, given in any order, one for one. O(V + n log n) for n of them.
    pub(crate) fn remove(&mut self, vnodes: impl Iterator<Item = Vnode>, tie: impl Fn(u32, u32) -> Ordering) {
        let mut leaving: Vec<Vnode> = vnodes.collect();
        leaving.sort_unstable_by(order_by(tie));
        let mut leaving = leaving.iter().peekable();
        self.vnodes.retain(|vnode| leaving.next_if_eq(&vnode).is_none());
        debug_assert!(leaving.next().is_none(), "every removed vnode was in the table");
        self.index();
    }

    /// Works the starts of the buckets out again. O(V).
    fn index(&mut self) {
        let buckets = self.vnodes.len();
        self.starts.clear();
        for (index, vnode) in (0..).zip(&self.vnodes) {
            let bucket = bucket_of(vnode.position, buckets);
            if self.starts.len() <= bucket {
                self.starts.resize(bucket + 1, index);
            }
        }
        let end = u32::try_from(buckets).expect("HIGHEST_MAX_VNODES fits");
        self.starts.resize(buckets + 1, end);
    }

    /// The owner of a position: that of the first vnode at or after it, going round. Expected O(1), at most O(log V).
    #[inline]
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

    #[inline]
    fn first_from(&self, position: u64) -> usize {
        let bucket = bucket_of(position, self.vnodes.len());
        let Some(&[start, end]) = self.starts.get(bucket..bucket + 2) else { return 0 };
        let before = |vnode: &Vnode| vnode.position < position;
        // A bucket with more than a handful of vnodes is rare; counting in a fixed window takes no guess at branches.
        let window = self.vnodes[start as usize..].first_chunk::<WINDOW>();
        match window.map(|window| window.iter().filter(|vnode| before(vnode)).count()) {
            Some(count @ ..WINDOW) => start as usize + count,
            _ => start as usize + self.vnodes[start as usize..end as usize].partition_point(before),
        }
    }
}

fn order_by(tie: impl Fn(u32, u32) -> Ordering) -> impl Fn(&Vnode, &Vnode) -> Ordering {
    move |a, b| a.position.cmp(&b.position).then_with(|| tie(a.owner, b.owner))
}

/// Which of so many equal parts of the circle a position is in.
#[inline]
fn bucket_of(position: u64, buckets: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "less than the number of buckets")]
    let bucket = ((u128::from(position) * buckets as u128) >> u64::BITS) as usize;
    bucket
}
