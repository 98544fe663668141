//! Streams of keys: records that end with one byte, in constant memory.

use std::io::{self, Read};

use memchr::{memchr_iter, memrchr};

use crate::failure::Failure;

/// The longest key in bytes. A file without line ends would otherwise fill the memory.
pub const MAX_KEY_BYTES: usize = 16 << 20;

const BLOCK_BYTES: usize = 256 << 10;

/// Reads records from `source`, each ended by `terminator` (the last one may go without), and hands them over in
/// blocks of one or more; `block` returns how many it was given.
///
/// # Errors
/// When reading fails, a key is too long, or `block` fails. `name` is what errors call the source.
pub fn read(
    source: &mut impl Read,
    terminator: u8,
    name: &str,
    mut block: impl FnMut(Block<'_>) -> Result<u64, Failure>,
) -> Result<(), Failure> {
    let mut buffer = vec![0; BLOCK_BYTES];
    let (mut filled, mut records) = (0, 0u64);
    loop {
        let count = match source.read(&mut buffer[filled..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::io(name, &error)),
            Ok(count) => count,
        };
        let searched = filled;
        filled += count;
        // Whole records up to here; at the end of input, all that is left is one.
        let whole = match memrchr(terminator, &buffer[searched..filled]) {
            Some(last) => searched + last + 1,
            None => 0,
        };
        if whole > 0 {
            records += block(Block { bytes: &buffer[..whole], terminator })?;
            buffer.copy_within(whole..filled, 0);
            filled -= whole;
        }
        if count == 0 {
            check_length(filled, name, records)?;
            if filled > 0 {
                block(Block { bytes: &buffer[..filled], terminator })?;
            }
            return Ok(());
        }
        if filled == buffer.len() {
            check_length(filled, name, records)?;
            buffer.resize((2 * filled).min(MAX_KEY_BYTES + 1), 0);
        }
    }
}

fn check_length(bytes: usize, name: &str, records: u64) -> Result<(), Failure> {
    if bytes <= MAX_KEY_BYTES {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{name}:{}: a key must be at most {MAX_KEY_BYTES} bytes; is the file one key a line?",
        records + 1
    )))
}

/// Some whole records.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    bytes: &'a [u8],
    terminator: u8,
}

impl<'a> Block<'a> {
    /// How many bytes the records take.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.bytes.len()
    }

    /// The keys, without what ends them.
    pub fn keys(self) -> impl Iterator<Item = &'a [u8]> {
        let last = match self.bytes.last() {
            Some(&last) if last != self.terminator => Some(self.bytes.len()),
            _ => None,
        };
        let mut start = 0;
        memchr_iter(self.terminator, self.bytes).chain(last).map(move |end| {
            let key = &self.bytes[start..end];
            start = end + 1;
            key
        })
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
