//! The header of an image, and where its sections are: `docs/formats.md` defines both.

pub(crate) use crate::codec::envelope::CHECKSUM_BYTES;
use crate::codec::envelope::{self, Algorithms, FileKind};
use crate::codec::{DecodeError, DecodeReason};
use crate::config::Config;
#[cfg(feature = "compat")]
use crate::config::HashTag;
use crate::fingerprint::Fingerprint;
use crate::hash::KeyHash;
use crate::limits::{HIGHEST_MAX_VNODES, MAX_NODES};
use crate::number::{bytes_at, u32_at, u64_at};
use crate::table::{LINE_BYTES, SPILLED_BYTES, flat_lines};

pub(crate) const TEXTS_AT: usize = 20;
pub(crate) const SEED_AT: usize = 24;
pub(crate) const KEY_CHECK_AT: usize = 32;
pub(crate) const EPOCH_AT: usize = 40;
pub(crate) const FINGERPRINT_AT: usize = 48;
pub(crate) const PLACEMENT_FINGERPRINT_AT: usize = 64;
pub(crate) const VNODES_PER_WEIGHT_AT: usize = 80;
pub(crate) const NODES_AT: usize = 84;
pub(crate) const VNODES_AT: usize = 88;
pub(crate) const SERVING_AT: usize = 92;
pub(crate) const SPILLED_AT: usize = 96;
pub(crate) const LISTED_AT: usize = 100;
pub(crate) const TEXT_BYTES_AT: usize = 104;
pub(crate) const ZONES_AT: usize = 112;
#[cfg(feature = "compat")]
pub(crate) const HASH_TAG_AT: usize = 116;
/// The size of the header.
pub(crate) const HEADER_BYTES: usize = 128;
/// The bytes of a node but for its text.
pub(crate) const NODE_BYTES: usize = 40;
/// The bytes of a listed position.
pub(crate) const POSITION_BYTES: usize = 8;

/// How many bytes stand between the nodes and the lines.
#[cfg(feature = "snapshot")]
pub(crate) const fn padding(nodes: usize) -> usize {
    (nodes * NODE_BYTES).next_multiple_of(LINE_BYTES) - nodes * NODE_BYTES
}

/// The sections of an image.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sections<'a> {
    pub(super) nodes: &'a [u8],
    pub(super) lines: &'a [u8],
    pub(super) spill: &'a [u8],
    pub(super) listed: &'a [u8],
    pub(super) texts: &'a [u8],
}

impl<'a> Sections<'a> {
    /// Checks the header and the length that follows from it. O(1).
    pub(super) fn read(bytes: &'a [u8]) -> Result<(Self, Algorithms), DecodeError> {
        let (algorithms, body) = envelope::open_without_checksum(bytes, FileKind::Image)?;
        if bytes.len() < HEADER_BYTES + CHECKSUM_BYTES {
            return Err(refuse(&(bytes.len(), "cut off: the header of an image has 128 bytes")));
        }
        check(bytes, algorithms).map_err(refuse)?;
        let mut rest = Rest(body.get(HEADER_BYTES - envelope::HEADER_BYTES..).unwrap_or_default());
        let Some(sections) = rest.sections(bytes) else {
            return Err(refuse(&(bytes.len(), "the image ends before what its header counts")));
        };
        if !rest.0.is_empty() {
            let offset = bytes.len() - CHECKSUM_BYTES - rest.0.len();
            return Err(refuse(&(offset, "more bytes than the header of the image counts")));
        }
        Ok((sections, algorithms))
    }
}

/// What is left of the bytes behind the header, up to the checksum.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// The sections, in their order; `None` where the bytes end before.
    fn sections(&mut self, header: &[u8]) -> Option<Sections<'a>> {
        let count = |at| u32_at(header, at) as usize;
        let (nodes, lines) =
            (count(NODES_AT), flat_lines(u32_at(header, NODES_AT), u32_at(header, VNODES_AT)));
        // All of these are below 2^32, by `check`.
        let node_bytes = nodes * NODE_BYTES;
        Some(Sections {
            nodes: self.take(node_bytes.next_multiple_of(LINE_BYTES))?.get(..node_bytes)?,
            lines: self.take(lines as usize * LINE_BYTES)?,
            spill: self.take(count(SPILLED_AT) * SPILLED_BYTES)?,
            listed: self.take(count(LISTED_AT) * POSITION_BYTES)?,
            texts: self.take(usize::try_from(u64_at(header, TEXT_BYTES_AT)).ok()?)?,
        })
    }

    fn take(&mut self, size: usize) -> Option<&'a [u8]> {
        let (section, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(section)
    }
}

/// What is wrong at an offset.
pub(super) type Fault = (usize, &'static str);

pub(super) fn refuse(&(offset, what): &Fault) -> DecodeError {
    DecodeError { offset, reason: DecodeReason::Malformed(what) }
}

/// By reference, so that a check is little code.
pub(super) const fn expect(holds: bool, fault: &'static Fault) -> Result<(), &'static Fault> {
    if holds { Ok(()) } else { Err(fault) }
}

/// Whether the counts of a header are those of a ring.
fn check(header: &[u8], algorithms: Algorithms) -> Result<(), &'static Fault> {
    let count = |at| u32_at(header, at);
    let (nodes, vnodes) = (count(NODES_AT), count(VNODES_AT));
    let texts = count(TEXTS_AT);
    let keyed = algorithms.key_hash == KeyHash::SipHash13;
    let key_check_is_one = keyed || u64_at(header, KEY_CHECK_AT) == 0;
    let texts_are_there = texts > 0 || u64_at(header, TEXT_BYTES_AT) == 0;
    expect(texts <= 1, &(TEXTS_AT, "texts are there (1) or not (0)"))?;
    expect(
        key_check_is_one,
        &(KEY_CHECK_AT, "a key check, though the key hash of the header takes no secret"),
    )?;
    #[cfg(feature = "compat")]
    expect(
        !algorithms.tagged || hash_tag(header).is_some(),
        &(HASH_TAG_AT, "a hash tag is two printable ASCII characters"),
    )?;
    expect(count(VNODES_PER_WEIGHT_AT) > 0, &(VNODES_PER_WEIGHT_AT, "vnodes per weight must be at least 1"))?;
    expect(nodes as usize <= MAX_NODES, &(NODES_AT, "more nodes than a ring can have"))?;
    expect(vnodes <= HIGHEST_MAX_VNODES, &(VNODES_AT, "more vnodes than a ring can have"))?;
    expect(count(SERVING_AT) <= nodes, &(SERVING_AT, "more nodes with vnodes than nodes"))?;
    expect(count(SPILLED_AT) <= vnodes, &(SPILLED_AT, "more spilled vnodes than vnodes"))?;
    expect(count(LISTED_AT) <= vnodes, &(LISTED_AT, "more listed vnodes than vnodes"))?;
    expect(texts_are_there, &(TEXT_BYTES_AT, "bytes of texts that are not there"))?;
    expect(count(ZONES_AT) <= nodes, &(ZONES_AT, "more zones than nodes"))
}

/// The config in a header whose key hash is that.
pub(super) fn config(header: &[u8], algorithms: Algorithms) -> Config {
    let config = algorithms
        .config()
        .with_seed(u64_at(header, SEED_AT))
        .with_vnodes_per_weight(u32_at(header, VNODES_PER_WEIGHT_AT));
    #[cfg(feature = "compat")]
    let config = match hash_tag(header) {
        Some(hash_tag) if algorithms.tagged => config.with_hash_tag(hash_tag),
        _ => config,
    };
    match algorithms.key_hash {
        KeyHash::SipHash13 => config.with_key_check(u64_at(header, KEY_CHECK_AT)),
        _ => config,
    }
}

#[cfg(feature = "compat")]
fn hash_tag(header: &[u8]) -> Option<HashTag> {
    let [begin, end] = bytes_at(header, HASH_TAG_AT);
    HashTag::new(begin, end).ok()
}

/// A fingerprint in a header.
pub(super) fn fingerprint(header: &[u8], at: usize) -> Fingerprint {
    Fingerprint::from_le_bytes(bytes_at(header, at))
}
