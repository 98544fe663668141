//! The servers of other programs. Whether a line is read back as its node is for the caller to see.

use vnode_ring::{Config, Node};

use crate::input::{Format, UNIX};
use crate::output::node::inherited;

/// What the block of servers is called.
const BLOCK: &str = "ring";
const INDENT: &str = "    ";

/// `directives` stand in front of the servers.
pub(super) fn file(
    config: &Config,
    nodes: &[&Node],
    format: Format,
    directives: &[String],
) -> Result<String, String> {
    if let Some(vnodes) = nodes.iter().find_map(|node| node.vnodes()) {
        return Err(format!("it has no place for vnodes={vnodes}"));
    }
    if nodes.iter().any(|node| node.positions().is_some()) {
        return Err("it has no place for positions".into());
    }
    let placement = config.placement().name();
    let rows: Result<Vec<String>, String> = nodes.iter().map(|node| row(placement, node, format)).collect();
    let (rows, separator) = (rows?, if format == Format::Libmemcached { "," } else { "" });
    let rows = rows.join(separator);
    let directives = |indent: &str| -> String {
        directives.iter().flat_map(|directive| [indent, directive.as_str(), "\n"]).collect()
    };
    Ok(match format {
        Format::Nginx => format!("upstream {BLOCK} {{\n{}{rows}}}\n", directives(INDENT)),
        Format::Haproxy => format!("backend {BLOCK}\n{}{rows}", directives(INDENT)),
        Format::Twemproxy if rows.is_empty() => format!("{BLOCK}:\n  servers: []\n"),
        Format::Twemproxy => format!("{BLOCK}:\n{}  servers:\n{rows}", directives("  ")),
        Format::Libmemcached => format!("{rows}\n"),
        _ => rows,
    })
}

pub(super) fn row(placement: &str, node: &Node, format: Format) -> Result<String, String> {
    let weight = node.weight();
    let down = node.attribute("status") == Some("down");
    Ok(match format {
        Format::Nginx => {
            // What nginx hashes is the address as it is written.
            let place = inherited(node).filter(|_| placement == format.name()).unwrap_or(node.id());
            let weight = if weight == 1 { String::new() } else { format!(" weight={weight}") };
            format!("{INDENT}server {place}{weight}{};\n", if down { " down" } else { "" })
        }
        Format::Haproxy => {
            let place = node.attribute("addr").unwrap_or(node.id());
            let place = place.strip_prefix(UNIX).map_or_else(|| place.into(), |path| format!("unix@{path}"));
            let hashed = match placement {
                "haproxy-id" | "haproxy-id-3.0" => format!(" id {}", node.placement_id()),
                "haproxy-addr" => " hash-key addr".into(),
                "haproxy-addr-port" => " hash-key addr-port".into(),
                _ => String::new(),
            };
            let weight = if weight == 1 { String::new() } else { format!(" weight {weight}") };
            // A server that is disabled has no weight when it is read.
            let down = if down && node.weight() == 0 { " disabled" } else { "" };
            format!("{INDENT}server {} {place}{hashed}{weight}{down}\n", node.id())
        }
        Format::Twemproxy => {
            let (place, name) = match node.attribute("addr") {
                Some(place) => (place, format!(" {}", node.id())),
                None => (node.id(), String::new()),
            };
            let text = format!("{}:{weight}{name}", without_brackets(place));
            let bare = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/ ".contains(&byte);
            let is_bare =
                text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.bytes().all(bare);
            let text = if is_bare { text } else { serde_json::Value::from(text).to_string() };
            format!("    - {text}\n")
        }
        Format::Libmemcached if node.id().starts_with('[') => return Err("a list has no IPv6 address".into()),
        Format::Libmemcached => {
            let place = node.id().strip_prefix(UNIX).unwrap_or(node.id());
            if weight == 1 { place.into() } else { format!("{place}:{weight}") }
        }
        _ => format!("{}\t{weight}\n", node.id()),
    })
}

/// An address as twemproxy has it.
fn without_brackets(place: &str) -> String {
    if let Some(path) = place.strip_prefix(UNIX) {
        return path.into();
    }
    let bracketed = place.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    bracketed.map_or_else(|| place.into(), |(host, port)| format!("{host}{port}"))
}
