//! JSON node files: an array of ids or objects, or an object with `nodes` and `ring`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fields::{Fields, stated_twice};
use super::lines::{Lines, line_at};
use super::{Entry, Got, InputError, Name, NodeFile, RingParameters};

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let json = Json(text);
    let whole: &RawValue = json.decode(text)?;
    let mut file = NodeFile::default();
    let nodes = if kind(whole) == Kind::Object {
        let Object(members) = json.decode(whole.get())?;
        let mut nodes = None;
        let mut ring = None;
        for (name, value) in members {
            let place = match name.as_str() {
                "nodes" => &mut nodes,
                "ring" => &mut ring,
                _ => {
                    return Err(json.error(value, format!("a node file has ring and nodes ({})", Got(&name))));
                }
            };
            if place.replace(value).is_some() {
                return Err(json.error(value, stated_twice(&name, value.get())));
            }
        }
        if let Some(ring) = ring.filter(|ring| kind(ring) != Kind::Null) {
            file.parameters = json.parameters(ring)?;
        }
        nodes.ok_or_else(|| json.error(whole, "a node file must have nodes, an array"))?
    } else {
        whole
    };
    if kind(nodes) != Kind::Array {
        return Err(json.error(nodes, format!("nodes must be an array ({})", Got(nodes.get()))));
    }
    let nodes: Vec<&RawValue> = json.decode(nodes.get())?;
    let mut lines = Lines::new(text.as_bytes(), 1);
    for node in nodes {
        file.entries.push(json.entry(node, lines.at(json.offset(node.get())))?);
    }
    Ok(file)
}

/// One node, an object.
pub(super) fn parse_node(text: &str) -> Result<Entry, InputError> {
    let json = Json(text);
    json.entry(json.decode(text)?, 1)
}

/// The text of a file. Whatever is decoded borrows from it, so that errors can say where it stands.
#[derive(Clone, Copy)]
pub(super) struct Json<'a>(pub(super) &'a str);

impl<'a> Json<'a> {
    fn parameters(self, ring: &'a RawValue) -> Result<RingParameters, InputError> {
        let Object(members) = self.object(ring, "ring must be an object")?;
        let mut parameters = RingParameters::new(self.line(ring));
        for (name, value) in members {
            if let Some(text) = self.scalar(value)? {
                parameters.set(&name, &text).map_err(|error| error.at(self.line(value)))?;
            }
        }
        Ok(parameters)
    }

    fn entry(self, node: &'a RawValue, line: usize) -> Result<Entry, InputError> {
        if kind(node) == Kind::String {
            return Ok(Fields::new(line, &self.decode::<String>(node.get())?).finish());
        }
        let Object(members) = self.object(node, "a node must be an id or an object")?;
        let Some(at) = members.iter().position(|(name, _)| name == "id") else {
            return Err(InputError::new(line, format!("a node must have an id ({})", Got(node.get()))));
        };
        let id = self.text(members[at].1, "id")?;
        let mut fields = Fields::new(line, &id);
        for (_, (name, value)) in members.iter().enumerate().filter(|&(index, _)| index != at) {
            if name == "attributes" && kind(value) == Kind::Object {
                fields = fields.once(name, value.get()).map_err(|error| error.at(self.line(value)))?;
                fields = self.attributes(fields, value)?;
                continue;
            }
            let text = match name.as_str() {
                "weight" | "vnodes" => self.scalar(value)?,
                "positions" if kind(value) == Kind::Array => Some(self.texts(value, name)?.join(",")),
                _ if kind(value) == Kind::Null => None,
                _ => Some(self.text(value, name)?),
            };
            if let Some(text) = text {
                fields = fields.set(name, &text).map_err(|error| error.at(self.line(value)))?;
            }
        }
        Ok(fields.finish())
    }

    /// Attributes of any name, those included that mean something else beside them.
    fn attributes(self, mut fields: Fields, attributes: &'a RawValue) -> Result<Fields, InputError> {
        let Object(members) = self.decode(attributes.get())?;
        for (name, value) in members.into_iter().filter(|(_, value)| kind(value) != Kind::Null) {
            let text = self.text(value, &name)?;
            fields = fields.attribute(&name, &text).map_err(|error| error.at(self.line(value)))?;
        }
        Ok(fields)
    }

    pub(super) fn object(self, value: &'a RawValue, rule: &str) -> Result<Object<'a>, InputError> {
        match kind(value) {
            Kind::Object => self.decode(value.get()),
            _ => Err(self.error(value, format!("{rule} ({})", Got(value.get())))),
        }
    }

    pub(super) fn array(self, value: &'a RawValue, rule: &str) -> Result<Vec<&'a RawValue>, InputError> {
        match kind(value) {
            Kind::Array => self.decode(value.get()),
            _ => Err(self.error(value, format!("{rule} ({})", Got(value.get())))),
        }
    }

    /// The member of that name; what stands twice is refused.
    pub(super) fn member(self, object: &Object<'a>, name: &str) -> Result<Option<&'a RawValue>, InputError> {
        let mut found = object.0.iter().filter(|(other, _)| other == name).map(|&(_, value)| value);
        match (found.next(), found.next()) {
            (_, Some(second)) => Err(self.error(second, stated_twice(name, second.get()))),
            (first, None) => Ok(first),
        }
    }

    /// The member of that name, a string; `None` where it is null or not there.
    pub(super) fn optional(self, object: &Object<'a>, name: &str) -> Result<Option<String>, InputError> {
        let value = self.member(object, name)?.filter(|value| kind(value) != Kind::Null);
        value.map(|value| self.text(value, name)).transpose()
    }

    /// A string, or what stands there as it is written, for the rules of the value to judge; `None` for null.
    fn scalar(self, value: &'a RawValue) -> Result<Option<String>, InputError> {
        match kind(value) {
            Kind::Null => Ok(None),
            Kind::String => self.decode(value.get()).map(Some),
            _ => Ok(Some(value.get().into())),
        }
    }

    fn texts(self, array: &'a RawValue, name: &str) -> Result<Vec<String>, InputError> {
        let values: Vec<&RawValue> = self.decode(array.get())?;
        values.into_iter().map(|value| self.text(value, name)).collect()
    }

    pub(super) fn text(self, value: &'a RawValue, name: &str) -> Result<String, InputError> {
        if kind(value) == Kind::String {
            return self.decode(value.get());
        }
        Err(self.error(value, format!("{} must be a string ({})", Name(name), Got(value.get()))))
    }

    /// Decodes a part of the text.
    pub(super) fn decode<T: Deserialize<'a>>(self, part: &'a str) -> Result<T, InputError> {
        serde_json::from_str(part).map_err(|error| {
            let before = error.line().saturating_sub(1);
            let line = line_at(self.0.as_bytes(), self.offset(part)) + before;
            // The first line of a part may begin in the middle of a line of the text.
            let start = self.0[..self.offset(part)].rfind('\n').map_or(0, |newline| newline + 1);
            let indent = if before == 0 { self.offset(part) - start } else { 0 };
            let message = error.to_string();
            // The line stands in front of the message already.
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
            InputError::new(line, format!("{message} (column {})", indent + error.column()))
        })
    }

    pub(super) fn error(self, value: &RawValue, message: impl Into<String>) -> InputError {
        InputError::new(self.line(value), message)
    }

    pub(super) fn line(self, value: &RawValue) -> usize {
        line_at(self.0.as_bytes(), self.offset(value.get()))
    }

    /// Where a part of the text begins.
    pub(super) fn offset(self, part: &str) -> usize {
        let offset = part.as_ptr().addr().checked_sub(self.0.as_ptr().addr());
        let inside = offset.filter(|offset| offset + part.len() <= self.0.len());
        inside.expect("what is decoded borrows from the text")
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Array,
    Null,
    Object,
    String,
    Other,
}

pub(super) fn kind(value: &RawValue) -> Kind {
    match value.get().as_bytes().first() {
        Some(b'[') => Kind::Array,
        Some(b'{') => Kind::Object,
        Some(b'"') => Kind::String,
        Some(b'n') => Kind::Null,
        _ => Kind::Other,
    }
}

/// The members of an object in their order, repeated ones included.
pub(super) struct Object<'a>(pub(super) Vec<(String, &'a RawValue)>);

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
