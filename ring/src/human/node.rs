//! Nodes, and what sources state about them.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use core::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::membership::MembershipError;
use crate::node::Node;
use crate::text::Excerpt;
use crate::update::NodeUpdate;

#[derive(Serialize, Deserialize)]
#[serde(rename = "Node", deny_unknown_fields)]
struct Fields<'a> {
    id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vnodes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    placement: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Attributes<'a>>,
}

#[derive(Serialize)]
struct Attributes<'a>(BTreeMap<Cow<'a, str>, Cow<'a, str>>);

impl<'a> FromIterator<(&'a str, &'a str)> for Attributes<'a> {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(attributes: T) -> Self {
        Self(attributes.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<'de> Deserialize<'de> for Attributes<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EachNameOnce).map(Self)
    }
}

/// The map of serde would take the last of two values.
struct EachNameOnce;

impl<'de> Visitor<'de> for EachNameOnce {
    type Value = BTreeMap<Cow<'static, str>, Cow<'static, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("attributes: a map from names to texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut stated: A) -> Result<Self::Value, A::Error> {
        let mut attributes = BTreeMap::new();
        while let Some((name, value)) = stated.next_entry::<Cow<'_, str>, _>()? {
            if attributes.contains_key(&name) {
                let name = Excerpt(&name);
                return Err(A::Error::custom(format_args!("attribute {name} is stated twice")));
            }
            attributes.insert(name, value);
        }
        Ok(attributes)
    }
}

/// Checked as a node that joins.
fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(NodeUpdate, Node), D::Error> {
    let fields = Fields::deserialize(deserializer)?;
    let mut update = NodeUpdate::new(fields.id);
    update = fields.weight.into_iter().fold(update, NodeUpdate::with_weight);
    update = fields.vnodes.into_iter().fold(update, NodeUpdate::with_vnodes);
    update = fields.placement.into_iter().fold(update, NodeUpdate::with_placement_id);
    update = fields.zone.into_iter().fold(update, NodeUpdate::with_zone);
    update = fields.attributes.into_iter().fold(update, |update, stated| update.with_attributes(stated.0));
    let node = update.apply_to(None);
    MembershipError::check_node_but_vnodes(&node).map_err(D::Error::custom)?;
    Ok((update, node))
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut attributes = self.attributes().peekable();
        Fields {
            id: self.id().into(),
            weight: Some(self.weight()),
            vnodes: self.vnodes(),
            placement: self.states_placement_id().then(|| self.placement_id().into()),
            zone: self.zone().map(Cow::from),
            attributes: attributes.peek().is_some().then(|| attributes.collect()),
        }
        .serialize(serializer)
    }
}

/// Refused where [`Node::check`] refuses it, and where an attribute is stated twice.
impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer).map(|(_, node)| node)
    }
}

impl Serialize for NodeUpdate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Fields {
            id: self.id().into(),
            weight: self.weight(),
            vnodes: self.vnodes(),
            placement: self.placement_id().map(Cow::from),
            zone: self.zone().map(Cow::from),
            attributes: self.attributes().map(Iterator::collect),
        }
        .serialize(serializer)
    }
}

/// Refused where a node that joins with it would be.
impl<'de> Deserialize<'de> for NodeUpdate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer).map(|(update, _)| update)
    }
}
