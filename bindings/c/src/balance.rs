//! How the circle is divided among the nodes, exactly.

use core_ring::{Balance, Evenness};

use crate::error::vnode_ring_error;
use crate::failure::Failure;
use crate::guard::with;
use crate::memory::{copy_out, wanted};
use crate::ring::vnode_ring;
use crate::rule::rule;
use crate::width::vnode_ring_width;

/// The share of a node.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vnode_ring_share {
    /// The node's slot.
    pub slot: u32,
    /// Its weight.
    pub weight: u32,
    /// Its number of vnodes.
    pub vnodes: u64,
    /// The positions that it owns; those of all nodes sum to the circle.
    pub owned: vnode_ring_width,
    /// The positions that it holds as owner or as another replica.
    pub replicated: vnode_ring_width,
}

/// How even shares are, each by its node's weight. Where all are the same: 1, 1 and 0.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct vnode_ring_evenness {
    /// The largest share by the mean.
    pub max_over_mean: f64,
    /// The smallest share by the mean.
    pub min_over_mean: f64,
    /// The standard deviation by the mean.
    pub variation: f64,
}

/// The exact shares of all nodes that are not drained, where each key is held by `replicas` nodes under the rule `zones`
/// (as for vnode_ring_replicas(); 1 and VNODE_RING_ZONES_ANY for owners alone). `*count` is how many there are, in the
/// order of ids: vnode_ring_node_count() is always enough for `capacity`, VNODE_RING_ERR_BUFFER where it is less than
/// needed. `evenness` may be NULL; it is of the replicated shares, and 0 where there are no nodes. O(vnodes * replicas).
///
/// VNODE_RING_ERR_RULE, _BUFFER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vnode_ring_shares(
    ring: *const vnode_ring,
    replicas: usize,
    zones: u32,
    error: *mut vnode_ring_error,
    shares: *mut vnode_ring_share,
    capacity: usize,
    count: *mut usize,
    evenness: *mut vnode_ring_evenness,
) -> i32 {
    // SAFETY: the header's rules are the contract.
    unsafe {
        with(ring, error, |ring| -> Result<(), Failure> {
            let evenness = wanted(evenness)?;
            let balance = Balance::of(ring, rule(replicas, zones))?;
            let told = balance.nodes().iter().map(|share| vnode_ring_share {
                slot: share.node.index().into(),
                weight: share.node.weight(),
                vnodes: share.vnodes,
                owned: share.owned.into(),
                replicated: share.replicated.into(),
            });
            copy_out(told, shares, capacity, count)?;
            if let Some(evenness) = evenness {
                let even = |even: Evenness| vnode_ring_evenness {
                    max_over_mean: even.max_over_mean,
                    min_over_mean: even.min_over_mean,
                    variation: even.variation,
                };
                evenness.set(balance.evenness().map_or_else(vnode_ring_evenness::default, even));
            }
            Ok(())
        })
    }
}
