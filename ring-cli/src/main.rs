//! The `ring-cli` program: see the library of the same name.

use std::process::ExitCode;

fn main() -> ExitCode {
    ring_cli::main()
}
