//! One module per command.

use std::io::Write;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

mod completions;
mod explain;
mod man;
mod r#match;

/// Runs one command; answers go to `out`.
///
/// # Errors
/// When there is no answer: see [`Failure`].
pub fn run(cli: &Cli, out: &mut impl Write) -> Result<(), Failure> {
    match &cli.command {
        Command::Match(args) => r#match::run(args, out),
        Command::Explain(args) => explain::run(args, out),
        Command::Completions(args) => completions::run(args, out),
        Command::Man(args) => man::run(args, out),
    }
}
