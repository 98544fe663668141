//! What states the parameters of a ring in the configuration of its own program.

use vnode_ring::{Config, HashTag, Placement};

use crate::input::{Format, haproxy_function, twemproxy_hash};

/// Lines, and what is to be known about them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Directives {
    pub(super) lines: Vec<String>,
    pub(super) remark: Option<String>,
}

/// Those that may state a config: whether they do, reading them shows.
pub(super) fn of(config: &Config, format: Format) -> Directives {
    let key_hash = config.key_hash().name();
    match (format, config.placement()) {
        (Format::Nginx, Placement::Nginx) => {
            placing(format, "$request_uri", vec!["hash $request_uri consistent;".into()])
        }
        (
            Format::Haproxy,
            Placement::HaproxyId
            | Placement::HaproxyId30
            | Placement::HaproxyAddr
            | Placement::HaproxyAddrPort,
        ) => {
            let hash = haproxy_function(key_hash).map(|function| format!("hash-type consistent {function}"));
            let lines = std::iter::once("balance uri".into()).chain(hash).collect();
            placing(format, "the path of the URI", lines)
        }
        (Format::Twemproxy, Placement::Twemproxy) => {
            let quoted = |tag: HashTag| serde_json::Value::from(tag.to_string()).to_string();
            let lines = std::iter::once("distribution: ketama".into())
                .chain(twemproxy_hash(key_hash).map(|name| format!("hash: {name}")))
                .chain(config.hash_tag().map(|tag| format!("hash_tag: {}", quoted(tag))));
            Directives { lines: lines.collect(), remark: None }
        }
        _ => Directives::default(),
    }
}

/// Lines that also say what the key is.
fn placing(format: Format, key: &str, lines: Vec<String>) -> Directives {
    let remark = format!("{} is told to hash {key}: put what your keys are in its place", format.name());
    Directives { lines, remark: Some(remark) }
}
