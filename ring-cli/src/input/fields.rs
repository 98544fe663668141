//! From names and values to a node, in the same way for every format.

use std::collections::HashSet;
use std::fmt::Display;
use std::str::FromStr;

use ahash::RandomState;
use vnode_ring::Node;

use super::{Entry, Got, InputError, Name};

/// Collects what a file says about one node.
pub(super) struct Fields {
    line: usize,
    seen: HashSet<String, RandomState>,
    group: Option<String>,
    node: Node,
}

impl Fields {
    pub(super) fn new(line: usize, id: &str) -> Self {
        Self { line, seen: HashSet::default(), group: None, node: Node::new(id) }
    }

    /// Takes one name and value; names that mean nothing special are attributes.
    pub(super) fn set(mut self, name: &str, value: &str) -> Result<Self, InputError> {
        let line = self.line;
        if name == "id" || !self.seen.insert(name.into()) {
            return Err(InputError::new(line, stated_twice(name, value)));
        }
        self.node = match name {
            "weight" => self.node.with_weight(integer(line, name, value, 0, u32::MAX)?),
            "vnodes" => self.node.with_vnodes(integer(line, name, value, 1, u32::MAX)?),
            "placement" => self.node.with_placement_id(value),
            "zone" => self.node.with_zone(value),
            "group" if value.is_empty() => return Err(InputError::new(line, "group must not be empty")),
            "group" => {
                self.group = Some(value.into());
                self.node
            }
            _ => self.node.with_attribute(name, value),
        };
        Ok(self)
    }

    pub(super) fn finish(self) -> Entry {
        Entry { line: self.line, group: self.group, node: self.node }
    }
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
