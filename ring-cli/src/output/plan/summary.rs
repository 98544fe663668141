//! What moves in all, for each pair of nodes and for each node.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use serde_json::{Value, json};
use vnode_ring::{NodeMoves, NodeRef, Pair, Range, ReplicaRule, Summary};

use super::name;
use crate::key_counts::Tally;
use crate::moves::KeyMoves;
use crate::output::node::integer;
use crate::output::table::Table;
use crate::shown::Percent;

/// A summary and, where keys were counted, these.
pub(crate) struct Report<'r> {
    pub(crate) rule: ReplicaRule,
    pub(crate) summary: &'r Summary<'r>,
    pub(crate) keys: Option<&'r KeyMoves>,
}

impl Report<'_> {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let Summary { ref pairs, ref nodes, .. } = *self.summary;
        let mut text = self.head();
        if pairs.is_empty() {
            return text;
        }
        let titles = |names: &[&'static str]| -> Vec<&'static str> {
            let of_keys: &[&str] = if self.keys.is_some() { &["keys", "count", "bytes"] } else { &[] };
            names.iter().chain(of_keys).copied().collect()
        };
        let mut by_pair = Table::new(&titles(&["from", "to", "moved", "positions"])).with_texts(2);
        for (place, pair) in pairs.iter().enumerate() {
            let mut line = vec![name(pair.from), name(pair.to)];
            line.extend([Percent(pair.moved).to_string(), pair.moved.to_string()]);
            line.extend(self.keys.into_iter().flat_map(|keys| figures(keys.pairs[place])));
            by_pair.add(line);
        }
        let mut by_node = Table::new(&titles(&["node", "", "moved", "positions"])).with_texts(2);
        for (moves, [gained, lost]) in nodes.iter().zip(self.keys_of_nodes()) {
            for (what, positions, keys) in [("gets", moves.gained, gained), ("gives", moves.lost, lost)] {
                if positions > 0 {
                    let mut line = vec![name(Some(moves.node)), what.into()];
                    line.extend([Percent(positions).to_string(), positions.to_string()]);
                    line.extend(self.keys.into_iter().flat_map(|_| figures(keys)));
                    by_node.add(line);
                }
            }
        }
        write!(text, "\n{}\n{}", by_pair.text(), by_node.text()).expect("memory does not fail");
        text
    }

    /// What is said in one line each.
    pub(crate) fn head(&self) -> String {
        let summary = self.summary;
        let mut text = String::new();
        let mut line = |name: &str, value: &dyn Display| {
            writeln!(text, "{name:<9} {value}").expect("memory does not fail");
        };
        line("moved", &self.moved());
        let ratio = match summary.ratio() {
            Some(ratio) => format!("ratio {ratio:.4}"),
            None => "nothing has to".into(),
        };
        line("minimum", &format_args!("{}; {ratio}", part(summary.minimum)));
        line("ranges", &summary.ranges);
        let replicas = self.rule.replicas();
        if replicas > 1 {
            line("owners", &format_args!("{} get another owner", part(summary.owner_moved)));
            if let Some(overlap) = summary.smallest_overlap {
                line("overlap", &format_args!("{overlap} of {replicas} nodes at least stay in each list"));
            }
        }
        if summary.weakened > 0 {
            let why = "several nodes must be read, see --ranges";
            line("weakened", &format_args!("{}; {why}", part(summary.weakened)));
        }
        if summary.without_source > 0 {
            let why = "no node that has it is available";
            line("no source", &format_args!("{}; {why}", part(summary.without_source)));
        }
        if let Some(keys) = self.keys {
            for (name, of_moved, of_read) in [
                ("keys", u128::from(keys.moved.keys), u128::from(keys.read.keys)),
                ("count", keys.moved.count, keys.read.count),
                ("bytes", keys.moved.bytes, keys.read.bytes),
            ] {
                line(name, &format_args!("{of_moved} of {of_read} move"));
            }
        }
        text
    }

    /// How much moves, with what it is a part of.
    pub(crate) fn moved(&self) -> String {
        let moved = self.summary.moved;
        let positions = match self.rule.replicas() {
            1 => format!("of {} positions", Range::FULL_WIDTH),
            replicas => format!("positions, each of {replicas} replicas counted"),
        };
        format!("{} of the keys ({moved} {positions})", Percent(moved))
    }

    /// What the nodes of the summary get and give, in keys.
    fn keys_of_nodes(&self) -> Vec<[Tally; 2]> {
        let mut sums: BTreeMap<&str, [Tally; 2]> = BTreeMap::new();
        let tallies = self.keys.into_iter().flat_map(|keys| &keys.pairs);
        for (pair, &tally) in self.summary.pairs.iter().zip(tallies) {
            for (node, side) in [(pair.to, 0), (pair.from, 1)] {
                if let Some(node) = node {
                    sums.entry(node.id()).or_default()[side] += tally;
                }
            }
        }
        let of_node = |moves: &NodeMoves<'_>| sums.get(moves.node.id()).copied().unwrap_or_default();
        self.summary.nodes.iter().map(of_node).collect()
    }

    /// One object.
    pub(crate) fn json(&self) -> Value {
        let summary = self.summary;
        let mut value = json!({
            "replicas": self.rule.replicas(),
            "zones": self.rule.zones().to_string(),
            "moved": summary.moved.to_string(),
            "moved_fraction": summary.moved_fraction(),
            "minimum": summary.minimum.to_string(),
            "minimum_fraction": summary.minimum_fraction(),
            "ratio": summary.ratio(),
            "owner_moved": summary.owner_moved.to_string(),
            "ranges": summary.ranges,
            "smallest_overlap": summary.smallest_overlap,
            "weakened": summary.weakened.to_string(),
            "without_source": summary.without_source.to_string(),
        });
        let pairs = summary.pairs.iter().enumerate();
        value["pairs"] = pairs.map(|(place, pair)| self.pair(place, pair)).collect();
        let nodes = summary.nodes.iter().zip(self.keys_of_nodes());
        value["nodes"] = nodes.map(|(moves, keys)| self.node(moves, keys)).collect();
        if let Some(keys) = self.keys {
            value["keys"] = json!({ "read": object(keys.read), "moved": object(keys.moved) });
        }
        value
    }

    fn pair(&self, place: usize, pair: &Pair<'_>) -> Value {
        let mut value = json!({
            "from": pair.from.map(NodeRef::id),
            "to": pair.to.map(NodeRef::id),
            "moved": pair.moved.to_string(),
            "fraction": Range::fraction(pair.moved),
        });
        if let (Some(keys), Some(object)) = (self.keys, value.as_object_mut()) {
            object.extend(members(keys.pairs[place]));
        }
        value
    }

    fn node(&self, moves: &NodeMoves<'_>, [gained, lost]: [Tally; 2]) -> Value {
        let mut value = json!({
            "node": moves.node.id(),
            "gained": moves.gained.to_string(),
            "lost": moves.lost.to_string(),
        });
        if self.keys.is_some() {
            value["gained_keys"] = object(gained);
            value["lost_keys"] = object(lost);
        }
        value
    }
}

/// A part of the keys and its exact size.
fn part(positions: u128) -> String {
    format!("{} ({positions} positions)", Percent(positions))
}

fn figures(tally: Tally) -> [String; 3] {
    [tally.keys.to_string(), tally.count.to_string(), tally.bytes.to_string()]
}

fn object(tally: Tally) -> Value {
    members(tally).into_iter().collect()
}

fn members(tally: Tally) -> [(String, Value); 3] {
    [
        ("keys".into(), integer(tally.keys)),
        ("count".into(), integer(tally.count)),
        ("bytes".into(), integer(tally.bytes)),
    ]
}
