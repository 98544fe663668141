//! `ring-cli apply`: a changed ring, within bounds, and the way back.

use std::fmt::Write as _;
use std::io::{self, Write};

use vnode_ring::{ChangeError, Membership, Range};

use crate::cli::ApplyArgs;
use crate::durable;
use crate::failure::{self, Failure};
use crate::guard;
use crate::input;
use crate::nodes::{self, Loaded};
use crate::output::changes;
use crate::secret::Need;
use crate::shown::Percent;
use crate::undo;

pub(super) fn run(args: &ApplyArgs, out: &mut impl Write) -> Result<(), Failure> {
    let deltas = args.changes.deltas().map(|path| ("--delta", path));
    input::one_stdin([("SNAPSHOT", &*args.snapshot)].into_iter().chain(deltas))?;
    let Loaded { name, membership: old, limits, .. } =
        Loaded::read(&args.snapshot, &args.ring, Need::KeyCheck)?;
    let new = args.changes.make(&old, limits)?;
    let compile = |membership| nodes::without_keys(membership, limits, &name);
    let (old_ring, new_ring) = (compile(&old)?, compile(&new)?);

    let objections = guard::objections(&old_ring, &new_ring, args.max_moved).join("; ");
    if !objections.is_empty() && !args.force {
        return Err(Failure::Input(format!("{objections}; nothing was written, --force does it anyway")));
    }
    let undo_needs_force = !guard::objections(&new_ring, &old_ring, args.max_moved).is_empty();
    let moved = guard::moved(&old_ring, &new_ring);
    let report = report(args, [&old, &new], moved, undo_needs_force)
        .map_err(|error| Failure::Input(format!("{name}: {error}")))?;

    durable::write(&args.output, &new.to_snapshot(), out)?;
    if !objections.is_empty() {
        failure::note(&format_args!("forced: {objections}"));
    }
    if durable::is_stdout(&args.output) {
        return io::stderr().write_all(report.as_bytes()).map_err(|error| Failure::io("<stderr>", &error));
    }
    out.write_all(report.as_bytes()).map_err(Failure::output)
}

/// What happened, and on the last line how to undo it.
fn report(
    args: &ApplyArgs,
    [old, new]: [&Membership; 2],
    moved: u128,
    undo_needs_force: bool,
) -> Result<String, ChangeError> {
    let delta = old.diff(new)?;
    let mut report = changes::text(&delta);
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        writeln!(report, "{name:<8} {value}").expect("memory does not fail");
    };
    line(
        "moved",
        &format_args!("{} of the keys ({moved} of {} positions)", Percent(moved), Range::FULL_WIDTH),
    );
    line("ring", &format_args!("epoch {} -> {} fingerprint {}", old.epoch(), new.epoch(), new.fingerprint()));
    if !delta.is_empty() {
        let command = new.diff(old).ok().and_then(|undoing| undo::command(args, &undoing, undo_needs_force));
        line("undo", &command.unwrap_or_else(|| "no command line holds it: keep the old snapshot".into()));
    }
    Ok(report)
}
