//! The formats that hold everything: plain, CSV and JSON.

use std::collections::BTreeSet;

use serde_json::Value;
use vnode_ring::{Config, Node};

use crate::input::{Format, is_reserved};
use crate::output::csv::{field, writer};
use crate::output::node::{inherited, joined, object, plain_line};
use crate::output::ring::parameters;

const USE_JSON: &str = "--to json can";

pub(super) const fn is(format: Format) -> bool {
    matches!(format, Format::Plain | Format::Csv | Format::Json)
}

/// Parameters stand in front where they are not the default ones.
pub(super) fn file(config: &Config, nodes: &[&Node], format: Format) -> Result<String, String> {
    let ring = (*config != Config::default()).then(|| parameters(config));
    if format == Format::Json {
        return Ok(json(ring.as_ref(), nodes));
    }
    let ring = ring.map(|ring| ring_line(&ring) + "\n").unwrap_or_default();
    Ok(ring + &if format == Format::Csv { csv(nodes)? } else { plain(nodes)? })
}

/// `@ring name=value ...`
pub(super) fn ring_line(parameters: &Value) -> String {
    let parameters = parameters.as_object().into_iter().flatten().map(|(name, value)| {
        match value.as_str() {
            // A hash tag may begin as a quoted value does.
            Some(text) if text.starts_with('"') => format!("{name}={text:?}"),
            Some(text) => format!("{name}={text}"),
            None => format!("{name}={value}"),
        }
    });
    let words: Vec<String> = std::iter::once("@ring".into()).chain(parameters).collect();
    words.join(" ")
}

fn plain(nodes: &[&Node]) -> Result<String, String> {
    let line = |node: &&Node| plain_line(node).map(|line| line + "\n");
    let lines: Option<String> = nodes.iter().map(line).collect();
    lines.ok_or_else(|| format!("a line cannot say it; {USE_JSON}"))
}

fn json(ring: Option<&Value>, nodes: &[&Node]) -> String {
    let nodes: Vec<String> = nodes.iter().map(|node| format!("    {}", object(node))).collect();
    let nodes = if nodes.is_empty() { String::new() } else { format!("\n{}\n  ", nodes.join(",\n")) };
    let ring = ring.map(|ring| format!("  \"ring\": {ring},\n")).unwrap_or_default();
    format!("{{\n{ring}  \"nodes\": [{nodes}]\n}}\n")
}

/// The columns that some node needs.
fn csv(nodes: &[&Node]) -> Result<String, String> {
    let names: BTreeSet<&str> =
        nodes.iter().flat_map(|node| node.attributes().map(|(name, _)| name)).collect();
    if let Some(name) = names.iter().find(|name| is_reserved(name) || name.trim() != **name) {
        return Err(format!("an attribute cannot be a column {name:?}; {USE_JSON}"));
    }
    let any = |has: fn(&Node) -> bool| nodes.iter().any(|node| has(node));
    let columns = ["id", "weight"]
        .into_iter()
        .chain(any(|node| node.vnodes().is_some()).then_some("vnodes"))
        .chain(any(|node| node.positions().is_some()).then_some("positions"))
        .chain(any(|node| inherited(node).is_some()).then_some("placement"))
        .chain(any(|node| node.zone().is_some()).then_some("zone"));
    let columns: Vec<&str> = columns.chain(names).collect();
    let mut out = Vec::new();
    record(&mut out, columns.iter().copied());
    for node in nodes {
        if node.attributes().any(|(_, value)| value.is_empty()) {
            return Err(format!("an empty cell says nothing, not an empty value; {USE_JSON}"));
        }
        let (weight, vnodes) = (node.weight().to_string(), node.vnodes().map(|vnodes| vnodes.to_string()));
        let positions = node.positions().map(|positions| joined(positions, ";"));
        let cell = |&column: &&str| match column {
            "id" => Some(node.id()),
            "weight" => Some(weight.as_str()),
            "vnodes" => vnodes.as_deref(),
            "positions" => positions.as_deref(),
            "placement" => inherited(node),
            "zone" => node.zone(),
            name => node.attribute(name),
        };
        let cells: Vec<&str> = columns.iter().map(|column| cell(column).unwrap_or("")).collect();
        record(&mut out, cells.into_iter());
    }
    String::from_utf8(out).map_err(|error| error.to_string())
}

fn record<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>) {
    let writer = writer(b'\n');
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        field(out, &writer, cell.as_bytes());
    }
    out.push(b'\n');
}
