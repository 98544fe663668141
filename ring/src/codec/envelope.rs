//! What is around every body: it tells what the bytes are, and that they are whole.
//!
//! `docs/formats.md` defines it byte by byte.

use core::fmt;

use super::error::{DecodeError, DecodeReason};
use crate::config::{Config, Placement};
use crate::hash::{KeyHash, xxh3};
use crate::number::{bytes_at, u64_at};
#[cfg(feature = "compat")]
use crate::placement::Side;

#[cfg(feature = "snapshot")]
mod seal;

#[cfg(feature = "snapshot")]
pub(crate) use seal::seal;

/// Never the start of UTF-8 text, and changed by whatever rewrites line ends, high bits or encodings.
pub(crate) const MAGIC: [u8; 8] = *b"\x89VNR\r\n\x1a\n";
const VERSION: u8 = 1;
/// Stands for no algorithm, in kinds that hold no single config.
#[cfg(feature = "snapshot")]
const NO_ALGORITHM: u8 = 0;

const KIND_AT: usize = 8;
const VERSION_AT: usize = 9;
const PLACEMENT_AT: usize = 10;
#[cfg(feature = "snapshot")]
const KEY_HASH_AT: usize = 11;
const LENGTH_AT: usize = 12;
/// The offset of every body.
pub(crate) const HEADER_BYTES: usize = 20;
pub(crate) const CHECKSUM_BYTES: usize = 8;
pub(crate) const MIN_BYTES: usize = HEADER_BYTES + CHECKSUM_BYTES;

/// What a file of this library holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// A membership.
    Snapshot = 1,
    /// A change of a membership.
    Delta = 2,
    /// What a source of changes remembers.
    Tracker = 3,
    /// Many groups.
    Directory = 4,
    /// A compiled ring.
    Image = 5,
    /// A ring whose data moves.
    Transition = 6,
}

impl FileKind {
    /// The kind that bytes say they are, whole or damaged behind their first bytes.
    ///
    /// ```
    /// use vnode_ring::{Config, FileKind, Membership};
    ///
    /// let bytes = Membership::new(Config::default(), [])?.to_snapshot();
    /// assert_eq!(FileKind::of(&bytes), Some(FileKind::Snapshot));
    /// assert_eq!(FileKind::of(b"cache-a\n"), None);
    /// # Ok::<(), vnode_ring::MembershipError>(())
    /// ```
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        bytes.strip_prefix(&MAGIC)?.first().copied().and_then(Self::from_number)
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        [Self::Snapshot, Self::Delta, Self::Tracker, Self::Directory, Self::Image, Self::Transition]
            .into_iter()
            .find(|kind| *kind as u8 == number)
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Snapshot => "a snapshot",
            Self::Delta => "a delta",
            Self::Tracker => "a tracker",
            Self::Directory => "a directory",
            Self::Image => "an image",
            Self::Transition => "a transition",
        })
    }
}

/// The algorithms of a config.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Algorithms {
    pub(crate) placement: Placement,
    pub(crate) key_hash: KeyHash,
    /// Whether there is a hash tag.
    #[cfg(feature = "compat")]
    pub(crate) tagged: bool,
    /// Whether a side is stated, which is then the predecessor.
    #[cfg(feature = "compat")]
    predecessor: bool,
}

impl Algorithms {
    /// A config that has them, and nothing else that is not the default; a key check and a hash tag are to come.
    pub(crate) const fn config(self) -> Config {
        let config = Config::of_placement(self.placement).with_key_hash(self.key_hash);
        #[cfg(feature = "compat")]
        let config = if self.predecessor { config.with_side(Side::Predecessor) } else { config };
        config
    }

    /// From two bytes, the first of which is at that offset.
    pub(crate) fn from_numbers(placement: u8, key_hash: u8, at: usize) -> Result<Self, DecodeError> {
        let unknown = || unknown_key_hash(key_hash, at + 1);
        #[cfg(feature = "compat")]
        let tagged = key_hash & KeyHash::TAGGED != 0;
        #[cfg(feature = "compat")]
        let key_hash = key_hash & !KeyHash::TAGGED;
        let placement = Placement::from_number(placement).ok_or_else(|| unknown_placement(placement, at))?;
        // Only one placement takes a side: elsewhere it is no number of a key hash.
        #[cfg(feature = "compat")]
        let predecessor = placement.is_explicit() && key_hash & KeyHash::PREDECESSOR != 0;
        #[cfg(feature = "compat")]
        let key_hash = if predecessor { key_hash & !KeyHash::PREDECESSOR } else { key_hash };
        Ok(Self {
            placement,
            key_hash: KeyHash::from_number(key_hash).ok_or_else(unknown)?,
            #[cfg(feature = "compat")]
            tagged,
            #[cfg(feature = "compat")]
            predecessor,
        })
    }
}

/// Takes a body that holds one config out of its envelope. It begins at [`HEADER_BYTES`].
///
/// The checks are in the order that gives the best message: a file of another kind or version is called that, not
/// damaged.
#[cfg(feature = "snapshot")]
pub(crate) fn open(bytes: &[u8], kind: FileKind) -> Result<(Algorithms, &[u8]), DecodeError> {
    let opened = open_without_checksum(bytes, kind)?;
    check_checksum(bytes).map(|()| opened)
}

/// As [`open`], for a caller that checks the checksum later or not at all.
pub(crate) fn open_without_checksum(
    bytes: &[u8],
    kind: FileKind,
) -> Result<(Algorithms, &[u8]), DecodeError> {
    let [placement, key_hash] = check_header(bytes, kind)?;
    let algorithms = Algorithms::from_numbers(placement, key_hash, PLACEMENT_AT)?;
    Ok((algorithms, check_length(bytes)?))
}

/// As [`open`], for kinds that hold no config, or several.
#[cfg(feature = "snapshot")]
pub(crate) fn open_without_algorithms(bytes: &[u8], kind: FileKind) -> Result<&[u8], DecodeError> {
    match check_header(bytes, kind)? {
        [NO_ALGORITHM, NO_ALGORITHM] => {
            let body = check_length(bytes)?;
            check_checksum(bytes).map(|()| body)
        }
        [NO_ALGORITHM, key_hash] => Err(unknown_key_hash(key_hash, KEY_HASH_AT)),
        [placement, _] => Err(unknown_placement(placement, PLACEMENT_AT)),
    }
}

fn unknown_placement(number: u8, offset: usize) -> DecodeError {
    DecodeError { offset, reason: DecodeReason::UnknownPlacement { number } }
}

fn unknown_key_hash(number: u8, offset: usize) -> DecodeError {
    DecodeError { offset, reason: DecodeReason::UnknownKeyHash { number } }
}

/// Everything up to the algorithms, whose numbers it returns.
fn check_header(bytes: &[u8], want: FileKind) -> Result<[u8; 2], DecodeError> {
    let refuse = |offset, reason| Err(DecodeError { offset, reason });
    if !bytes.starts_with(&MAGIC) && !MAGIC.starts_with(bytes) {
        let text = was_rewritten_as_text(bytes);
        return refuse(0, if text { DecodeReason::TextMode } else { DecodeReason::NotAVnodeRingFile });
    }
    if bytes.len() < MIN_BYTES {
        return refuse(bytes.len(), DecodeReason::TooShort { bytes: bytes.len() });
    }
    let [got] = bytes_at(bytes, KIND_AT);
    if got != want as u8 {
        return refuse(KIND_AT, DecodeReason::Kind { want, got });
    }
    let [got] = bytes_at(bytes, VERSION_AT);
    if got != VERSION {
        return refuse(VERSION_AT, DecodeReason::Version { got, known: VERSION });
    }
    Ok(bytes_at(bytes, PLACEMENT_AT))
}

/// What becomes of [`MAGIC`] where line ends, the high bit or the encoding are rewritten.
fn was_rewritten_as_text(bytes: &[u8]) -> bool {
    const REWRITTEN: [&[u8]; 8] = [
        b"\x89VNR\n\x1a",
        b"\x89VNR\r\r\n",
        b"\x89VNR\r\n\x1a\r",
        b"\x89VNR\r\r\x1a",
        b"\x89VNR\r\x1a\r",
        b"\x09VNR",
        "\u{89}VNR".as_bytes(),
        "\u{fffd}VNR".as_bytes(),
    ];
    REWRITTEN.iter().any(|start| bytes.starts_with(start))
}

/// The body of an input whose header was checked.
fn check_length(bytes: &[u8]) -> Result<&[u8], DecodeError> {
    let stated = u64_at(bytes, LENGTH_AT);
    let got = bytes.len().saturating_sub(MIN_BYTES) as u64;
    if stated != got {
        return Err(DecodeError { offset: LENGTH_AT, reason: DecodeReason::Length { stated, got } });
    }
    Ok(bytes.get(HEADER_BYTES..bytes.len() - CHECKSUM_BYTES).unwrap_or_default())
}

/// Compares the checksum of an input whose length was checked.
pub(crate) fn check_checksum(bytes: &[u8]) -> Result<(), DecodeError> {
    let Some((before, checksum)) = bytes.split_last_chunk() else { return Ok(()) };
    let (stated, got) = (u64::from_le_bytes(*checksum), xxh3(0, before));
    if stated != got {
        return Err(DecodeError { offset: before.len(), reason: DecodeReason::Checksum { stated, got } });
    }
    Ok(())
}
