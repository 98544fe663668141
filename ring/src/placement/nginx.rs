//! The points of nginx's `hash KEY consistent`.

use crate::key_hasher::widened;

/// Each point is a CRC-32 of the server and of the point before it.
pub(super) fn points(placement_id: &str) -> impl Iterator<Item = u64> {
    let (host, port) = host_and_port(placement_id);
    let mut server = crc32fast::Hasher::new();
    for part in [host.as_bytes(), b"\0", port.as_bytes()] {
        server.update(part);
    }
    let mut previous = 0u32;
    core::iter::repeat_with(move || {
        let mut point = server.clone();
        point.update(&previous.to_le_bytes());
        previous = point.finalize();
        widened(previous)
    })
}

/// A server as nginx takes it apart: a port is what is behind the last colon, if those are digits.
fn host_and_port(server: &str) -> (&str, &str) {
    if let Some(path) = strip_unix(server) {
        return (path, "");
    }
    match server.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        _ => (server, ""),
    }
}

/// The path of a socket. nginx takes the prefix in either case.
fn strip_unix(server: &str) -> Option<&str> {
    const PREFIX: &str = "unix:";
    let (prefix, path) = server.split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then_some(path)
}
