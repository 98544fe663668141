//! Servers as other programs name them, and the one rule for the nodes that they become.
//!
//! The id of a server is its name, where the program gives servers names; else its address: `host:port`, with a port
//! always where the format has a default one, `[host]:port` where the host is an IPv6 address, `unix:path` for a socket.
//! Hosts are as they are written: rings hash the bytes. The address of a server with a name is its attribute `addr`.

use std::fmt;

use super::fields::{Fields, integer};
use super::plain::is_ipv6;
use super::{Got, InputError};

/// The port of memcached.
pub(super) const MEMCACHED_PORT: u16 = 11211;
/// What an address of a socket begins with.
pub(crate) const UNIX: &str = "unix:";

/// Where a server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    Host { host: &'a str, port: Option<u16> },
    Unix(&'a str),
}

impl<'a> Address<'a> {
    /// `host`, `host:port`, or those with an IPv6 address in brackets.
    pub(super) fn of_host(line: usize, text: &'a str, default_port: Option<u16>) -> Result<Self, InputError> {
        let bracketed = text.starts_with('[').then(|| text.split_once(']')).flatten();
        let (host, port) = match bracketed {
            Some((host, port)) if is_ipv6(&host[1..]) => (&host[1..], port),
            Some(_) => {
                return Err(InputError::new(
                    line,
                    format!("brackets must hold an IPv6 address ({})", Got(text)),
                ));
            }
            None => text.find(':').map_or((text, ""), |colon| text.split_at(colon)),
        };
        if bracketed.is_none() && port.len() > 1 && port[1..].contains(':') {
            let message = format!("an address has one colon, and IPv6 stands in brackets ({})", Got(text));
            return Err(InputError::new(line, message));
        }
        let port = match port.strip_prefix(':') {
            Some(port) => Some(port_of(line, port)?),
            None if port.is_empty() => default_port,
            None => {
                let message = format!("a colon and a port must follow the bracket ({})", Got(text));
                return Err(InputError::new(line, message));
            }
        };
        Self::of_parts(line, host, port)
    }

    /// A host without brackets, and its port.
    pub(super) fn of_parts(line: usize, host: &'a str, port: Option<u16>) -> Result<Self, InputError> {
        let misfit = |character: char| character.is_whitespace() || "[]/,;{}\"'".contains(character);
        if host.is_empty() || host.contains(misfit) || host.contains(':') && !is_ipv6(host) {
            let message = format!("a host must be a name or an address ({})", Got(host));
            return Err(InputError::new(line, message));
        }
        Ok(Self::Host { host, port })
    }

    /// The path of a socket.
    pub(super) fn of_socket(line: usize, path: &'a str) -> Result<Self, InputError> {
        if path.is_empty() {
            return Err(InputError::new(line, "the path of a socket must not be empty"));
        }
        Ok(Self::Unix(path))
    }
}

/// A port in digits.
pub(super) fn port_of(line: usize, text: &str) -> Result<u16, InputError> {
    integer(line, "a port", text, 1, u16::MAX)
}

impl fmt::Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unix(path) => write!(f, "{UNIX}{path}"),
            Self::Host { host, port } => {
                if host.contains(':') {
                    write!(f, "[{host}]")?;
                } else {
                    f.write_str(host)?;
                }
                port.map_or(Ok(()), |port| write!(f, ":{port}"))
            }
        }
    }
}

/// A server: its address, and its name where it has one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Server<'a> {
    pub(super) line: usize,
    pub(super) name: Option<&'a str>,
    pub(super) address: Address<'a>,
}

impl Server<'_> {
    /// The node that it becomes, to be completed.
    pub(super) fn fields(&self) -> Result<Fields, InputError> {
        let address = self.address.to_string();
        match self.name {
            Some(name) if name != address => Fields::new(self.line, name).attribute("addr", &address),
            _ => Ok(Fields::new(self.line, &address)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, String> {
        let address = Address::of_host(1, text, Some(80)).map_err(|error| error.message)?;
        Ok(address.to_string())
    }

    #[test]
    fn the_port_is_always_stated_and_the_host_is_as_it_is_written() {
        for (text, id) in [
            ("10.0.0.1", "10.0.0.1:80"),
            ("10.0.0.1:8080", "10.0.0.1:8080"),
            ("Cache-A.example", "Cache-A.example:80"),
            ("[::1]", "[::1]:80"),
            ("[2001:DB8::1]:8080", "[2001:DB8::1]:8080"),
            ("[fe80::1%eth0]:1", "[fe80::1%eth0]:1"),
            ("größe:65535", "größe:65535"),
        ] {
            assert_eq!(shown(text).as_deref(), Ok(id));
        }
        assert_eq!(Address::of_host(1, "a", None).unwrap().to_string(), "a");
        assert_eq!(Address::of_socket(1, "/run/a.sock").unwrap().to_string(), "unix:/run/a.sock");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "", ":80", "a:", "a:0", "a:65536", "a:+1", "a:1:2", "::1", "[::1", "[a]:1", "[::1]x", "[::1]80",
            "[]", "a]", "a b",
        ] {
            assert!(shown(text).is_err(), "{text}");
        }
        assert!(Address::of_parts(1, "1:2", None).is_err());
        assert!(Address::of_socket(1, "").is_err());
    }

    #[test]
    fn a_name_wins_and_keeps_the_address() {
        let address = Address::of_host(1, "a:1", None).unwrap();
        let node = |name| Server { line: 1, name, address }.fields().unwrap().finish().node;
        assert_eq!((node(Some("n")).id(), node(Some("n")).attribute("addr")), ("n", Some("a:1")));
        assert_eq!(node(Some("a:1")), node(None));
    }
}
