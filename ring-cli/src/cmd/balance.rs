//! `ring-cli balance`: how much each node has of what it should.

use std::io::Write;
use std::path::Path;

use vnode_ring::{Balance, NodeIndex, ReplicaRule, Ring};

use crate::cli::BalanceArgs;
use crate::durable;
use crate::failure::Failure;
use crate::input;
use crate::key_counts::{self, Tally};
use crate::nodes::{self, Rings};
use crate::output::ListFormat;
use crate::output::balance::Report;
use crate::plot;
use crate::plot::bars::{self, Bar, Head};
use crate::secret::Need;

pub(super) fn run(args: &BalanceArgs, out: &mut impl Write) -> Result<(), Failure> {
    check(args)?;
    let need = if args.keys.is_some() { Need::Secret } else { Need::KeyCheck };
    let Rings { stated, serving } = nodes::load_placed(&args.ring, need)?;
    let rule = args.rule.rule();
    super::replicas::note_shortage(&serving, rule);
    let balance = Balance::of(&serving, rule).map_err(|error| Failure::Input(error.to_string()))?;
    let tallies = args.keys.as_deref().map(|keys| count(keys, &serving, &balance, rule)).transpose()?;
    let report = Report { stated, down: &args.ring.down, balance: &balance, tallies };
    if let Some(path) = &args.plot {
        plot::write(path, &picture(&report), out)?;
    }
    if args.plot.as_deref().is_some_and(durable::is_stdout) {
        return Ok(());
    }
    let text = match (args.summary, args.format) {
        (true, ListFormat::Text) => report.summary_text(),
        (true, _) => format!("{}\n", report.summary_object()),
        (false, format) => report.print(format),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}

/// Before anything is read.
fn check(args: &BalanceArgs) -> Result<(), Failure> {
    let keys = args.keys.as_deref().map(|keys| ("--keys", keys));
    input::one_stdin([("--nodes", args.ring.nodes.as_path())].into_iter().chain(keys))?;
    if args.summary && args.format == ListFormat::Csv {
        return Err(Failure::Input("--summary is no table: --format csv cannot print it".into()));
    }
    Ok(())
}

/// What the keys of a file come to on each node, in the order of the balance.
fn count(path: &Path, ring: &Ring, balance: &Balance<'_>, rule: ReplicaRule) -> Result<Vec<Tally>, Failure> {
    let mut by_slot = vec![Tally::default(); ring.membership().slots()];
    let mut list = vec![NodeIndex::default(); rule.replicas()];
    key_counts::read(path, |keys| {
        for &key in keys {
            let placed = ring.replicas_into(key.key, rule.zones(), &mut list);
            list[..placed.nodes].iter().for_each(|node| by_slot[node.get()] += key);
        }
        Ok(())
    })?;
    Ok(balance.nodes().iter().map(|share| by_slot[share.node.index().get()]).collect())
}

fn picture(report: &Report<'_>) -> String {
    let bars: Vec<_> = report
        .against()
        .map(|(share, against)| Bar { id: share.node.id(), share: against.share, target: against.target })
        .collect();
    let balance = report.balance;
    let mut remarks = vec![format!(
        "nodes: {}, vnodes: {}, replicas: {}, replica sets: {}",
        bars.len(),
        balance.nodes().iter().map(|share| share.vnodes).sum::<u64>(),
        report.rule(),
        balance.replica_sets()
    )];
    if let Some(evenness) = balance.evenness() {
        remarks.push(format!(
            "max/mean {:.4}, min/mean {:.4}, variation {:.4}",
            evenness.max_over_mean, evenness.min_over_mean, evenness.variation
        ));
    }
    bars::draw(&Head { title: "Share of the keys by node".into(), remarks }, &bars)
}
