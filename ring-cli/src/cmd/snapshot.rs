//! `ring-cli snapshot`: rings as files.

use std::io::Write;

use crate::cli::SnapshotCommand;
use crate::failure::Failure;

mod build;
mod inspect;

pub(super) fn run(command: &SnapshotCommand, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        SnapshotCommand::Build(args) => build::run(args, out),
        SnapshotCommand::Inspect(args) => inspect::run(args, out),
    }
}
