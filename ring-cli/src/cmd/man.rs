//! `ring-cli man`: manual pages, from the same definitions as `--help`.

use std::io::Write;

use clap::CommandFactory as _;

use crate::cli::{Cli, ManArgs};
use crate::failure::Failure;

pub(super) fn run(args: &ManArgs, out: &mut impl Write) -> Result<(), Failure> {
    let mut program = Cli::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => {
            let command = program.find_subcommand(name).cloned();
            let command =
                command.ok_or_else(|| Failure::Input(format!("no command {name:?}; see ring-cli --help")))?;
            let title = command.get_display_name().unwrap_or(name).to_owned();
            command.name(title)
        }
    };
    clap_mangen::Man::new(page).render(out).map_err(Failure::output)
}
