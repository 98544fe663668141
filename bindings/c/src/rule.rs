//! How many nodes hold a key, and in which zones.

use core::num::NonZeroU32;

use core_ring::ZoneRule;

/// A list minds no zones.
pub const VNODE_RING_ZONES_ANY: u32 = 0;
/// At most one node of a list in each zone; a list is shorter where zones are too few. Other numbers up to 2^32 - 2 are the
/// most nodes in each zone.
pub const VNODE_RING_ZONES_STRICT: u32 = 1;
/// As many different zones as there can be, then the next nodes: the list is never shorter.
pub const VNODE_RING_ZONES_SPREAD: u32 = u32::MAX;

/// A rule about zones from its number.
pub(crate) const fn zone_rule(zones: u32) -> ZoneRule {
    match (zones, NonZeroU32::new(zones)) {
        (VNODE_RING_ZONES_SPREAD, _) => ZoneRule::Spread,
        (_, Some(most)) => ZoneRule::Max(most),
        (_, None) => ZoneRule::Any,
    }
}

/// A rule about replicas; the library checks it where it matters.
pub(crate) const fn rule(replicas: usize, zones: u32) -> core_ring::ReplicaRule {
    core_ring::ReplicaRule::new(replicas).with_zones(zone_rule(zones))
}
