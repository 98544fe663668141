//! The header of an image, and where its sections are: `docs/formats.md` defines both.

pub(crate) use crate::codec::envelope::CHECKSUM_BYTES;
use crate::codec::envelope::{self, Algorithms, FileKind};
use crate::codec::{DecodeError, DecodeReason};
use crate::config::Config;
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
/// The size of the header.
pub(crate) const HEADER_BYTES: usize = 128;
/// The bytes of a node but for its text.
pub(crate) const NODE_BYTES: usize = 40;
/// The bytes of a listed position.
pub(crate) const POSITION_BYTES: usize = 8;

/// How many bytes stand between the nodes and the lines.
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
            return Err(refuse(bytes.len(), "cut off: the header of an image has 128 bytes"));
        }
        check(bytes, algorithms)?;
        let mut sizes = Sizes::of(bytes);
        // From behind the header to the checksum.
        let mut rest = body.get(HEADER_BYTES - envelope::HEADER_BYTES..).unwrap_or_default();
        let mut take = || {
            let (section, after) = rest.split_at_checked(usize::try_from(sizes.next()?).ok()?)?;
            rest = after;
            Some(section)
        };
        let sections = (take(), take(), take(), take(), take(), take());
        let (Some(nodes), Some(_), Some(lines), Some(spill), Some(listed), Some(texts)) = sections else {
            return Err(refuse(bytes.len(), "the image ends before what its header counts"));
        };
        if !rest.is_empty() {
            let offset = bytes.len() - CHECKSUM_BYTES - rest.len();
            return Err(refuse(offset, "more bytes than the header of the image counts"));
        }
        Ok((Self { nodes, lines, spill, listed, texts }, algorithms))
    }
}

/// The sizes of the sections behind the header, in their order.
struct Sizes([u64; 6], usize);

impl Sizes {
    fn of(header: &[u8]) -> Self {
        let count = |at| u32_at(header, at);
        let nodes = count(NODES_AT);
        let sizes = [
            u64::from(nodes) * NODE_BYTES as u64,
            padding(nodes as usize) as u64,
            u64::from(flat_lines(nodes, count(VNODES_AT))) * LINE_BYTES as u64,
            u64::from(count(SPILLED_AT)) * SPILLED_BYTES as u64,
            u64::from(count(LISTED_AT)) * POSITION_BYTES as u64,
            u64_at(header, TEXT_BYTES_AT),
        ];
        Self(sizes, 0)
    }

    fn next(&mut self) -> Option<u64> {
        let size = self.0.get(self.1).copied();
        self.1 += 1;
        size
    }
}

pub(super) fn refuse(offset: usize, what: &'static str) -> DecodeError {
    DecodeError { offset, reason: DecodeReason::Malformed(what) }
}

/// Whether the counts of a header are those of a ring.
fn check(header: &[u8], algorithms: Algorithms) -> Result<(), DecodeError> {
    let count = |at| u32_at(header, at);
    let (nodes, vnodes) = (count(NODES_AT), count(VNODES_AT));
    let key_check = u64_at(header, KEY_CHECK_AT);
    let texts = count(TEXTS_AT);
    let faults = [
        (TEXTS_AT, texts > 1, "texts are there (1) or not (0)"),
        (
            KEY_CHECK_AT,
            algorithms.key_hash == KeyHash::Xxh3 && key_check > 0,
            "a key check, though the key hash of the header takes no secret",
        ),
        (VNODES_PER_WEIGHT_AT, count(VNODES_PER_WEIGHT_AT) == 0, "vnodes per weight must be at least 1"),
        (NODES_AT, nodes as usize > MAX_NODES, "more nodes than a ring can have"),
        (VNODES_AT, vnodes > HIGHEST_MAX_VNODES, "more vnodes than a ring can have"),
        (SERVING_AT, count(SERVING_AT) > nodes, "more nodes with vnodes than nodes"),
        (SPILLED_AT, count(SPILLED_AT) > vnodes, "more spilled vnodes than vnodes"),
        (LISTED_AT, count(LISTED_AT) > vnodes, "more listed vnodes than vnodes"),
        (TEXT_BYTES_AT, texts == 0 && u64_at(header, TEXT_BYTES_AT) > 0, "bytes of texts that are not there"),
        (ZONES_AT, count(ZONES_AT) > nodes, "more zones than nodes"),
    ];
    faults.iter().find(|(_, is_there, _)| *is_there).map_or(Ok(()), |&(at, _, what)| Err(refuse(at, what)))
}

/// The config in a header whose key hash is that.
pub(super) fn config(header: &[u8], algorithms: Algorithms) -> Config {
    let config = Config::default()
        .with_placement(algorithms.placement)
        .with_seed(u64_at(header, SEED_AT))
        .with_vnodes_per_weight(u32_at(header, VNODES_PER_WEIGHT_AT));
    match algorithms.key_hash {
        KeyHash::Xxh3 => config,
        KeyHash::SipHash13 => config.with_key_check(u64_at(header, KEY_CHECK_AT)),
    }
}

/// A fingerprint in a header.
pub(super) fn fingerprint(header: &[u8], at: usize) -> Fingerprint {
    Fingerprint::from_le_bytes(bytes_at(header, at))
}
