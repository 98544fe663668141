//! Vnodes in ring order, of which single ones come and go.

use alloc::vec;
use alloc::vec::Vec;

/// How many vnodes a bucket is laid out for.
const PER_BUCKET: usize = 4;

/// A vnode with the number of its node. Ordered as on the ring, because nodes are numbered in the order of ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vnode {
    pub(super) position: u64,
    pub(super) node: u32,
}

/// All vnodes of a ring. To find, add or take away one is expected O(1).
#[derive(Debug)]
pub(super) struct Vnodes {
    /// Equal parts of the circle, each sorted.
    buckets: Vec<Vec<Vnode>>,
    len: usize,
}

/// Where a vnode is; good until one comes or goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    bucket: usize,
    index: usize,
}

impl Vnodes {
    /// From vnodes in ring order.
    pub(super) fn of(in_order: impl ExactSizeIterator<Item = Vnode>) -> Self {
        let len = in_order.len();
        let mut vnodes = Self { buckets: vec![Vec::new(); len / PER_BUCKET + 1], len };
        for vnode in in_order {
            let bucket = vnodes.bucket(vnode.position);
            vnodes.buckets[bucket].push(vnode);
        }
        vnodes
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "less than the number of buckets")]
    fn bucket(&self, position: u64) -> usize {
        ((u128::from(position) * self.buckets.len() as u128) >> u64::BITS) as usize
    }

    /// Where a vnode is, or where it belongs.
    pub(super) fn find(&self, vnode: Vnode) -> At {
        let bucket = self.bucket(vnode.position);
        At { bucket, index: self.buckets[bucket].partition_point(|&other| other < vnode) }
    }

    pub(super) fn insert(&mut self, vnode: Vnode) -> At {
        let at = self.find(vnode);
        self.buckets[at.bucket].insert(at.index, vnode);
        self.len += 1;
        at
    }

    pub(super) fn remove(&mut self, at: At) {
        self.buckets[at.bucket].remove(at.index);
        self.len -= 1;
    }

    pub(super) fn get(&self, at: At) -> Vnode {
        self.buckets[at.bucket][at.index]
    }

    /// The nodes of all vnodes after one, once round up to it.
    pub(super) fn after(&self, at: At) -> impl Iterator<Item = u32> {
        let At { mut bucket, mut index } = at;
        (1..self.len).map(move |_| {
            index += 1;
            while index >= self.buckets[bucket].len() {
                bucket = if bucket + 1 == self.buckets.len() { 0 } else { bucket + 1 };
                index = 0;
            }
            self.buckets[bucket][index].node
        })
    }

    /// All vnodes before one, against ring order, once round, itself as the last; with each, whether that step went from
    /// the smallest position to the largest.
    pub(super) fn before(&self, at: At) -> impl Iterator<Item = (Vnode, bool)> {
        let At { mut bucket, mut index } = at;
        (0..self.len).map(move |_| {
            let mut wraps = false;
            while index == 0 {
                wraps |= bucket == 0;
                bucket = if bucket == 0 { self.buckets.len() } else { bucket } - 1;
                index = self.buckets[bucket].len();
            }
            index -= 1;
            (self.buckets[bucket][index], wraps)
        })
    }
}
