//! The flags that say which keys.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// The keys of commands that answer for each.
#[derive(Args, Debug)]
pub struct KeyArgs {
    /// A key; may be repeated
    #[arg(long, value_name = "KEY", allow_hyphen_values = true)]
    pub key: Vec<OsString>,
    /// A file of keys, one a line; `-` is standard input, as is a pipe where no keys are given
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// Records end with NUL instead of a line feed, in and out
    #[arg(short = '0', long)]
    pub null: bool,
}
