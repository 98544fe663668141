//! For people.

use std::fmt::Write as _;

use vnode_ring::Heir;

use super::{Against, Report, against_zone};
use crate::output::bar::bar;
use crate::output::changes::{NONE, shown};
use crate::output::table::Table;
use crate::shown::{Percent, Word};

impl Report<'_> {
    pub(super) fn text(&self) -> String {
        self.head() + "\n" + &self.nodes() + "\n" + &self.zones() + &self.figures()
    }

    /// Without nodes and zones.
    pub(crate) fn summary_text(&self) -> String {
        self.head() + &self.figures()
    }

    fn head(&self) -> String {
        let mut text = format!("ring          {}\n", self.stated);
        if !self.down.is_empty() {
            line(&mut text, "down", &words(self.down.iter().map(String::as_str)));
        }
        line(&mut text, "replicas", &self.rule());
        text
    }

    fn is_replicated(&self) -> bool {
        self.balance.rule().replicas() > 1
    }

    fn nodes(&self) -> String {
        let most = self.against().map(|(_, against)| against.share.max(against.target)).fold(0.0, f64::max);
        let mut names = vec!["node", "weight", "vnodes"];
        if self.is_replicated() {
            names.push("owned");
        }
        names.extend(["share", "target", "ratio"]);
        if self.tallies.is_some() {
            names.extend(["keys", "count", "bytes"]);
        }
        names.push("");
        let mut table = Table::new(&names);
        for (at, (share, against)) in self.against().enumerate() {
            let mut cells = vec![
                Word(share.node.id()).to_string(),
                share.node.weight().to_string(),
                share.vnodes.to_string(),
            ];
            if self.is_replicated() {
                cells.push(Percent(share.owned).to_string());
            }
            cells.extend([Percent(share.replicated).to_string(), percent(against.target), ratio(against)]);
            if let Some(tally) = self.tally(at) {
                cells.extend([tally.keys.to_string(), tally.count.to_string(), tally.bytes.to_string()]);
            }
            cells.push(bar(against.share, against.target, most));
            table.add(cells);
        }
        table.text()
    }

    /// Nothing where no node has a zone.
    fn zones(&self) -> String {
        let zones = self.balance.zones();
        if zones.iter().all(|zone| zone.zone.is_none()) {
            return String::new();
        }
        let each = self.per_weight();
        let mut table = Table::new(&["zone", "nodes", "weight", "share", "target", "ratio"]);
        for zone in zones {
            let against = against_zone(zone, each);
            table.add(vec![
                zone.zone.map_or_else(|| NONE.into(), shown),
                zone.nodes.to_string(),
                zone.weight.to_string(),
                Percent(zone.replicated).to_string(),
                percent(against.target),
                ratio(against),
            ]);
        }
        table.text() + "\n"
    }

    fn figures(&self) -> String {
        let mut text = String::new();
        if let Some(evenness) = self.balance.evenness() {
            line(&mut text, "max/mean", &format!("{:.4}", evenness.max_over_mean));
            line(&mut text, "min/mean", &format!("{:.4}", evenness.min_over_mean));
            line(&mut text, "variation", &format!("{:.4}", evenness.variation));
        }
        if let Some(Heir { leaver, survivor, extra }) = self.balance.worst_heir() {
            let (leaver, survivor) = (Word(leaver.id()), Word(survivor.id()));
            line(&mut text, "worst-heir", &format!("{survivor} gets {} when {leaver} fails", Percent(extra)));
        }
        line(&mut text, "replica-sets", &self.balance.replica_sets().to_string());
        if !self.balance.drained().is_empty() {
            line(&mut text, "drained", &words(self.balance.drained().iter().map(|node| node.id())));
        }
        text
    }
}

fn line(text: &mut String, name: &str, value: &str) {
    writeln!(text, "{name:<13} {value}").expect("memory does not fail");
}

fn words<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.map(|id| Word(id).to_string()).collect::<Vec<_>>().join(", ")
}

fn percent(part: f64) -> String {
    format!("{:.4}%", part * 100.0)
}

fn ratio(against: Against) -> String {
    against.ratio().map_or("-".into(), |ratio| format!("{ratio:.4}"))
}
