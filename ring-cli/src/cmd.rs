//! One module per command.

use std::io::Write;
use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

mod apply;
mod balance;
mod calibrate;
mod completions;
mod convert;
mod diff;
mod explain;
mod fingerprint;
mod image;
mod man;
mod r#match;
mod migrate;
mod placements;
mod plan;
mod ranges;
mod replicas;
mod simulate;
mod snapshot;
mod stage;

/// Runs one command; answers go to `out`. The exit code says yes or no, where the answer is that.
///
/// # Errors
/// When there is no answer: see [`Failure`].
pub fn run(cli: &Cli, out: &mut impl Write) -> Result<ExitCode, Failure> {
    match &cli.command {
        Command::Match(args) => r#match::run(args, out),
        Command::Explain(args) => explain::run(args, out),
        Command::Replicas(args) => replicas::run(args, out),
        Command::Ranges(args) => ranges::run(args, out),
        Command::Balance(args) => balance::run(args, out),
        Command::Calibrate(args) => calibrate::run(args, out),
        Command::Snapshot(command) => snapshot::run(command, out),
        Command::Image(command) => image::run(command, out),
        Command::Diff(args) => return diff::run(args, out),
        Command::Convert(args) => convert::run(args, out),
        Command::Fingerprint(args) => fingerprint::run(args, out),
        Command::Apply(args) => apply::run(args, out),
        Command::Plan(args) => return plan::run(args, out),
        Command::Simulate(args) => simulate::run(args, out),
        Command::Stage(args) => stage::run(args, out),
        Command::Migrate(args) => migrate::run(args, out),
        Command::Placements(args) => placements::run(args, out),
        Command::Completions(args) => completions::run(args, out),
        Command::Man(args) => man::run(args, out),
    }
    .map(|()| ExitCode::SUCCESS)
}
