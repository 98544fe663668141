//! What a calibration does: to each node, and to the whole ring.

use std::fmt::{Display, Write as _};

use serde_json::{Value, json};
use vnode_ring::{Calibration, Delta, Evenness, Fingerprint, NodeCalibration, Range, Summary};

use super::changes;
use super::plan;
use super::table::Table;
use crate::guard::Permille;
use crate::shown::{Percent, Word};

/// How many nodes are named that stay outside the band.
const NAMED: usize = 5;

/// What is known of a calibration.
pub(crate) struct Report<'a> {
    pub(crate) epoch: u64,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) band: Permille,
    pub(crate) calibration: &'a Calibration<'a>,
    pub(crate) summary: &'a Summary<'a>,
    /// Of the ring that was read.
    pub(crate) delta: &'a Delta,
}

/// Parts of the keys.
#[derive(Clone, Copy)]
pub(crate) struct Shares {
    pub(crate) old: f64,
    pub(crate) new: f64,
    pub(crate) target: f64,
}

impl Report<'_> {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let names = ["node", "weight", "vnodes", "->", "share", "->", "target", "ratio", "->"];
        let mut table = Table::new(&names);
        for (node, shares) in self.shares() {
            let ratio = |share: f64| {
                if shares.target > 0.0 { format!("{:.4}", share / shares.target) } else { "-".into() }
            };
            table.add(vec![
                Word(node.node.id()).to_string(),
                node.node.weight().to_string(),
                node.old_vnodes.to_string(),
                node.new_vnodes.to_string(),
                Percent(node.old_share).to_string(),
                Percent(node.new_share).to_string(),
                Percent(node.target).to_string(),
                ratio(shares.old),
                ratio(shares.new),
            ]);
        }
        let Self { epoch, fingerprint, .. } = self;
        let mut text = String::new();
        line(&mut text, "ring", &format_args!("epoch={epoch} fingerprint={fingerprint}"));
        line(&mut text, "replicas", &self.rule());
        line(&mut text, "band", &format_args!("{}%", self.band));
        let plan = self.plan().head();
        format!("{text}\n{}\n{}\n{plan}", table.text(), self.figures())
    }

    /// What the ring comes to, before and after.
    pub(crate) fn figures(&self) -> String {
        let mut text = String::new();
        if let [Some(before), Some(after)] = self.evenness() {
            for (name, figure) in FIGURES {
                line(&mut text, name, &format_args!("{:.4} -> {:.4}", figure(&before), figure(&after)));
            }
        }
        let [old, new] = self.vnodes();
        line(&mut text, "vnodes", &format_args!("{old} -> {new}"));
        line(
            &mut text,
            "changed",
            &format_args!("{} of {} nodes", self.delta.changes().len(), self.calibration.nodes().len()),
        );
        let outside: Vec<_> = self.calibration.outside().collect();
        if self.band.millionths() > 0 && !outside.is_empty() {
            let named: Vec<_> =
                outside.iter().take(NAMED).map(|node| Word(node.node.id()).to_string()).collect();
            let more = if outside.len() > NAMED { ", ..." } else { "" };
            let named = named.join(", ");
            line(
                &mut text,
                "outside",
                &format_args!("{} nodes stay outside the band: {named}{more}", outside.len()),
            );
        }
        text
    }

    /// One object.
    pub(crate) fn json(&self) -> Value {
        let nodes = self.shares().map(|(node, shares)| {
            json!({
                "node": node.node.id(),
                "weight": node.node.weight(),
                "old_vnodes": node.old_vnodes,
                "new_vnodes": node.new_vnodes,
                "old_share": node.old_share.to_string(),
                "new_share": node.new_share.to_string(),
                "target": node.target.to_string(),
                "old_fraction": shares.old,
                "new_fraction": shares.new,
                "target_fraction": shares.target,
            })
        });
        let evenness = self.evenness().map(|evenness| {
            evenness.map(|evenness| {
                json!({
                    "max_over_mean": evenness.max_over_mean,
                    "min_over_mean": evenness.min_over_mean,
                    "variation": evenness.variation,
                })
            })
        });
        let [before, after] = evenness;
        let rule = self.calibration.rule();
        json!({
            "replicas": rule.replicas().replicas(),
            "zones": rule.replicas().zones().to_string(),
            "band_millionths": rule.band(),
            "nodes": nodes.collect::<Vec<_>>(),
            "before": before,
            "after": after,
            "outside": self.calibration.outside().map(|node| node.node.id()).collect::<Vec<_>>(),
            "plan": self.plan().json(),
            "delta": changes::json(self.delta),
        })
    }

    /// Nodes of weight above 0, with their shares as parts of the keys.
    pub(crate) fn shares(&self) -> impl Iterator<Item = (&NodeCalibration<'_>, Shares)> {
        self.calibration.nodes().iter().map(|node| {
            let [old, new, target] = [node.old_share, node.new_share, node.target].map(Range::fraction);
            (node, Shares { old, new, target })
        })
    }

    fn plan(&self) -> plan::Report<'_> {
        plan::Report { rule: self.calibration.rule().replicas(), summary: self.summary, keys: None }
    }

    fn evenness(&self) -> [Option<Evenness>; 2] {
        [self.calibration.evenness_before(), self.calibration.evenness_after()]
    }

    fn vnodes(&self) -> [u64; 2] {
        let nodes = || self.calibration.nodes().iter();
        [nodes().map(|node| node.old_vnodes).sum(), nodes().map(|node| node.new_vnodes).sum()]
    }

    fn rule(&self) -> String {
        super::rule(self.calibration.rule().replicas())
    }
}

type Figure = (&'static str, fn(&Evenness) -> f64);

const FIGURES: [Figure; 3] = [
    ("max/mean", |evenness| evenness.max_over_mean),
    ("min/mean", |evenness| evenness.min_over_mean),
    ("variation", |evenness| evenness.variation),
];

fn line(text: &mut String, name: &str, value: &dyn Display) {
    writeln!(text, "{name:<9} {value}").expect("memory does not fail");
}
