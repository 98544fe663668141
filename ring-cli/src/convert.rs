//! Nodes in the formats that are read: what is written is read back as the same nodes, or refused.

use std::collections::BTreeSet;

use vnode_ring::{Config, Membership, Node, Placement};

use crate::input::{self, Format, RingParameters};
use crate::nodes::as_stated;
use crate::output::ring::parameters;
use crate::shown::{Excerpt, Word};

mod directives;
mod own;
mod programs;

/// A file, written.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    /// What it leaves out, and what it cannot know.
    pub(crate) remarks: Vec<String>,
}

/// The nodes in a format.
///
/// # Errors
/// When the format cannot hold what decides owners.
pub(crate) fn write(membership: &Membership, format: Format) -> Result<Written, String> {
    let config = membership.config();
    let nodes: Vec<Node> = membership.nodes().map(|node| as_stated(config, node.node())).collect();
    let nodes: Vec<&Node> = nodes.iter().collect();
    let mut left_out = BTreeSet::new();
    for node in &nodes {
        let read = read_back(config, node, format).map_err(|problem| {
            format!("{} cannot hold node {}: {problem}", format.name(), Excerpt(node.id()))
        })?;
        left_out.extend(missing(node, &read).map(str::to_owned));
        if read.placement_id() != node.placement_id() {
            left_out.insert("placement".into());
        }
    }
    let mut text = file(config, &nodes, format)?;
    let mut remarks = Vec::new();
    if !own::is(format) {
        let directives = directives::of(config, format);
        let stating = programs::file(config, &nodes, format, &directives.lines)?;
        let placement = config.placement().name();
        let is_stated = config_of(&stating, format, None).as_ref() == Some(config);
        if is_stated || config_of(&stating, format, Some(placement)).as_ref() == Some(config) {
            text = stating;
            remarks.extend(directives.remark);
            if !is_stated {
                let message = "files do not tell the version: read this one with --placement";
                remarks.push(format!("{} {message} {placement}", format.name()));
            }
        } else if config_of(&text, format, None).as_ref() != Some(config) {
            left_out.insert(own::ring_line(&parameters(config)));
        }
    }
    if !left_out.is_empty() {
        let names: Vec<String> = left_out.iter().map(|name| Word(name).to_string()).collect();
        remarks.push(format!("{} has no place for {}", format.name(), names.join(", ")));
    }
    Ok(Written { text, remarks })
}

fn file(config: &Config, nodes: &[&Node], format: Format) -> Result<String, String> {
    if own::is(format) {
        own::file(config, nodes, format)
    } else {
        programs::file(config, nodes, format, &[])
    }
}

/// What the nodes of a file of another program are read with; `version` is a placement that only some versions have.
fn config_of(text: &str, format: Format, version: Option<&'static str>) -> Option<Config> {
    let file = input::parse(text.as_bytes(), Some(format), None).ok()?;
    let group = file.entries.first().map(|entry| &entry.group);
    let stated = file.stated.into_iter().find(|stated| Some(&stated.group) == group);
    let stated = match version {
        Some(version) => Some(stated?.with_placement(version)?),
        None => stated,
    };
    let parameters = stated.map_or(Ok(RingParameters::default()), |stated| stated.parameters());
    parameters.ok().map(|parameters| parameters.config())
}

/// A file with this node alone, read again: the same node as far as owners are concerned.
fn read_back(config: &Config, node: &Node, format: Format) -> Result<Node, String> {
    let text = file(config, &[node], format)?;
    let read = input::parse(text.as_bytes(), Some(format), None).map_err(|error| {
        let hint = if error.message.starts_with("weight ") { "; see --divide-weights" } else { "" };
        error.message + hint
    })?;
    let mut entries = read.entries.into_iter();
    let (Some(entry), None) = (entries.next(), entries.next()) else {
        return Err("it is not one server there".into());
    };
    let read = entry.placed(config.placement().name());
    let numbers = |node: &Node| (node.weight(), node.vnodes());
    if read.id() != node.id() {
        return Err(format!("it would be read as {}", Excerpt(read.id())));
    }
    let placement = config.placement();
    // The ids that another program hashes are nothing to this one.
    let foreign =
        placement != Placement::Native && !own::is(format) && !placement.name().starts_with(&format.name());
    if !foreign && read.placement_id() != node.placement_id() {
        return Err(format!("its placement id would be read as {}", Excerpt(read.placement_id())));
    }
    if numbers(&read) != numbers(node) {
        return Err("it has no place for its weight or its number of vnodes".into());
    }
    if !node.positions().into_iter().flatten().eq(read.positions().into_iter().flatten()) {
        return Err("it has no place for its positions".into());
    }
    Ok(read)
}

/// What one node has and the other has not, or not the same.
fn missing<'a>(node: &'a Node, read: &'a Node) -> impl Iterator<Item = &'a str> {
    let zone = (read.zone() != node.zone()).then_some("zone");
    let attributes = node.attributes().filter(|&(name, value)| read.attribute(name) != Some(value));
    zone.into_iter().chain(attributes.map(|(name, _)| name))
}

#[cfg(test)]
#[path = "convert/directives_tests.rs"]
mod directives_tests;
#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
