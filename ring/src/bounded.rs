//! Bounded load: the first node of a preference list that is not full.

#[cfg(feature = "alloc")]
use alloc::vec;
#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::index::NodeIndex;
#[cfg(feature = "alloc")]
use crate::membership::{Membership, NodeRef};
#[cfg(feature = "alloc")]
use crate::position::Position;
#[cfg(feature = "alloc")]
use crate::ring::Ring;
use crate::view::{NodeView, RingView};

const HUNDRED: NonZeroU32 = NonZeroU32::new(100).expect("it is not 0");

/// How far a cap is above the fair share: an exact fraction of it.
///
/// ```
/// use core::num::NonZeroU32;
/// use vnode_ring::Headroom;
///
/// assert_eq!(Headroom::percent(25), Headroom::percent(25));
/// let eighth = Headroom::new(1, NonZeroU32::new(8).unwrap());
/// assert_eq!(eighth.cap(100, 1, 10), 12); // 10 and an eighth of it, rounded up
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Headroom {
    numerator: u32,
    denominator: NonZeroU32,
}

impl Headroom {
    /// So many parts of so large a denominator.
    #[must_use]
    pub const fn new(numerator: u32, denominator: NonZeroU32) -> Self {
        Self { numerator, denominator }
    }

    /// So many percent.
    #[must_use]
    pub const fn percent(percent: u32) -> Self {
        Self { numerator: percent, denominator: HUNDRED }
    }

    /// The cap of a node: its fair share by weight of a load that all nodes have together, and the headroom, rounded up;
    /// at most `u64::MAX`, and 0 where all weights are 0. O(1), exact.
    ///
    /// The caps of all nodes sum to no less than the load.
    ///
    /// ```
    /// use vnode_ring::Headroom;
    ///
    /// // 1000 requests at once, a node of weight 2 among weights that sum to 30.
    /// assert_eq!(Headroom::percent(10).cap(1000, 2, 30), 74); // 66.66.. and a tenth of it
    /// ```
    #[must_use]
    pub fn cap(self, load: u64, weight: u32, total_weight: u64) -> u64 {
        if total_weight == 0 {
            return 0;
        }
        let [numerator, denominator] = [self.numerator, self.denominator.get()].map(u128::from);
        let times = denominator + numerator;
        // The fair share as whole and rest, so that no product is larger than 128 bits.
        let (fair, total) = (u128::from(load) * u128::from(weight), u128::from(total_weight));
        let (whole, rest) = (fair / total, (fair % total) * times);
        let scaled = whole.saturating_mul(times).saturating_add(rest.div_ceil(total));
        u64::try_from(scaled.div_ceil(denominator)).unwrap_or(u64::MAX)
    }
}

/// Whether a node can take one more. What is beyond the end of a slice is 0.
fn has_room(node: NodeIndex, loads: &[u64], caps: &[u64]) -> bool {
    let of = |numbers: &[u64]| numbers.get(node.get()).copied().unwrap_or(0);
    of(loads) < of(caps)
}

#[cfg(feature = "alloc")]
impl Membership {
    /// The cap of each node by slot, as many as there are [slots](Self::slots): see [`Headroom::cap`]. O(N).
    ///
    /// Work caps out once, with headroom for the changes to come, and keep them: where all of them follow every change of
    /// the nodes, keys move between nodes that have nothing to do with it.
    ///
    /// ```
    /// use vnode_ring::{Config, Headroom, Membership, Node};
    ///
    /// let membership = Membership::new(Config::default(), [Node::new("a"), Node::new("b").with_weight(3)])?;
    /// let caps = membership.fair_caps(1000, Headroom::percent(20));
    /// assert_eq!(caps[membership.get("a").unwrap().index().get()], 300);
    /// assert_eq!(caps[membership.get("b").unwrap().index().get()], 900);
    /// # Ok::<(), vnode_ring::MembershipError>(())
    /// ```
    #[must_use]
    pub fn fair_caps(&self, load: u64, headroom: Headroom) -> Vec<u64> {
        let total = self.nodes().map(|node| u64::from(node.weight())).sum();
        let mut caps = vec![0; self.slots()];
        for node in self.nodes() {
            caps[node.index().get()] = headroom.cap(load, node.weight(), total);
        }
        caps
    }
}

#[cfg(feature = "alloc")]
impl Ring {
    /// The first node of the key's preference list whose load is below its cap; `None` when all nodes with vnodes are
    /// full. It depends on the ring, the key, the loads and the caps, and on nothing else.
    ///
    /// Loads and caps stand by [`NodeIndex`], as many as there are [slots](Membership::slots); what is beyond the end of
    /// a slice is 0, so that a node without a load has none, and one without a cap takes nothing. Who counts each pick as
    /// one load of its node, from loads that are below, never exceeds a cap.
    ///
    /// As fast as a lookup while the owner has room. Then it goes from vnode to vnode, at most one turn. No allocation.
    ///
    /// ```
    /// use vnode_ring::{Config, Headroom, Node, Ring};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new))?;
    /// let caps = ring.membership().fair_caps(6, Headroom::percent(0)); // 2 for each
    /// let mut loads = vec![0; ring.membership().slots()];
    /// for _ in 0..6 {
    ///     let node = ring.pick("the same key", &loads, &caps).unwrap();
    ///     loads[node.index().get()] += 1;
    /// }
    /// assert_eq!(loads, caps);
    /// assert!(ring.pick("the same key", &loads, &caps).is_none());
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    #[must_use]
    pub fn pick(&self, key: impl AsRef<[u8]>, loads: &[u64], caps: &[u64]) -> Option<NodeRef<'_>> {
        self.pick_at(self.key_position(key), loads, caps)
    }

    /// The first node with room for a position: see [`pick`](Self::pick).
    #[must_use]
    pub fn pick_at(&self, position: Position, loads: &[u64], caps: &[u64]) -> Option<NodeRef<'_>> {
        self.walk(position).find(|node| has_room(node.index(), loads, caps))
    }

    /// The first node with room that passes a filter: by [guarantee 7](crate::Placement::guarantees), [`pick`](Self::pick) on
    /// the ring without the other nodes.
    pub fn pick_where(
        &self,
        key: impl AsRef<[u8]>,
        loads: &[u64],
        caps: &[u64],
        mut filter: impl FnMut(NodeRef<'_>) -> bool,
    ) -> Option<NodeRef<'_>> {
        self.lookup_where(key, |node| has_room(node.index(), loads, caps) && filter(node))
    }
}

impl RingView<'_> {
    /// The first node of the key's preference list whose load is below its cap; `None` when all nodes with vnodes are
    /// full. Loads and caps stand by [`NodeIndex`]; what is beyond the end of a slice is 0.
    #[must_use]
    pub fn pick(&self, key: impl AsRef<[u8]>, loads: &[u64], caps: &[u64]) -> Option<NodeView<'_>> {
        self.lookup_where(key, |node| has_room(node.index(), loads, caps))
    }
}
