//! `ring-cli plan`: what moves, from whom to whom, before anything does.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use vnode_ring::{NodeRef, Plan, PlanError, Range, Ring, Summary};

use crate::changes::ChangeArgs;
use crate::cli::{PlanArgs, ReportFormat, Shown};
use crate::durable;
use crate::failure::Failure;
use crate::input;
use crate::key_counts;
use crate::moves::{KeyMoves, Moves};
use crate::nodes::Loaded;
use crate::output::plan::{KeyLines, Report, write_ranges};
use crate::plot::{self, flow};
use crate::secret::Need;

/// The exit code where keys move and that is asked.
const MOVES: u8 = 1;

pub(super) fn run(args: &PlanArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    one_stdin(args)?;
    let [old, new] = rings(args)?;
    let plan = Plan::between(&old, &new, args.rule.rule()).map_err(|error| refused(&error))?;
    let plan = plan.with_unavailable(args.down.iter().map(String::as_str));
    let plan = plan.map_err(|error| Failure::Input(format!("--down: {error}")))?;
    plan.verify().map_err(|error| Failure::Input(format!("the plan is wrong: {error}; please report it")))?;
    let summary = plan.summary();

    let to_stdout = args.plot.as_deref().is_some_and(durable::is_stdout);
    let keys = match &args.keys {
        Some(path) => {
            let lines = (args.shown() == Shown::List && !to_stdout)
                .then(|| KeyLines::new(args.format, &summary.pairs));
            Some(count_keys(path, &old, &Moves::of(&plan, &summary.pairs), &summary, lines.as_ref(), out)?)
        }
        None => None,
    };
    let report = Report { rule: args.rule.rule(), summary: &summary, keys: keys.as_ref() };
    if let Some(path) = &args.plot {
        plot::write(path, &picture(&report), out)?;
    }
    if !to_stdout {
        print(args, &plan, &report, out)?;
    }
    let moves = keys.map_or(summary.moved > 0, |keys| keys.moved.keys > 0);
    Ok(if args.exit_code && moves { MOVES.into() } else { ExitCode::SUCCESS })
}

/// Standard input can be read once.
fn one_stdin(args: &PlanArgs) -> Result<(), Failure> {
    let flags =
        [("--from", &args.from), ("--to", &args.to), ("--nodes", &args.nodes), ("--keys", &args.keys)];
    let files = flags.into_iter().filter_map(|(flag, path)| Some((flag, path.as_deref()?)));
    let deltas = args.changes.iter().flat_map(ChangeArgs::deltas).map(|path| ("--delta", path));
    input::one_stdin(files.chain(deltas))
}

/// The rings before and after. Where no key is placed, no secret is needed.
fn rings(args: &PlanArgs) -> Result<[Ring; 2], Failure> {
    let need = if args.keys.is_some() { Need::Secret } else { Need::KeyCheck };
    let pair = match (&args.from, &args.to, &args.nodes, &args.changes) {
        (Some(from), Some(to), ..) => Loaded::read_pair(from, to, &args.ring, need)?,
        (.., Some(nodes), Some(changes)) => {
            let old = Loaded::read(nodes, &args.ring, need)?;
            let new = Loaded { membership: changes.make(&old.membership, old.limits)?, ..old.clone() };
            [old, new]
        }
        _ => return Err(Failure::Input("give --from and --to, or --nodes and what to change".into())),
    };
    let [old, new] = pair.each_ref().map(|loaded| loaded.membership.config().key_check());
    if old != new {
        return Err(refused(&PlanError::Keys { old, new }));
    }
    let [old, new] = pair;
    Ok([old.compile(need)?, new.compile(need)?])
}

fn refused(error: &PlanError) -> Failure {
    Failure::Input(error.to_string())
}

/// Counts the keys of a file and prints those that move, where lines are wanted.
fn count_keys(
    path: &Path,
    ring: &Ring,
    moves: &Moves,
    summary: &Summary<'_>,
    lines: Option<&KeyLines>,
    out: &mut impl Write,
) -> Result<KeyMoves, Failure> {
    let mut counted = KeyMoves::new(summary.pairs.len());
    let mut buffer = Vec::new();
    key_counts::read(path, |keys| {
        buffer.clear();
        for &key in keys {
            let pairs = moves.at(ring.key_position(key.key));
            counted.count(key, pairs);
            if let Some(lines) = lines {
                lines.append(&mut buffer, key.key, pairs);
            }
        }
        out.write_all(&buffer).and_then(|()| out.flush()).map_err(Failure::output)
    })?;
    Ok(counted)
}

fn print(args: &PlanArgs, plan: &Plan<'_>, report: &Report<'_>, out: &mut impl Write) -> Result<(), Failure> {
    match (args.shown(), args.format) {
        (Shown::List, _) => return Ok(()),
        (Shown::Summary, ReportFormat::Text) => out.write_all(report.text().as_bytes()),
        (Shown::Summary, ReportFormat::Json) => writeln!(out, "{}", report.json()),
        (Shown::Ranges, format) => {
            let mut out = BufWriter::new(out);
            write_ranges(&mut out, plan, format, !args.down.is_empty()).and_then(|()| out.flush())
        }
    }
    .map_err(Failure::output)
}

fn picture(report: &Report<'_>) -> String {
    let pairs = report.summary.pairs.iter();
    let flows: Vec<flow::Flow<'_>> = pairs
        .map(|pair| flow::Flow {
            from: pair.from.map(NodeRef::id),
            to: pair.to.map(NodeRef::id),
            part: Range::fraction(pair.moved),
        })
        .collect();
    let remarks = vec![report.moved()];
    flow::draw("Who gives to whom", &remarks, &flows)
}
