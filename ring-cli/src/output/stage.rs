//! What the stages of a change move.

use std::fmt::{Display, Write as _};

use serde_json::json;
use vnode_ring::{Change, Delta, Node, Range};

use super::changes;
use super::node::vnode_count;
use super::table::Table;
use crate::guard::Permille;
use crate::shown::{Percent, Word};

/// A stage that was written.
pub(crate) struct Written {
    pub(crate) number: usize,
    pub(crate) file: String,
    pub(crate) delta: Delta,
    pub(crate) moved: u128,
}

/// All stages of a change.
pub(crate) struct Report<'r> {
    pub(crate) max_step: Permille,
    /// What the change would move in one stage.
    pub(crate) at_once: u128,
    pub(crate) stages: &'r [Written],
}

impl Report<'_> {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &dyn Display| {
            writeln!(text, "{name:<9} {value}").expect("memory does not fail");
        };
        let moved: u128 = self.stages.iter().map(|stage| stage.moved).sum();
        let part = |positions| format!("{} of the keys ({positions} positions)", Percent(positions));
        line("stages", &format_args!("{} of at most {}% each", self.stages.len(), self.max_step));
        line("moved", &part(moved));
        line("at once", &part(self.at_once));
        if self.stages.is_empty() {
            return text;
        }
        let mut table = Table::new(&["delta", "moved", "positions", ""]);
        for Written { file, delta, moved, .. } in self.stages {
            let vnodes: Vec<String> = delta.changes().map(|change| vnodes(delta, change)).collect();
            table.add(vec![file.clone(), Percent(*moved).to_string(), moved.to_string(), vnodes.join(", ")]);
        }
        text + "\n" + &table.text()
    }

    /// One object for each.
    pub(crate) fn json(&self) -> String {
        let object = |stage: &Written| {
            let mut object = changes::json(&stage.delta);
            object["stage"] = json!(stage.number);
            object["file"] = json!(stage.file);
            object["moved"] = json!(stage.moved.to_string());
            object["moved_fraction"] = json!(Range::fraction(stage.moved));
            format!("{object}\n")
        };
        self.stages.iter().map(object).collect()
    }
}

/// The vnodes of a node before and after.
fn vnodes(delta: &Delta, change: &Change) -> String {
    let count = |node: Option<&Node>| node.map_or(0, |node| vnode_count(delta.config(), node));
    let (old, new) = (count(change.old_node()), count(change.new_node()));
    format!("{} {old} -> {new}", Word(change.id()))
}
