//! How a command can fail, and what the shell gets to know.

use std::fmt;
use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// Wrong usage or wrong input: exit code 2.
    Input(String),
    /// A clean "no": no node owns keys. Exit code 1.
    NoOwner(String),
    /// Whoever read the output has seen enough. Not a failure to the shell.
    BrokenPipe,
}

impl Failure {
    /// A failure to read or write something that has a name.
    #[must_use]
    pub fn io(name: &str, error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Input(format!("{name}: {error}")),
        }
    }

    /// A failure to write the answers.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
    pub fn output(error: io::Error) -> Self {
        Self::io("<stdout>", &error)
    }

    /// Says it on standard error, in colour where that is a terminal, and gives the exit code.
    #[must_use]
    pub fn report(&self) -> ExitCode {
        if !matches!(self, Self::BrokenPipe) {
            say("error", AnsiColor::Red, self);
        }
        ExitCode::from(match self {
            Self::BrokenPipe => 0,
            Self::NoOwner(_) => 1,
            Self::Input(_) => 2,
        })
    }
}

/// Says something that does not keep the command from its answer.
pub fn note(remark: &dyn fmt::Display) {
    say("note", AnsiColor::Cyan, remark);
}

/// Where standard error is full or closed, the exit code has to do.
fn say(kind: &str, colour: AnsiColor, what: &dyn fmt::Display) {
    let style = Style::new().bold().fg_color(Some(colour.into()));
    let _ = writeln!(anstream::stderr(), "{style}{kind}:{style:#} {what}");
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(message) | Self::NoOwner(message) => f.write_str(message),
            Self::BrokenPipe => f.write_str("broken pipe"),
        }
    }
}
