//! Fingerprints: whether two processes hold the same, in 32 digits.

use core::fmt;
use core::str::FromStr;

#[cfg(feature = "alloc")]
mod digest;

/// What tells the content of a membership from any other content, in 128 bits.
///
/// `fingerprint = D(config) + Σ D(node) mod 2^128`, where `D(x)` is the first 16 bytes of SHA-256 of the canonical bytes
/// of `x`, as a little-endian integer. So it does not depend on the order of nodes or on history, and a change of one
/// node changes it in O(bytes of the node). The epoch is not in it.
///
/// Different contents get equal fingerprints by accident with probability 2^-128. It is no proof against an adversary:
/// sums can be forged by someone who chooses many nodes.
///
/// ```
/// use vnode_ring::Fingerprint;
///
/// let fingerprint: Fingerprint = "000102030405060708090a0b0c0d0e0f".parse()?;
/// assert_eq!(fingerprint.to_string(), "000102030405060708090a0b0c0d0e0f");
/// assert_eq!(fingerprint.to_le_bytes()[0], 0x0f);
/// # Ok::<(), vnode_ring::FingerprintError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(
    /// Most significant byte first, so that they are sorted as they are written. Bytes, because a u128 would align all
    /// that holds one to 16.
    [u8; 16],
);

impl Fingerprint {
    /// The number of bytes of a fingerprint.
    pub const BYTES: usize = 16;
    const HEX_DIGITS: usize = 2 * Self::BYTES;

    /// Its bytes, least significant first.
    #[must_use]
    pub const fn to_le_bytes(self) -> [u8; Self::BYTES] {
        self.sum().to_le_bytes()
    }

    /// The fingerprint of these bytes, least significant first.
    #[must_use]
    pub const fn from_le_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self::of_sum(u128::from_le_bytes(bytes))
    }

    const fn of_sum(sum: u128) -> Self {
        Self(sum.to_be_bytes())
    }

    const fn sum(self) -> u128 {
        u128::from_be_bytes(self.0)
    }
}

/// 32 lower-case hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0digits$x}", self.sum(), digits = Self::HEX_DIGITS)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// Takes 32 hexadecimal digits, in either case.
impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        if let Some((at, found)) = text.char_indices().find(|(_, found)| !found.is_ascii_hexdigit()) {
            return Err(FingerprintError::NotHex { at, found });
        }
        if text.len() != Self::HEX_DIGITS {
            return Err(FingerprintError::Length { digits: text.len() });
        }
        Ok(Self::of_sum(u128::from_str_radix(text, 16).expect("32 hexadecimal digits are 128 bits")))
    }
}

/// Why a text is no fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FingerprintError {
    /// It does not have 32 digits.
    Length {
        /// How many it has.
        digits: usize,
    },
    /// It holds a character that is no hexadecimal digit.
    NotHex {
        /// Offset of the first one, in bytes.
        at: usize,
        /// The character.
        found: char,
    },
}

impl fmt::Display for FingerprintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fingerprint is 32 hexadecimal digits ")?;
        match self {
            Self::Length { digits } => write!(f, "(got {digits})"),
            Self::NotHex { at, found } => write!(f, "(got {found:?} at byte {at})"),
        }
    }
}

impl core::error::Error for FingerprintError {}

#[cfg(all(test, feature = "alloc"))]
#[path = "fingerprint_tests.rs"]
mod tests;
