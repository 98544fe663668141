//! From names and values to a node, in the same way for every format.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Display;
use std::str::FromStr;

use ahash::RandomState;
use vnode_ring::{Node, Position};

use super::{Entry, Got, InputError, Name};

/// Collects what a file says about one node.
pub(super) struct Fields {
    line: usize,
    seen: HashSet<String, RandomState>,
    group: Option<String>,
    node: Node,
    attributes: BTreeMap<String, String>,
    hashed: Vec<(&'static str, String)>,
}

/// Names that mean something else than an attribute.
const RESERVED: [&str; 7] = ["id", "weight", "vnodes", "positions", "placement", "zone", "group"];

/// Whether a name means something else than an attribute, so that an attribute of that name has to say what it is.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

impl Fields {
    pub(super) fn new(line: usize, id: &str) -> Self {
        Self {
            line,
            seen: HashSet::default(),
            group: None,
            node: Node::new(id),
            attributes: BTreeMap::new(),
            hashed: Vec::new(),
        }
    }

    /// Takes one name and value; names that mean nothing special are attributes.
    pub(super) fn set(mut self, name: &str, value: &str) -> Result<Self, InputError> {
        let line = self.line;
        self = self.once(name, value)?;
        match name {
            "weight" => self.node = self.node.with_weight(integer(line, name, value, 0, u32::MAX)?),
            "vnodes" => self.node = self.node.with_vnodes(integer(line, name, value, 1, u32::MAX)?),
            "positions" => self.node = self.node.with_positions(positions(line, value)?),
            "placement" => self.node = self.node.with_placement_id(value),
            "zone" => self.node = self.node.with_zone(value),
            "group" if value.is_empty() => return Err(InputError::new(line, "group must not be empty")),
            "group" => self.group = Some(value.into()),
            _ => self = self.attribute(name, value)?,
        }
        Ok(self)
    }

    /// Refuses a name that came before.
    pub(super) fn once(mut self, name: &str, value: &str) -> Result<Self, InputError> {
        if name == "id" || !self.seen.insert(name.into()) {
            return Err(InputError::new(self.line, stated_twice(name, value)));
        }
        Ok(self)
    }

    /// Takes an attribute, whatever its name.
    pub(super) fn attribute(mut self, name: &str, value: &str) -> Result<Self, InputError> {
        if self.attributes.insert(name.into(), value.into()).is_some() {
            return Err(InputError::new(self.line, stated_twice(name, value)));
        }
        Ok(self)
    }

    /// Notes what a program hashes for the node, under a placement of that program.
    pub(super) fn hashed(mut self, placement: &'static str, text: &str) -> Self {
        if self.node.id() != text {
            self.hashed.push((placement, text.into()));
        }
        self
    }

    pub(super) fn finish(self) -> Entry {
        let Self { line, group, node, attributes, hashed, .. } = self;
        let attributes = attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Entry { line, group, node: node.with_attributes(attributes), hashed }
    }
}

/// Positions with commas or semicolons between them: `;` stands in a CSV cell without quotes.
fn positions(line: usize, text: &str) -> Result<Vec<Position>, InputError> {
    let words = text.split([',', ';']).map(str::trim).filter(|_| !text.trim().is_empty());
    let position = |word: &str| {
        let position = hex(word).map(Position);
        position.ok_or_else(|| {
            InputError::new(line, format!("positions must be 0x and 16 hex digits each ({})", Got(word)))
        })
    };
    words.map(position).collect()
}

/// 64 bits as they are printed: 0x and 16 hex digits.
pub(super) fn hex(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 16)?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(digits, 16).ok().filter(|_| all_hex)
}

/// The message for a name that has its value already.
pub(super) fn stated_twice(name: &str, value: &str) -> String {
    format!("{} is stated twice ({})", Name(name), Got(value))
}

/// An unsigned number from `min` to `max`, written in digits only.
pub(super) fn integer<T>(line: usize, name: &str, text: &str, min: T, max: T) -> Result<T, InputError>
where
    T: Copy + FromStr + PartialOrd + Display,
{
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<T>() {
        Ok(number) if digits && (min..=max).contains(&number) => Ok(number),
        _ => Err(InputError::new(
            line,
            format!("{name} must be an integer from {min} to {max} ({})", Got(text)),
        )),
    }
}
