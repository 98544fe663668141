//! Shares of the circle.

use std::slice;

use ::vnode_ring::{Balance, ReplicaRule, Ring};
use arbitrary::Arbitrary;
use vnode_ring_c::balance::*;
use vnode_ring_c::ring::vnode_ring;
use vnode_ring_c::status::VNODE_RING_ERR_BUFFER;
use vnode_ring_c::width::vnode_ring_width;

use super::call::{Call, Handed, Told, Twist};
use super::held::{Held, Others};
use super::lookups::Zones;
use super::status::coded;

/// How many nodes hold a key, some of it more than there may be.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Rule {
    replicas: u8,
    zones: Zones,
}

impl Rule {
    pub(super) const fn replicas(self) -> usize {
        match self.replicas {
            0..=239 => (self.replicas % 5) as usize,
            240..=247 => usize::MAX,
            _ => 33,
        }
    }

    pub(super) fn zones(self) -> u32 {
        self.zones.number()
    }

    pub(super) fn rule(self) -> ReplicaRule {
        ReplicaRule::new(self.replicas()).with_zones(self.zones.rule())
    }
}

pub(super) fn width(told: vnode_ring_width) -> u128 {
    u128::from(told.high) << 64 | u128::from(told.low)
}

pub(super) fn shares(
    held: &Held<vnode_ring, Ring>,
    others: Others,
    rule: Rule,
    room: u8,
    handed: Handed,
    twist: Twist,
) {
    let balance = coded(Balance::of(&held.model, rule.rule()));
    let (mut call, mut count, mut evenness) = (Call::new(twist), Told::new(), Told::new());
    let object = held.hand(&mut call, others);
    let mut place: Vec<vnode_ring_share> = Vec::with_capacity(usize::from(room % 16));
    let owners = balance.as_ref().map_or(0, |balance| balance.nodes().len());
    let handed = if owners == 0 { Handed::Fine } else { handed };
    let (at, capacity) = call.array_mut(place.as_mut_ptr(), place.capacity(), handed);
    if let Err(status) = balance {
        call.wrong(status);
    }
    if place.capacity() < owners {
        call.wrong(VNODE_RING_ERR_BUFFER);
    }
    let (error, count_at, evenness_at) =
        (call.error(), call.result(&mut count), call.optional(&mut evenness));
    let status = unsafe {
        vnode_ring_shares(object, rule.replicas(), rule.zones(), error, at, capacity, count_at, evenness_at)
    };
    let ended = call.ended(status, || balance);
    count.is(ended.as_ref().map(|balance| balance.nodes().len()));
    let evenness = evenness.where_ok(ended.is_some());
    let Some(balance) = ended else { return };
    // SAFETY: as many were written.
    let told = unsafe { slice::from_raw_parts(place.as_ptr(), owners) };
    for (told, share) in told.iter().zip(balance.nodes()) {
        assert_eq!(told.slot, u32::from(share.node.index()));
        assert_eq!((told.weight, told.vnodes), (share.node.weight(), share.vnodes));
        assert_eq!((width(told.owned), width(told.replicated)), (share.owned, share.replicated));
    }
    if let Some(told) = evenness {
        let told = [told.max_over_mean, told.min_over_mean, told.variation];
        let even = balance.evenness();
        let expected = even.map_or([0.0; 3], |even| [even.max_over_mean, even.min_over_mean, even.variation]);
        assert_eq!(told.map(f64::to_bits), expected.map(f64::to_bits));
    }
}
