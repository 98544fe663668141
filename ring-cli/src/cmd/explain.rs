//! `ring-cli explain`: how the owner of a key comes about.

use std::fmt::Write as _;
use std::io::Write;

use serde_json::json;
use vnode_ring::{NodeRef, Position, Range, Ring, Scratch};

use crate::cli::{ExplainArgs, ReportFormat};
use crate::failure::Failure;
use crate::nodes::{self, Rings};
use crate::output::key_field;
use crate::shown::Word;

/// How many nodes after the owner are shown.
const NEXT_NODES: usize = 3;

pub(super) fn run(args: &ExplainArgs, out: &mut impl Write) -> Result<(), Failure> {
    let rings = nodes::load(&args.ring)?;
    let key = args.key.as_encoded_bytes();
    let explanation = Explanation::new(&rings.serving, key)
        .ok_or_else(|| Failure::NoOwner(format!("no node owns keys: {}", rings.stated)))?;
    let text = match args.format {
        ReportFormat::Text => explanation.text(&rings, key, &args.ring.down),
        ReportFormat::Json => explanation.json(&rings, key, &args.ring.down),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}

struct Explanation<'a> {
    position: Position,
    /// The range that the owner's vnode owns, with the key in it.
    range: Range,
    before: NodeRef<'a>,
    owner: NodeRef<'a>,
    /// Which of the owner's vnodes it is, counted from 0.
    vnode: usize,
    /// Distinct nodes after the owner, with their nearest vnodes.
    next: Vec<(Position, NodeRef<'a>)>,
}

impl<'a> Explanation<'a> {
    /// Goes through the vnodes one by one, so that it does not rest on the search that it explains.
    fn new(ring: &'a Ring, key: &[u8]) -> Option<Self> {
        let position = ring.key_position(key);
        let mut scratch = Scratch::default();
        let vnodes: Vec<(Position, NodeRef<'a>)> = ring.vnodes_in_order(&mut scratch).collect();
        let from = vnodes.iter().position(|&(at, _)| at >= position).unwrap_or(0);
        let (end, owner) = *vnodes.get(from)?;
        let (start, before) = vnodes[(from + vnodes.len() - 1) % vnodes.len()];
        let mut next: Vec<(Position, NodeRef<'_>)> = Vec::new();
        for &(at, node) in vnodes[from..].iter().chain(&vnodes[..from]) {
            let seen =
                node.index() == owner.index() || next.iter().any(|(_, seen)| seen.index() == node.index());
            if !seen && next.len() < NEXT_NODES {
                next.push((at, node));
            }
        }
        let vnode = ring.vnodes_of(owner).position(|at| at == end)?;
        Some(Self { position, range: Range { start, end }, before, owner, vnode, next })
    }

    fn distance(&self, to: Position) -> u64 {
        self.position.distance_to(to)
    }

    fn text(&self, rings: &Rings, key: &[u8], down: &[String]) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &dyn std::fmt::Display| {
            writeln!(text, "{name:<9} {value}").expect("memory does not fail");
        };
        line("ring", &rings.stated);
        if !down.is_empty() {
            line("down", &down.iter().map(|id| Word(id).to_string()).collect::<Vec<_>>().join(", "));
        }
        line("key", &format_args!("{:?}", String::from_utf8_lossy(key)));
        line("position", &self.position);
        line("owner", &describe(self.owner));
        line("vnode", &format_args!("{} number {} of {}", self.range.end, self.vnode, Word(self.owner.id())));
        line("range", &format_args!("{} {}", self.range, percent(self.range.width())));
        line(
            "before",
            &format_args!("{} {}", away(self.range.start.distance_to(self.position)), describe(self.before)),
        );
        line("after", &format_args!("{} {}", away(self.distance(self.range.end)), describe(self.owner)));
        for (at, node) in &self.next {
            line("next", &format_args!("{} {}", away(self.distance(*at)), describe(*node)));
        }
        text
    }

    fn json(&self, rings: &Rings, key: &[u8], down: &[String]) -> String {
        let (key_name, key) = key_field(key);
        let neighbour = |distance: u64, node: NodeRef<'_>| {
            // Distances need more digits than JSON readers keep.
            json!({ "node": node.id(), "zone": node.zone(), "addr": node.attribute("addr"), "distance": distance.to_string() })
        };
        let next: Vec<_> = self.next.iter().map(|&(at, node)| neighbour(self.distance(at), node)).collect();
        let object = json!({
            "ring": rings.stated,
            "down": down,
            key_name: key,
            "position": self.position.to_string(),
            "node": self.owner.id(),
            "vnode": { "index": self.vnode, "position": self.range.end.to_string() },
            "range": { "start": self.range.start.to_string(), "end": self.range.end.to_string() },
            "before": neighbour(self.range.start.distance_to(self.position), self.before),
            "after": neighbour(self.distance(self.range.end), self.owner),
            "next": next,
        });
        format!("{object}\n")
    }
}

fn describe(node: NodeRef<'_>) -> String {
    let mut text = format!("{} weight={}", Word(node.id()), node.weight());
    for (name, value) in [("zone", node.zone()), ("addr", node.attribute("addr"))] {
        if let Some(value) = value {
            write!(text, " {name}={}", Word(value)).expect("memory does not fail");
        }
    }
    text
}

fn percent(width: u128) -> String {
    format!("{:.4}% of the circle", width as f64 / Range::FULL_WIDTH as f64 * 100.0)
}

fn away(distance: u64) -> String {
    format!("{distance:>20} ({:.4}%)", distance as f64 / Range::FULL_WIDTH as f64 * 100.0)
}
