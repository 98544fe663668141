//! Why bytes are refused.

#[cfg(feature = "snapshot")]
use alloc::string::String;
use core::fmt;

#[cfg(feature = "snapshot")]
use super::envelope::HEADER_BYTES;
use super::envelope::{FileKind, MAGIC, MIN_BYTES};
use crate::config::SecretError;
#[cfg(feature = "snapshot")]
use crate::delta::StatedError;
#[cfg(feature = "snapshot")]
use crate::fingerprint::Fingerprint;
#[cfg(feature = "snapshot")]
use crate::limits::TooManyVnodes;
#[cfg(feature = "snapshot")]
use crate::membership::MembershipError;
#[cfg(feature = "snapshot")]
use crate::memory::OutOfMemory;
#[cfg(feature = "snapshot")]
use crate::node::IdError;
#[cfg(feature = "snapshot")]
use crate::text::Excerpt;

/// Why bytes are refused, and where.
///
/// ```
/// use vnode_ring::{DecodeReason, Limits, Membership};
///
/// let error = Membership::from_snapshot(b"cache-a\ncache-b\n", Limits::default()).unwrap_err();
/// assert_eq!(error.reason, DecodeReason::NotAVnodeRingFile);
/// assert_eq!(error.to_string(), "byte 0: not a vnode-ring file: those begin with 89 56 4e 52 0d 0a 1a 0a");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The offset in the input of the value that the reason is about.
    pub offset: usize,
    /// What is wrong.
    pub reason: DecodeReason,
}

/// What is wrong with bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeReason {
    /// They end before an envelope could.
    TooShort {
        /// How many there are.
        bytes: usize,
    },
    /// They do not begin as files of this library do.
    NotAVnodeRingFile,
    /// They went through something that rewrites text: line ends, high bits or encodings.
    TextMode,
    /// They are another kind of file.
    Kind {
        /// The kind that was asked for.
        want: FileKind,
        /// The number of the kind that they are.
        got: u8,
    },
    /// They are in a version of the format that this version of the library does not know.
    Version {
        /// Their version.
        got: u8,
        /// The version that is known.
        known: u8,
    },
    /// The placement has a number that this version of the library does not know.
    UnknownPlacement {
        /// The number.
        number: u8,
    },
    /// The key hash has a number that this version of the library does not know.
    UnknownKeyHash {
        /// The number.
        number: u8,
    },
    /// The body is shorter or longer than the header states: something was cut off or added.
    Length {
        /// The length that the header states.
        stated: u64,
        /// The length that is there.
        got: u64,
    },
    /// The checksum is another one: something was changed.
    Checksum {
        /// The checksum that is there.
        stated: u64,
        /// That of the bytes before it.
        got: u64,
    },
    /// A value cannot be read.
    Malformed(&'static str),
    /// The membership of an image without texts is asked for.
    #[cfg(feature = "snapshot")]
    NoIds,
    /// More values are stated than the bytes that follow could hold.
    Count {
        /// How many are stated.
        stated: u64,
        /// How many could follow.
        fitting: u64,
    },
    /// The value can be read, but would be written with other bytes.
    NotCanonical,
    /// Names are not sorted, or one is there twice.
    #[cfg(feature = "snapshot")]
    Order {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
        /// The one before it.
        after: String,
    },
    /// A delta does not lead to the fingerprint that it states.
    #[cfg(feature = "snapshot")]
    Target {
        /// The fingerprint that it states.
        stated: Fingerprint,
        /// The one that it leads to.
        got: Fingerprint,
    },
    /// The ring would have more vnodes than the caller's limit.
    #[cfg(feature = "snapshot")]
    Limit(TooManyVnodes),
    /// A name, of a group or of a node, is not acceptable.
    #[cfg(feature = "snapshot")]
    Name(IdError),
    /// A group and the secret that was given do not fit.
    Secret(SecretError),
    /// The membership breaks a limit.
    #[cfg(feature = "snapshot")]
    Membership(MembershipError),
    /// There is not enough memory; the bytes may be right.
    #[cfg(feature = "snapshot")]
    OutOfMemory(OutOfMemory),
}

#[cfg(feature = "snapshot")]
impl From<MembershipError> for DecodeReason {
    fn from(error: MembershipError) -> Self {
        match error {
            MembershipError::OutOfMemory(error) => Self::OutOfMemory(error),
            error => Self::Membership(error),
        }
    }
}

#[cfg(feature = "snapshot")]
impl From<OutOfMemory> for DecodeReason {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

#[cfg(feature = "snapshot")]
impl DecodeError {
    /// A value of the body would be written with other bytes.
    pub(crate) const fn not_canonical(offset_in_body: usize) -> Self {
        Self { offset: HEADER_BYTES + offset_in_body, reason: DecodeReason::NotCanonical }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: {}", self.offset, self.reason)
    }
}

impl fmt::Display for DecodeReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { bytes } => {
                write!(f, "cut off: a vnode-ring file has at least {MIN_BYTES} bytes (got {bytes})")
            }
            Self::NotAVnodeRingFile => {
                f.write_str("not a vnode-ring file: those begin with")?;
                MAGIC.iter().try_for_each(|byte| write!(f, " {byte:02x}"))
            }
            Self::TextMode => f.write_str("damaged by a transfer as text: transfer the file as binary"),
            Self::Kind { want, got } => match FileKind::from_number(*got) {
                Some(got) => write!(f, "this is {got}; expected {want}"),
                None => write!(f, "this is of unknown kind {got}; expected {want}"),
            },
            Self::Version { got, known } => {
                write!(f, "format version {got} is not known; this program reads version {known}")
            }
            Self::UnknownPlacement { number } => write!(f, "placement number {number} is not known here"),
            Self::UnknownKeyHash { number } => write!(f, "key hash number {number} is not known here"),
            Self::Length { stated, got } => {
                let what = if got < stated { "cut off" } else { "more bytes than belong here" };
                write!(f, "{what}: the header states {stated} bytes between header and checksum (got {got})")
            }
            Self::Checksum { stated, got } => {
                write!(f, "damaged: the checksum is 0x{stated:016x}, that of the bytes is 0x{got:016x}")
            }
            Self::Malformed(what) => f.write_str(what),
            #[cfg(feature = "snapshot")]
            Self::NoIds => f.write_str("the image has no ids: build it with them"),
            Self::Count { stated, fitting } => {
                write!(f, "states {stated} of something of which at most {fitting} can follow")
            }
            Self::NotCanonical => f.write_str("not in the one form that this value has"),
            #[cfg(feature = "snapshot")]
            Self::Order { what, name, after } => {
                let (name, after) = (Excerpt(name), Excerpt(after));
                write!(f, "{what} {name} after {after}: they must be sorted bytewise, each once")
            }
            #[cfg(feature = "snapshot")]
            Self::Target { stated, got } => {
                let (stated, got) = (*stated, *got);
                StatedError::Target { stated, got }.fmt(f)
            }
            #[cfg(feature = "snapshot")]
            Self::Limit(error) => error.fmt(f),
            #[cfg(feature = "snapshot")]
            Self::Name(error) => write!(f, "the name {error}"),
            Self::Secret(error) => error.fmt(f),
            #[cfg(feature = "snapshot")]
            Self::Membership(error) => error.fmt(f),
            #[cfg(feature = "snapshot")]
            Self::OutOfMemory(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.reason {
            #[cfg(feature = "snapshot")]
            DecodeReason::Limit(error) => Some(error),
            #[cfg(feature = "snapshot")]
            DecodeReason::Membership(error) => Some(error),
            #[cfg(feature = "snapshot")]
            DecodeReason::OutOfMemory(error) => Some(error),
            #[cfg(feature = "snapshot")]
            DecodeReason::Name(error) => Some(error),
            DecodeReason::Secret(error) => Some(error),
            _ => None,
        }
    }
}
