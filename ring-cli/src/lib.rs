//! The `ring-cli` program as a library, so that its parsers can be tested and fuzzed by themselves. Not an API: use
//! [`vnode_ring`] for that.
//!
//! One way through it: arguments ([`cli`]) -> node file ([`input`]) -> ring ([`nodes`]) -> command ([`cmd`]) -> answers
//! ([`output`]) on standard output, or a [`failure`] on standard error with its exit code.

use std::process::ExitCode;

use clap::Parser as _;

pub mod cli;
pub mod cmd;
pub mod failure;
pub mod input;
pub mod keys;
pub mod nodes;
pub mod output;
pub mod secret;
mod shown;

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    match cmd::run(&cli::Cli::parse(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
