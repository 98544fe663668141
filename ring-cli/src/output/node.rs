//! Nodes as node files state them: lines and JSON objects that the same node is read from again.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use vnode_ring::{Config, Node, Position};

use crate::input::is_reserved;
use crate::shown::is_harmless;

/// The largest integer that every JSON reader keeps.
const MAX_JSON_INTEGER: u64 = 1 << 53;

/// How many positions people are shown.
const SHOWN_POSITIONS: usize = 3;

/// How many vnodes a node has.
#[must_use]
pub fn vnode_count(config: &Config, node: &Node) -> u64 {
    if config.placement().is_explicit() {
        let stated = node.positions().filter(|_| node.weight() > 0);
        return stated.map_or(0, |positions| positions.len() as u64);
    }
    let by_weight = || u64::from(node.weight()) * u64::from(config.vnodes_per_weight());
    node.vnodes().map_or_else(by_weight, u64::from)
}

/// The node as `--add` takes it: the line of a plain node file, or an object where that cannot say it.
#[must_use]
pub fn line(node: &Node) -> String {
    plain_line(node).unwrap_or_else(|| escaped(&object(node).to_string()))
}

/// As [`line()`], with the number of vnodes also where the weight gives it. Where a node states positions, these are it.
#[must_use]
pub fn line_with_vnodes(config: &Config, node: &Node) -> String {
    let vnodes = stated_vnodes(config, node);
    let object = || escaped(&object_with_vnodes(config, node).to_string());
    plain(node, vnodes).unwrap_or_else(object)
}

/// A line for people: of many positions the first ones, and how many follow.
pub(super) fn short_line(node: &Node, line: impl Fn(&Node) -> String) -> String {
    match node.positions() {
        Some(positions) if positions.len() > SHOWN_POSITIONS => {
            let rest = node.clone().with_positions([]);
            format!("{} positions={}", line(&rest), shortened(positions))
        }
        _ => line(node),
    }
}

/// The first positions, and how many follow.
pub(super) fn shortened(positions: impl ExactSizeIterator<Item = Position>) -> String {
    let more = positions.len().saturating_sub(SHOWN_POSITIONS);
    let shown = joined(positions.take(SHOWN_POSITIONS), ",");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// The number of vnodes that a node with any can state.
fn stated_vnodes(config: &Config, node: &Node) -> Option<u64> {
    let vnodes = vnode_count(config, node);
    (vnodes > 0 && !config.placement().is_explicit()).then_some(vnodes)
}

/// The line of a plain node file; `None` where none can say it.
#[must_use]
pub fn plain_line(node: &Node) -> Option<String> {
    plain(node, node.vnodes().map(u64::from))
}

/// The node as an object of a JSON node file.
#[must_use]
pub fn object(node: &Node) -> Value {
    let mut object = Map::new();
    let mut set = |name: &str, value: Value| object.insert(name.into(), value);
    set("id", json!(node.id()));
    set("weight", json!(node.weight()));
    if let Some(vnodes) = node.vnodes() {
        set("vnodes", json!(vnodes));
    }
    if let Some(positions) = node.positions() {
        set("positions", positions.map(|position| json!(position.to_string())).collect());
    }
    if let Some(placement_id) = inherited(node) {
        set("placement", json!(placement_id));
    }
    if let Some(zone) = node.zone() {
        set("zone", json!(zone));
    }
    let (reserved, free): (Vec<_>, Vec<_>) =
        node.attributes().partition(|&(name, _)| is_reserved(name) || name == ATTRIBUTES);
    for (name, value) in free {
        set(name, json!(value));
    }
    if !reserved.is_empty() {
        let reserved: Map<_, _> =
            reserved.into_iter().map(|(name, value)| (name.into(), json!(value))).collect();
        set(ATTRIBUTES, reserved.into());
    }
    object.into()
}

/// As [`object`], with the number of vnodes also where the weight gives it.
#[must_use]
pub fn object_with_vnodes(config: &Config, node: &Node) -> Value {
    let mut object = object(node);
    if let Some(vnodes) = stated_vnodes(config, node) {
        object["vnodes"] = json!(vnodes);
    }
    object
}

/// An integer, or its digits where readers would not keep it.
#[must_use]
pub fn integer(number: impl Into<u128>) -> Value {
    let number = number.into();
    match u64::try_from(number) {
        Ok(number) if number <= MAX_JSON_INTEGER => json!(number),
        _ => json!(number.to_string()),
    }
}

/// What holds attributes whose names mean something else beside it.
const ATTRIBUTES: &str = "attributes";

/// The placement id, where it is not the id.
#[must_use]
pub fn inherited(node: &Node) -> Option<&str> {
    Some(node.placement_id()).filter(|&placement_id| placement_id != node.id())
}

/// The line of a plain file; `None` where none can say it, or where it would look like something else.
fn plain(node: &Node, vnodes: Option<u64>) -> Option<String> {
    let mut line = value(node.id())?;
    // A number after the id would be the weight.
    write!(line, " weight={}", node.weight()).ok()?;
    if let Some(vnodes) = vnodes {
        write!(line, " vnodes={vnodes}").ok()?;
    }
    if let Some(positions) = node.positions() {
        write!(line, " positions={}", joined(positions, ",")).ok()?;
    }
    let named = [("placement", inherited(node)), ("zone", node.zone())];
    for (name, text) in named.into_iter().filter_map(|(name, text)| Some((name, text?))) {
        write!(line, " {name}={}", value(text)?).ok()?;
    }
    for (name, text) in node.attributes() {
        let sayable = !name.is_empty() && !is_reserved(name) && name.bytes().all(is_bare);
        write!(line, " {}={}", sayable.then_some(name)?, value(text)?).ok()?;
    }
    Some(line)
}

/// Positions with something between them.
#[must_use]
pub fn joined(positions: impl Iterator<Item = Position>, between: &str) -> String {
    positions.map(|position| position.to_string()).collect::<Vec<_>>().join(between)
}

/// An id or a value of a plain file, quoted where it must be.
fn value(text: &str) -> Option<String> {
    if !text.chars().all(|character| character == ' ' || is_quotable(character)) {
        return None;
    }
    let bare = !text.is_empty() && text.bytes().all(is_bare);
    Some(if bare { text.into() } else { format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\"")) })
}

fn is_quotable(character: char) -> bool {
    is_harmless(character) || matches!(character, '"' | '\\' | '\'')
}

const fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'/')
}

/// JSON in which every character looks like itself.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if is_harmless(character) || matches!(character, ' '..='~') {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(text, "\\u{unit:04x}").expect("memory does not fail");
            }
        }
    }
    text
}

#[cfg(test)]
#[path = "node_tests.rs"]
pub(crate) mod tests;
