//! What may follow the address of a server, and `default-server`.

use super::{Word, number};
use crate::input::{Got, InputError};

/// Options with a value that say nothing about the ring.
const WITH_VALUE: [&str; 62] = [
    "addr",
    "agent-addr",
    "agent-inter",
    "agent-port",
    "agent-send",
    "alpn",
    "ca-file",
    "cc",
    "check-alpn",
    "check-pool-conn-name",
    "check-proto",
    "check-sni",
    "ciphers",
    "ciphersuites",
    "client-sigalgs",
    "cookie",
    "crl-file",
    "crt",
    "curves",
    "downinter",
    "ech",
    "error-limit",
    "fall",
    "fastinter",
    "guid",
    "healthcheck",
    "idle-ping",
    "init-addr",
    "init-state",
    "inter",
    "log-bufsize",
    "log-proto",
    "max-reuse",
    "maxconn",
    "maxqueue",
    "minconn",
    "namespace",
    "npn",
    "observe",
    "on-error",
    "on-marked-down",
    "on-marked-up",
    "pool-conn-name",
    "pool-low-conn",
    "pool-max-conn",
    "pool-purge-delay",
    "port",
    "proto",
    "proxy-v2-options",
    "redir",
    "resolve-net",
    "resolve-opts",
    "resolve-prefer",
    "resolvers",
    "rise",
    "shard",
    "sigalgs",
    "slowstart",
    "sni",
    "socks4",
    "ssl-max-ver",
    "ssl-min-ver",
];
/// More of them.
const WITH_VALUE_TOO: [&str; 8] =
    ["strict-maxconn", "tcp-ut", "track", "usesrc", "interface", "source", "verify", "verifyhost"];
/// Options that stand alone and say nothing about the ring.
const ALONE: [&str; 41] = [
    "agent-check",
    "allow-0rtt",
    "check",
    "check-send-proxy",
    "check-reuse-pool",
    "check-ssl",
    "check-via-socks4",
    "force-sslv3",
    "force-tlsv10",
    "force-tlsv11",
    "force-tlsv12",
    "force-tlsv13",
    "no-agent-check",
    "no-check",
    "no-check-reuse-pool",
    "no-check-send-proxy",
    "no-check-ssl",
    "no-renegotiate",
    "no-send-proxy",
    "no-send-proxy-v2",
    "no-send-proxy-v2-ssl",
    "no-send-proxy-v2-ssl-cn",
    "no-ssl",
    "no-ssl-reuse",
    "no-sslv3",
    "no-tfo",
    "no-tls-tickets",
    "no-tlsv10",
    "no-tlsv11",
    "no-tlsv12",
    "no-tlsv13",
    "no-verifyhost",
    "non-stick",
    "renegotiate",
    "send-proxy",
    "send-proxy-v2",
    "send-proxy-v2-ssl",
    "ssl",
    "ssl-reuse",
    "stick",
    "tfo",
];
const ALONE_TOO: [&str; 2] = ["send-proxy-v2-ssl-cn", "tls-tickets"];
/// The highest weight that HAProxy takes.
const MAX_WEIGHT: u32 = 256;

/// What the number of a server is hashed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum HashKey {
    #[default]
    Id,
    Addr,
    AddrPort,
}

impl HashKey {
    pub(super) const fn placement(self) -> &'static str {
        match self {
            Self::Id => "haproxy-id",
            Self::Addr => "haproxy-addr",
            Self::AddrPort => "haproxy-addr-port",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) weight: u32,
    pub(super) id: Option<u32>,
    pub(super) hash_key: HashKey,
    pub(super) backup: bool,
    pub(super) disabled: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { weight: 1, id: None, hash_key: HashKey::default(), backup: false, disabled: false }
    }
}

impl Options {
    /// Whether requests can go there.
    pub(super) const fn is_able(&self) -> bool {
        self.weight > 0 && !self.disabled
    }

    pub(super) fn set_all(&mut self, words: &[Word]) -> Result<(), InputError> {
        let mut rest = words.iter();
        while let Some(option) = rest.next() {
            let name = option.text.as_str();
            let mut value = || {
                let message = format!("a value must follow ({})", Got(name));
                rest.next().ok_or_else(|| InputError::new(option.line, message))
            };
            match name {
                "weight" => self.weight = number(value()?, name, 0, MAX_WEIGHT)?,
                "id" => self.id = Some(number(value()?, name, 1, i32::MAX.unsigned_abs())?),
                "hash-key" => self.hash_key = hash_key(value()?)?,
                "backup" => self.backup = true,
                "no-backup" => self.backup = false,
                "disabled" => self.disabled = true,
                "enabled" => self.disabled = false,
                "set-proxy-v2-tlv-fmt" => drop(value()?),
                _ if name.starts_with("set-proxy-v2-tlv-fmt(") => drop(value()?),
                _ if WITH_VALUE.contains(&name) || WITH_VALUE_TOO.contains(&name) => drop(value()?),
                _ if ALONE.contains(&name) || ALONE_TOO.contains(&name) => {}
                _ => {
                    let message = format!("this is no option of a server that is known here ({})", Got(name));
                    return Err(InputError::new(option.line, message));
                }
            }
        }
        Ok(())
    }
}

fn hash_key(word: &Word) -> Result<HashKey, InputError> {
    match word.fixed()? {
        "id" => Ok(HashKey::Id),
        "addr" => Ok(HashKey::Addr),
        "addr-port" => Ok(HashKey::AddrPort),
        other => Err(InputError::new(
            word.line,
            format!("hash-key must be id, addr or addr-port ({})", Got(other)),
        )),
    }
}
