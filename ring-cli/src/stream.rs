//! Files that are read as they come, and how far that has come.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::failure::Failure;
use crate::input;

/// Work that takes longer shows progress.
const PATIENCE: Duration = Duration::from_secs(1);

/// A file, or standard input where its path is `-`.
pub(crate) struct Stream {
    pub(crate) source: Box<dyn Read>,
    /// What errors call it.
    pub(crate) name: String,
    /// How long it is, if that is known.
    bytes: Option<u64>,
}

impl Stream {
    /// Opening a named pipe waits for whoever writes to it, so this comes after all that can be refused.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let name = input::name_of(path);
        if input::is_stdin(path) {
            return Ok(Self { source: Box::new(io::stdin().lock()), name, bytes: None });
        }
        let file = File::open(path).map_err(|error| Failure::io(&name, &error))?;
        let bytes = file.metadata().ok().filter(Metadata::is_file).map(|metadata| metadata.len());
        Ok(Self { source: Box::new(file), name, bytes })
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress::new(self.bytes)
    }
}

/// How much is done. Hidden at first, and wherever the answers go to the same terminal; gone in the end.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    fn new(bytes: Option<u64>) -> Self {
        let style = |template| ProgressStyle::with_template(template).expect("the template is fixed");
        let bar = match bytes {
            Some(bytes) => ProgressBar::new(bytes)
                .with_style(style("{bar:30} {bytes}/{total_bytes}, {binary_bytes_per_sec}, {eta} left")),
            None => ProgressBar::no_length().with_style(style("{spinner} {bytes}, {binary_bytes_per_sec}")),
        };
        bar.set_draw_target(ProgressDrawTarget::hidden());
        Self(bar)
    }

    /// So many bytes more.
    pub(crate) fn add(&self, bytes: u64) {
        self.0.inc(bytes);
        if self.0.is_hidden() && self.0.elapsed() > PATIENCE && !io::stdout().is_terminal() {
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
