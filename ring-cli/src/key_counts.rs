//! Keys with what they weigh: `key[<TAB>count[<TAB>bytes]]`, one a line, in constant memory.

use std::io::Read;
use std::ops::AddAssign;
use std::path::Path;

use crate::failure::Failure;
use crate::keys;
use crate::shown::Got;
use crate::stream::Stream;

/// A line of such a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyCount<'a> {
    /// The key, which holds no tab.
    pub key: &'a [u8],
    /// How many there are of what the user counts, say requests; 1 where the line does not say.
    pub count: u64,
    /// How many bytes the key holds; 0 where the line does not say.
    pub bytes: u64,
}

/// What some keys come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many lines.
    pub keys: u64,
    /// The sum of their counts.
    pub count: u128,
    /// The sum of their bytes.
    pub bytes: u128,
}

impl AddAssign<KeyCount<'_>> for Tally {
    fn add_assign(&mut self, key: KeyCount<'_>) {
        self.keys += 1;
        self.count += u128::from(key.count);
        self.bytes += u128::from(key.bytes);
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.keys += other.keys;
        self.count += other.count;
        self.bytes += other.bytes;
    }
}

/// Reads a file of keys, or standard input where its path is `-`, and hands the keys over in blocks.
///
/// # Errors
/// When reading fails, a line is not `key[<TAB>count[<TAB>bytes]]`, or `block` fails.
pub fn read(
    path: &Path,
    mut block: impl FnMut(&[KeyCount<'_>]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut stream = Stream::open(path)?;
    let progress = stream.progress();
    read_blocks(&mut stream.source, &stream.name, |keys, bytes| {
        block(keys)?;
        progress.add(bytes as u64);
        Ok(())
    })
}

/// `name` is what errors call the source; `block` is told how many bytes its keys took.
fn read_blocks(
    source: &mut impl Read,
    name: &str,
    mut block: impl FnMut(&[KeyCount<'_>], usize) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut line = 0u64;
    keys::read(source, b'\n', name, |records| {
        let before = line;
        let parsed = records.keys().map(|record| {
            line += 1;
            parse(record)
                .map_err(|(column, message)| Failure::Input(format!("{name}:{line}:{column}: {message}")))
        });
        let keys = parsed.collect::<Result<Vec<_>, _>>()?;
        block(&keys, records.bytes())?;
        Ok(line - before)
    })
}

/// One line, or the column, in bytes from 1, and what is wrong there.
fn parse(record: &[u8]) -> Result<KeyCount<'_>, (usize, String)> {
    let mut fields = record.split(|&byte| byte == b'\t');
    let key = fields.next().unwrap_or_default();
    let mut column = key.len() + 2;
    let mut number = |name: &str, default: u64| match fields.next() {
        None => Ok(default),
        Some(digits) => {
            let number = integer(digits).ok_or_else(|| {
                let rule = format!("{name} must be an integer from 0 to {}", u64::MAX);
                (column, format!("{rule} ({})", Got(&String::from_utf8_lossy(digits))))
            })?;
            column += digits.len() + 1;
            Ok(number)
        }
    };
    let (count, bytes) = (number("count", 1)?, number("bytes", 0)?);
    match fields.next() {
        None => Ok(KeyCount { key, count, bytes }),
        Some(more) => {
            let got = String::from_utf8_lossy(more);
            Err((
                column,
                format!("a line is at most key, count and bytes, with tabs between ({})", Got(&got)),
            ))
        }
    }
}

fn integer(digits: &[u8]) -> Option<u64> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok()
}

#[cfg(test)]
#[path = "key_counts_tests.rs"]
mod tests;
