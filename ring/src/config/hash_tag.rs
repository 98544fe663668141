//! Hash tags: keys that are placed by a part of them.

use core::fmt;
use core::str::FromStr;

/// Two characters that mark the part of a key by which it is placed, so that keys with one such part have one owner.
///
/// Of a key with the first character, the second one somewhere behind it and something in between, only what is between
/// the first occurrences counts; any other key counts as a whole.
///
/// ```
/// use vnode_ring::HashTag;
///
/// let tag: HashTag = "{}".parse()?;
/// assert_eq!(tag.part_of(b"user:{1000}:cart"), b"1000");
/// assert_eq!(tag.part_of(b"user:{}:cart"), b"user:{}:cart");
/// # Ok::<(), vnode_ring::HashTagError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HashTag {
    begin: u8,
    end: u8,
}

impl HashTag {
    /// Tags between these two characters, which may be one and the same.
    ///
    /// # Errors
    /// When one of them is not a printable ASCII character.
    pub const fn new(begin: u8, end: u8) -> Result<Self, HashTagError> {
        if begin.is_ascii_graphic() && end.is_ascii_graphic() {
            Ok(Self { begin, end })
        } else {
            Err(HashTagError(()))
        }
    }

    /// The part of a key by which it is placed. O(length of the key).
    #[must_use]
    pub fn part_of(self, key: &[u8]) -> &[u8] {
        let find = |bytes: &[u8], wanted: u8| bytes.iter().position(|&byte| byte == wanted);
        let behind = find(key, self.begin).and_then(|begin| key.get(begin + 1..));
        let part = behind.and_then(|behind| behind.get(..find(behind, self.end)?));
        part.filter(|part| !part.is_empty()).unwrap_or(key)
    }

    /// The two characters.
    #[must_use]
    pub const fn bytes(self) -> [u8; 2] {
        [self.begin, self.end]
    }
}

impl fmt::Display for HashTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(self.begin), char::from(self.end))
    }
}

impl FromStr for HashTag {
    type Err = HashTagError;

    fn from_str(text: &str) -> Result<Self, HashTagError> {
        match *text.as_bytes() {
            [begin, end] => Self::new(begin, end),
            _ => Err(HashTagError(())),
        }
    }
}

/// A text is no hash tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashTagError(());

impl fmt::Display for HashTagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a hash tag is two printable ASCII characters, as {}")
    }
}

impl core::error::Error for HashTagError {}
