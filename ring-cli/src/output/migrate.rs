//! What a migration comes to.

use std::fmt::Write as _;

use serde_json::{Value, json};
use vnode_ring::Range;

use crate::key_counts::Tally;
use crate::output::node::integer;
use crate::output::table::Table;

/// What `ring-cli migrate` prints.
pub(crate) struct Report {
    /// The names of both rings.
    pub(crate) rings: [String; 2],
    /// How many positions' keys are expected to move; nothing where a plan would be exact.
    pub(crate) expected: Option<u128>,
    /// Where each slice ends.
    pub(crate) cutoffs: Vec<u128>,
    /// The keys that there are.
    pub(crate) keys: Option<KeySlices>,
}

/// Keys that move, by the slices that they are in.
pub(crate) struct KeySlices {
    pub(crate) read: Tally,
    pub(crate) moved: Vec<Tally>,
}

impl KeySlices {
    pub(crate) fn new(slices: usize) -> Self {
        Self { read: Tally::default(), moved: vec![Tally::default(); slices] }
    }

    fn all_moved(&self) -> Tally {
        self.moved.iter().fold(Tally::default(), |mut sum, &slice| {
            sum += slice;
            sum
        })
    }
}

impl Report {
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut add = |name: &str, value: &str| {
            writeln!(text, "{name:<9} {value}").expect("memory does not fail");
        };
        add("from", &self.rings[0]);
        add("to", &self.rings[1]);
        if let Some(expected) = self.expected {
            add("expected", &format!("{} of the keys move", percent(expected)));
        }
        if let Some(keys) = &self.keys {
            let (all, moved) = (keys.read, keys.all_moved());
            let part = |moved: u128, all: u128| {
                if all == 0 { "0".into() } else { format!("{:.4}%", 100.0 * moved as f64 / all as f64) }
            };
            let keys = part(moved.keys.into(), all.keys.into());
            add("keys", &format!("{} of {} move ({keys})", moved.keys, all.keys));
            if all.count != u128::from(all.keys) {
                add(
                    "counts",
                    &format!("{} of {} ({})", moved.count, all.count, part(moved.count, all.count)),
                );
            }
            if all.bytes > 0 {
                add("bytes", &format!("{} of {} ({})", moved.bytes, all.bytes, part(moved.bytes, all.bytes)));
            }
        }
        text.push('\n');
        text.push_str(&self.slices());
        text
    }

    fn slices(&self) -> String {
        let mut names = vec!["slice", "cutoff"];
        names.extend(self.keys.iter().flat_map(|_| ["keys", "bytes"]));
        let mut table = Table::new(&names).with_texts(2);
        for (index, &cutoff) in self.cutoffs.iter().enumerate() {
            let mut cells = vec![(index + 1).to_string(), shown(cutoff)];
            if let Some(keys) = &self.keys {
                cells.extend([keys.moved[index].keys.to_string(), keys.moved[index].bytes.to_string()]);
            }
            table.add(cells);
        }
        table.text()
    }

    pub(crate) fn json(&self) -> String {
        let slices = self.cutoffs.iter().enumerate().map(|(index, &cutoff)| {
            let moved = self.keys.as_ref().map(|keys| tally(keys.moved[index]));
            json!({ "cutoff": shown(cutoff), "moved": moved })
        });
        let keys = self
            .keys
            .as_ref()
            .map(|keys| json!({ "read": tally(keys.read), "moved": tally(keys.all_moved()) }));
        let expected = self.expected.map(Range::fraction);
        let [from, to] = &self.rings;
        let slices: Vec<Value> = slices.collect();
        let object =
            json!({ "from": from, "to": to, "expected_moved": expected, "keys": keys, "slices": slices });
        format!("{object}\n")
    }
}

fn tally(tally: Tally) -> Value {
    json!({ "keys": integer(tally.keys), "count": integer(tally.count), "bytes": integer(tally.bytes) })
}

fn percent(positions: u128) -> String {
    format!("{:.4}%", 100.0 * Range::fraction(positions))
}

/// A cutoff as positions are written, or the end of the circle, which none is.
fn shown(cutoff: u128) -> String {
    if cutoff == Range::FULL_WIDTH { "end".into() } else { format!("0x{cutoff:016x}") }
}
