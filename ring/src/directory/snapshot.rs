//! A whole directory as bytes.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::group::Group;
use super::{Directory, MAX_GROUPS};
use crate::codec::content::{in_order, whole_config};
use crate::codec::envelope::{FileKind, HEADER_BYTES, MIN_BYTES, open_without_algorithms, seal};
use crate::codec::reader::Reader;
use crate::codec::{DecodeError, DecodeReason};
use crate::config::Config;
use crate::limits::Limits;
use crate::membership::Membership;
use crate::node::check_id;
use crate::secret::Secret;
use crate::wire::{self, Compare, Sink};

/// A name of one byte, the length of a snapshot, its envelope and a body without nodes.
const MIN_GROUP_BYTES: usize = 2 + 1 + MIN_BYTES + 5;

impl Directory {
    /// All groups as bytes: each one is its name and its own [snapshot](Membership::to_snapshot). O(bytes).
    ///
    /// What an observer knows is not in it: statuses, and whether the directory is synced; nor are limits and the
    /// secret. The format is defined in `docs/formats.md`.
    ///
    /// ```
    /// use vnode_ring::{Config, Directory, Limits, NodeUpdate};
    ///
    /// let mut directory = Directory::new(Config::default());
    /// directory.upsert("web", NodeUpdate::new("a"))?;
    /// directory.upsert("db", NodeUpdate::new("a"))?;
    /// let read = Directory::from_snapshot(&directory.to_snapshot(), Limits::default(), None)?;
    /// assert_eq!(read, directory);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_snapshot(&self) -> Vec<u8> {
        let groups = || self.groups.iter().map(|(name, group)| (&**name, group.membership().to_snapshot()));
        seal(FileKind::Directory, None, |sink| write_body(sink, &self.config, self.groups.len(), groups()))
    }

    /// The directory of a snapshot, synced, with all members passing. The bytes need not be trusted: whatever
    /// [`to_snapshot`](Self::to_snapshot) would not have written is refused. `limits` are those of each group, and
    /// `secret` is that of keyed groups. O(bytes), and O(N log N) comparisons.
    ///
    /// # Errors
    /// When the bytes are not exactly those of a directory, a group has more vnodes than the limit, or a group is keyed
    /// by another secret. The error says where and why.
    pub fn from_snapshot(bytes: &[u8], limits: Limits, secret: Option<Secret>) -> Result<Self, DecodeError> {
        let body = open_without_algorithms(bytes, FileKind::Directory)?;
        let mut reader = Reader::new(body, HEADER_BYTES);
        let config = whole_config(&mut reader)?;
        let start = reader.clone();
        let count = reader.count(MIN_GROUP_BYTES)?;
        if count > MAX_GROUPS {
            return Err(start.refuse(DecodeReason::Malformed("more groups than a directory can have")));
        }
        let mut directory = Self { config, limits, secret, synced: true, groups: BTreeMap::new() };
        for _ in 0..count {
            let start = reader.clone();
            let previous = directory.groups.last_key_value().map(|(name, _)| &**name);
            let (name, snapshot, at) = group(&mut reader, previous)?;
            let membership = Membership::from_snapshot(snapshot, limits)
                .map_err(|error| DecodeError { offset: at + error.offset, ..error })?;
            directory
                .check_secret(membership.config())
                .map_err(|error| start.refuse(DecodeReason::Secret(error)))?;
            directory.groups.insert(name.into(), Group::of(membership).into());
        }
        reader.end()?;

        // The groups were compared when they were read; what is around them is left.
        let mut again = start;
        again.count(MIN_GROUP_BYTES)?;
        let groups = (0..count).map_while(|_| group(&mut again, None).ok());
        let groups = groups.map(|(name, snapshot, _)| (name, snapshot));
        let mut compare = Compare::new(body);
        write_body(&mut compare, &directory.config, count, groups);
        compare.finish().map(|()| directory).map_err(DecodeError::not_canonical)
    }
}

fn write_body<'a>(
    sink: &mut impl Sink,
    config: &Config,
    count: usize,
    groups: impl Iterator<Item = (&'a str, impl AsRef<[u8]>)>,
) {
    wire::whole_config(sink, config);
    wire::varint(sink, count as u64);
    for (name, snapshot) in groups {
        wire::text(sink, name);
        wire::bytes(sink, snapshot.as_ref());
    }
}

/// The name, the snapshot and its offset.
fn group<'a>(
    reader: &mut Reader<'a>,
    previous: Option<&str>,
) -> Result<(&'a str, &'a [u8], usize), DecodeError> {
    let start = reader.clone();
    let name = in_order(reader, "group", previous)?;
    check_id(name).map_err(|error| start.refuse(DecodeReason::Name(error)))?;
    let snapshot = reader.bytes()?;
    Ok((name, snapshot, reader.at() - snapshot.len()))
}
