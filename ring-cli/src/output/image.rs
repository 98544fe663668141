//! What an image holds, whole. Whoever asks for it has checked the image.

use std::fmt::{self, Display};

use serde_json::{Value, json};
use vnode_ring::{Image, Membership, NodeView};

use super::ring::{Head, nodes};

/// For people: the ring, how large the image is and what it is made of, and one line for each node: of the membership
/// where the image has ids, else by number.
#[must_use]
pub fn text(image: &Image<'_>, membership: Option<&Membership>, bytes: usize) -> String {
    let mut text = head(image).text();
    text.add("bytes", &bytes);
    if let Some(each) = Hundredths::of(bytes, image.vnode_count()) {
        text.add("bytes-per-vnode", &each);
    }
    text.add("lines", &image.line_count());
    text.add("spilled", &image.spilled_count());
    text.add("listed", &image.listed_count());
    let (ids, verified) = match membership {
        Some(_) => ("yes", "every byte"),
        None => ("no", "lines, spilled and listed vnodes; the rest takes ids"),
    };
    text.add("ids", &ids);
    text.add("verified", &verified);
    match membership {
        Some(membership) => text.add_nodes(membership),
        None => image.nodes().for_each(|node| text.add("node", &Numbered(node))),
    }
    text.0
}

/// One object. Where the image has ids, its members `ring` and `nodes` are a node file.
#[must_use]
pub fn json(image: &Image<'_>, membership: Option<&Membership>, bytes: usize) -> Value {
    let mut value = head(image).json();
    value["bytes"] = json!(bytes);
    value["lines"] = json!(image.line_count());
    value["spilled"] = json!(image.spilled_count());
    value["listed"] = json!(image.listed_count());
    value["ids"] = json!(membership.is_some());
    value["nodes"] = membership.map_or_else(|| image.nodes().map(numbered).collect(), nodes);
    value
}

fn head(image: &Image<'_>) -> Head {
    Head {
        kind: "image",
        config: image.config(),
        epoch: image.epoch(),
        fingerprint: image.fingerprint(),
        placement_fingerprint: image.placement_fingerprint(),
        nodes: image.nodes().count(),
        vnodes: image.vnode_count() as u64,
    }
}

fn numbered(node: NodeView<'_>) -> Value {
    json!({ "number": node.index().get(), "weight": node.weight(), "vnodes": node.vnode_count() })
}

/// A node without an id.
struct Numbered<'a>(NodeView<'a>);

impl Display for Numbered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(node) = self;
        write!(f, "number {} weight={} vnodes={}", node.index().get(), node.weight(), node.vnode_count())
    }
}

/// A quotient, cut to two decimals.
struct Hundredths(u128);

impl Hundredths {
    fn of(dividend: usize, divisor: usize) -> Option<Self> {
        (dividend as u128 * 100).checked_div(divisor as u128).map(Self)
    }
}

impl Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
