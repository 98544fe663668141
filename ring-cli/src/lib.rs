//! The `ring-cli` program as a library, so that its parsers can be tested and fuzzed by themselves. Not an API: use
//! [`vnode_ring`] for that.
//!
//! One way through it: arguments ([`cli`]) -> node file ([`input`]) or [`binary`] -> ring ([`nodes`]) -> command
//! ([`cmd`]) -> answers ([`output`]) on standard output, or a [`failure`] on standard error with its exit code.

use std::process::ExitCode;

use clap::Parser as _;

mod asked;
pub mod binary;
pub mod changes;
pub mod cli;
pub mod cmd;
mod convert;
pub mod durable;
pub mod failure;
pub mod guard;
pub mod input;
pub mod key_counts;
pub mod keys;
mod moves;
pub mod nodes;
pub mod output;
mod plot;
pub mod scenarios;
pub mod secret;
mod shell_words;
mod shown;
mod stream;
pub mod undo;

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    match cmd::run(&cli::Cli::parse(), &mut std::io::stdout().lock()) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
