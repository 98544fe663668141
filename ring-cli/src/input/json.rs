//! JSON node files: an array of ids or objects, or an object with `nodes` and `ring`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fields::Fields;
use super::{Entry, Got, InputError, NodeFile, RingParameters};

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let whole: &RawValue = decode(text, 1)?;
    let mut file = NodeFile::default();
    let nodes = if kind(whole) == Kind::Object {
        let Object(members) = decode(whole.get(), 1)?;
        let mut nodes = None;
        let mut ring = None;
        for (name, value) in members {
            let place = match name.as_str() {
                "nodes" => &mut nodes,
                "ring" => &mut ring,
                _ => {
                    let message = format!("a node file has ring and nodes ({})", Got(&name));
                    return Err(InputError::new(line(text, value), message));
                }
            };
            if place.replace(value).is_some() {
                return Err(InputError::new(line(text, value), format!("{name} is stated twice")));
            }
        }
        if let Some(ring) = ring {
            file.parameters = parameters(ring, line(text, ring))?;
        }
        nodes.ok_or_else(|| InputError::new(line(text, whole), "a node file must have nodes, an array"))?
    } else {
        whole
    };
    if kind(nodes) != Kind::Array {
        let message = format!("nodes must be an array ({})", Got(nodes.get()));
        return Err(InputError::new(line(text, nodes), message));
    }
    let nodes: Vec<&RawValue> = decode(nodes.get(), line(text, nodes))?;
    // Lines are counted on from node to node, so that a long file is gone through once.
    let (mut number, mut counted) = (1, 0);
    for node in nodes {
        let offset = offset(text, node);
        number += newlines(&text[counted..offset]);
        counted = offset;
        file.entries.push(entry(node, number)?);
    }
    Ok(file)
}

fn parameters(ring: &RawValue, line: usize) -> Result<RingParameters, InputError> {
    let Object(members) = object(ring, line, "ring must be an object")?;
    let mut parameters = RingParameters::new(line);
    for (name, value) in members {
        if let Some(text) = scalar(value, line)? {
            parameters.set(&name, &text)?;
        }
    }
    Ok(parameters)
}

fn entry(node: &RawValue, line: usize) -> Result<Entry, InputError> {
    if kind(node) == Kind::String {
        return Ok(Fields::new(line, &decode::<String>(node.get(), line)?).finish());
    }
    let Object(members) = object(node, line, "a node must be an id or an object")?;
    let Some(at) = members.iter().position(|(name, _)| name == "id") else {
        return Err(InputError::new(line, format!("a node must have an id ({})", Got(node.get()))));
    };
    let id = text(members[at].1, "id", line)?;
    let mut fields = Fields::new(line, &id);
    for (_, (name, value)) in members.iter().enumerate().filter(|&(index, _)| index != at) {
        let value = match name.as_str() {
            "weight" | "vnodes" => scalar(value, line)?,
            _ if kind(value) == Kind::Null => None,
            _ => Some(text(value, name, line)?),
        };
        if let Some(value) = value {
            fields = fields.set(name, &value)?;
        }
    }
    Ok(fields.finish())
}

fn object<'a>(value: &'a RawValue, line: usize, rule: &str) -> Result<Object<'a>, InputError> {
    match kind(value) {
        Kind::Object => decode(value.get(), line),
        _ => Err(InputError::new(line, format!("{rule} ({})", Got(value.get())))),
    }
}

/// A string, or what stands there as it is written, for the rules of the value to judge; `None` for null.
fn scalar(value: &RawValue, line: usize) -> Result<Option<String>, InputError> {
    match kind(value) {
        Kind::Null => Ok(None),
        Kind::String => decode(value.get(), line).map(Some),
        _ => Ok(Some(value.get().into())),
    }
}

fn text(value: &RawValue, name: &str, line: usize) -> Result<String, InputError> {
    match kind(value) {
        Kind::String => decode(value.get(), line),
        _ => Err(InputError::new(line, format!("{name} must be a string ({})", Got(value.get())))),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Array,
    Null,
    Object,
    String,
    Other,
}

fn kind(value: &RawValue) -> Kind {
    match value.get().as_bytes().first() {
        Some(b'[') => Kind::Array,
        Some(b'{') => Kind::Object,
        Some(b'"') => Kind::String,
        Some(b'n') => Kind::Null,
        _ => Kind::Other,
    }
}

/// Decodes text that starts at a line.
fn decode<'a, T: Deserialize<'a>>(text: &'a str, line: usize) -> Result<T, InputError> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        // The line stands in front of the message already.
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        InputError::new(
            line + error.line().saturating_sub(1),
            format!("{message} (column {})", error.column()),
        )
    })
}

/// Where in the text a value stands that was decoded from it.
fn offset(text: &str, value: &RawValue) -> usize {
    // Raw values borrow from the text, so that their address tells their place.
    value.get().as_ptr().addr().wrapping_sub(text.as_ptr().addr()).min(text.len())
}

fn line(text: &str, value: &RawValue) -> usize {
    1 + newlines(&text[..offset(text, value)])
}

fn newlines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// The members of an object in their order, repeated ones included.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}
