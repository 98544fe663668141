//! Files that are replaced whole: whatever happens, the old one or the new one is there.

use std::fs;
use std::io::{self, ErrorKind, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use atomic_write_file::AtomicWriteFile;

use crate::failure::Failure;
use crate::input;

/// Writes a file, or to `out` where the path is `-`. When this returns, a file is on the disk.
///
/// # Errors
/// When the bytes cannot be written. Then the old file is as it was.
pub fn write(path: &Path, bytes: &[u8], out: &mut impl Write) -> Result<(), Failure> {
    if is_stdout(path) {
        if io::stdout().is_terminal() {
            return Err(Failure::Input(
                "--output -: standard output is a terminal, and this is no text; name a file".into(),
            ));
        }
        return out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::output);
    }
    replace(path, bytes).map_err(|error| Failure::io(&path.display().to_string(), &error))
}

/// Whether a path means standard output.
#[must_use]
pub fn is_stdout(path: &Path) -> bool {
    input::is_stdin(path)
}

/// Write, fsync, rename, fsync of the folder.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = AtomicWriteFile::open(target(path)?)?;
    file.write_all(bytes)?;
    file.commit()
}

/// What a rename may replace: the file that a link leads to, and nothing that is no plain file.
fn target(path: &Path) -> io::Result<PathBuf> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => fs::canonicalize(path),
        Ok(metadata) if metadata.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(_) => {
            Err(io::Error::other("not a plain file, which could be replaced; redirect --output - there"))
        }
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Err(error) if fs::symlink_metadata(path).is_ok() => Err(error),
        Err(_) => Ok(path.into()),
    }
}
