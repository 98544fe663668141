//! `ring-cli image`: compiled rings as files.

use std::io::Write;

use crate::cli::ImageCommand;
use crate::failure::Failure;

mod build;
mod inspect;

pub(super) fn run(command: &ImageCommand, out: &mut impl Write) -> Result<(), Failure> {
    match command {
        ImageCommand::Build(args) => build::run(args, out),
        ImageCommand::Inspect(args) => inspect::run(args, out),
    }
}
