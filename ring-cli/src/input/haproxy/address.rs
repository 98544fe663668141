//! Addresses as HAProxy takes them.

use crate::input::server::{Address, port_of};
use crate::input::{Got, InputError};

/// What may stand before an address of the internet, and before a path.
const FAMILIES: [&str; 3] = ["ipv4@", "ipv6@", "tcp@"];
const SOCKET: &str = "unix@";

/// The last colon is that of the port, unless it is in brackets.
pub(super) fn address(line: usize, text: &str) -> Result<Address<'_>, InputError> {
    if let Some(path) = text.strip_prefix(SOCKET).or_else(|| text.starts_with('/').then_some(text)) {
        return Address::of_socket(line, path);
    }
    let text = FAMILIES.iter().find_map(|family| text.strip_prefix(family)).unwrap_or(text);
    if text.contains('@') {
        return Err(InputError::new(line, format!("an address must be host:port or a path ({})", Got(text))));
    }
    if text.starts_with('[') || text.matches(':').count() < 2 {
        return Address::of_host(line, text.strip_suffix(':').unwrap_or(text), None);
    }
    match text.rsplit_once(':') {
        Some((host, "")) => Address::of_parts(line, host, None),
        Some((host, port)) => Address::of_parts(line, host, Some(port_of(line, port)?)),
        None => Address::of_parts(line, text, None),
    }
}
