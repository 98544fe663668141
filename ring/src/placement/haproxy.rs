//! The points of HAProxy's `hash-type consistent`.

use core::net::{IpAddr, SocketAddr};

use crate::config::Placement;
use crate::hash::haproxy::{avalanche, xxh32};
use crate::key_hasher::widened;

/// How many points HAProxy keeps for a server whose number is its id.
const POINTS_OF_AN_ID: u32 = 4096;

/// The highest id that HAProxy takes.
const MAX_ID: u32 = i32::MAX.unsigned_abs();

/// Numbers from a base on, mixed.
pub(super) fn points(base: u32) -> impl Iterator<Item = u64> {
    (0u32..).map(move |number| widened(avalanche(base.wrapping_add(number))))
}

/// From which number on the points of a server count, by its placement id; `None` where that is not what the placement takes.
type Base = fn(&str) -> Option<u32>;

/// That of a placement, if it is one of HAProxy.
pub(super) const fn base_of(placement: Placement) -> Option<Base> {
    match placement {
        Placement::HaproxyId => Some(|text| id(text).map(|id| id.wrapping_mul(POINTS_OF_AN_ID))),
        Placement::HaproxyId30 => Some(|text| id(text).map(avalanche)),
        Placement::HaproxyAddr => Some(|text| {
            let with_port = || socket(text).map(|(address, _)| address);
            address(text).or_else(with_port).map(|address| by_address(address, 0))
        }),
        Placement::HaproxyAddrPort => {
            Some(|text| socket(text).map(|(address, port)| by_address(address, avalanche(port.into()))))
        }
        _ => None,
    }
}

/// The number of a server, without a sign or leading zeros, so that no two texts are one server.
fn id(text: &str) -> Option<u32> {
    let plain = text.starts_with(|first| matches!(first, '1'..='9'));
    text.parse().ok().filter(|id| plain && *id <= MAX_ID)
}

fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// An address with its port. A scope is no part of what HAProxy hashes, so that two would be one server.
fn socket(text: &str) -> Option<(IpAddr, u16)> {
    let socket: SocketAddr = text.parse().ok().filter(|_| !text.contains('%'))?;
    Some((socket.ip(), socket.port()))
}

fn by_address(address: IpAddr, seed: u32) -> u32 {
    match address {
        IpAddr::V4(address) => avalanche(seed.wrapping_add(u32::from_le_bytes(address.octets()))),
        IpAddr::V6(address) => xxh32(seed, &address.octets()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(placement: Placement, placement_id: &str) -> Option<u32> {
        base_of(placement).unwrap()(placement_id)
    }

    #[test]
    fn placement_ids_are_numbers_or_addresses() {
        let taken = |placement, placement_ids: &[&str]| {
            for placement_id in placement_ids {
                assert!(base(placement, placement_id).is_some(), "{placement:?} {placement_id}");
            }
        };
        let refused = |placement, placement_ids: &[&str]| {
            for placement_id in placement_ids {
                assert!(base(placement, placement_id).is_none(), "{placement:?} {placement_id}");
            }
        };
        for placement in [Placement::HaproxyId, Placement::HaproxyId30] {
            taken(placement, &["1", "10", "2147483647"]);
            refused(placement, &["", "0", "01", "+1", "-1", "1 ", "2147483648", "99999999999999999999", "a"]);
        }
        taken(Placement::HaproxyAddr, &["10.0.0.1", "10.0.0.1:80", "::1", "[::1]:80"]);
        refused(Placement::HaproxyAddr, &["", "1", "10.0.0", "10.0.0.1:", "10.0.0.1:99999", "[::1]", "a:80"]);
        taken(Placement::HaproxyAddrPort, &["10.0.0.1:80", "[::1]:80"]);
        refused(Placement::HaproxyAddrPort, &["10.0.0.1", "::1", "a:80", "unix:/run/a", "[fe80::1%3]:80"]);
        assert!(base_of(Placement::Native).is_none());
    }

    #[test]
    fn the_port_counts_where_it_is_asked_for() {
        let of = |placement, placement_id: &str| base(placement, placement_id).unwrap();
        let [addr, addr_port] = [Placement::HaproxyAddr, Placement::HaproxyAddrPort];
        for address in ["10.0.0.1", "[::1]"] {
            let [one, other] = [1, 2].map(|port| alloc::format!("{address}:{port}"));
            assert_eq!(of(addr, &one), of(addr, &other));
            assert_ne!(of(addr_port, &one), of(addr_port, &other));
        }
    }
}
