//! `ring-cli calibrate`: how many vnodes make shares fair, and what that moves.

use std::io::Write;

use vnode_ring::{Calibration, CalibrationRule, ChangeError, Delta, Membership, ReplicaRule, Ring};

use crate::cli::{CalibrateArgs, ReportFormat};
use crate::durable;
use crate::failure::Failure;
use crate::guard::Permille;
use crate::nodes::Loaded;
use crate::output::calibrate::Report;
use crate::plot;
use crate::plot::bars::{self, Bar, Head};
use crate::secret::Need;

pub(super) fn run(args: &CalibrateArgs, out: &mut impl Write) -> Result<(), Failure> {
    let to_stdout = [&args.output, &args.plot].map(|path| path.as_deref().is_some_and(durable::is_stdout));
    if to_stdout == [true, true] {
        return Err(Failure::Input("-o and --plot cannot both be standard output".into()));
    }
    let loaded = Loaded::read(&args.nodes, &args.ring, Need::KeyCheck)?;
    let membership = loaded.membership.clone();
    // Where nodes stand depends on no secret; the delta does, so it is made from what was read.
    let ring = loaded.compile(Need::KeyCheck)?;
    super::replicas::note_shortage(&ring, args.rule.rule());
    let calibration = of(&ring, args.rule.rule(), args.band)?;
    let delta = delta(&membership, &calibration).map_err(|error| Failure::Input(error.to_string()))?;
    let plan = calibration.plan();
    let summary = plan.summary();
    let report = Report {
        epoch: membership.epoch(),
        fingerprint: membership.fingerprint(),
        band: args.band,
        calibration: &calibration,
        summary: &summary,
        delta: &delta,
    };
    if let Some(output) = &args.output {
        durable::write(output, &delta.to_bytes(), out)?;
    }
    if let Some(path) = &args.plot {
        plot::write(path, &picture(&report), out)?;
    }
    if to_stdout != [false, false] {
        return Ok(());
    }
    let text = match args.format {
        ReportFormat::Text => report.text(),
        ReportFormat::Json => format!("{}\n", report.json()),
    };
    out.write_all(text.as_bytes()).map_err(Failure::output)
}

/// The calibration of a ring, by a rule for replicas and a band.
pub(super) fn of(ring: &Ring, rule: ReplicaRule, band: Permille) -> Result<Calibration<'_>, Failure> {
    let rule = CalibrationRule::new(rule).with_band(band.millionths());
    Calibration::of(ring, rule).map_err(|error| Failure::Input(error.to_string()))
}

/// States the counts of those nodes that get another one.
fn delta(membership: &Membership, calibration: &Calibration<'_>) -> Result<Delta, ChangeError> {
    let mut changes = membership.change();
    for change in calibration.delta().changes() {
        let node = calibration.nodes().iter().find(|node| node.node.id() == change.id());
        let vnodes = node.and_then(|node| u32::try_from(node.new_vnodes).ok());
        changes =
            changes.set_vnodes(change.id(), vnodes.expect("a delta changes nodes that were counted"))?;
    }
    changes.delta()
}

fn picture(report: &Report<'_>) -> String {
    let bars: Vec<_> = report
        .shares()
        .map(|(node, shares)| Bar {
            id: node.node.id(),
            share: shares.new,
            target: shares.target,
            before: Some(shares.old),
        })
        .collect();
    let title = "Share of the keys by node, before and after calibration".into();
    bars::draw(&Head { title, remarks: report.figures().lines().map(str::to_owned).collect() }, &bars)
}
