//! `ring-cli man`: manual pages, from the same definitions as `--help`.

use std::io::Write;

use clap::CommandFactory as _;

use crate::cli::{Cli, ManArgs};
use crate::failure::Failure;

pub(super) fn run(args: &ManArgs, out: &mut impl Write) -> Result<(), Failure> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let mut page = program;
    for name in &args.command {
        let command = page.find_subcommand(name).cloned();
        let command =
            command.ok_or_else(|| Failure::Input(format!("no command {name:?}; see ring-cli --help")))?;
        let title = command.get_display_name().unwrap_or(name).to_owned();
        page = command.name(title);
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text).map_err(Failure::output)?;
    // What stands below the flags in the help is under a heading that says nothing.
    let text = String::from_utf8_lossy(&text).replace(".SH EXTRA\n", ".SH NOTES\n");
    out.write_all(text.as_bytes()).map_err(Failure::output)
}
