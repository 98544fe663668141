//! Configs and nodes, as every kind holds them.

use super::envelope::Algorithms;
use super::error::{DecodeError, DecodeReason};
use super::reader::Reader;
use crate::config::Config;
#[cfg(feature = "compat")]
use crate::config::HashTag;
use crate::hash::KeyHash;
use crate::membership::{MembershipError, admit};
use crate::memory::{self, OutOfMemory};
use crate::node::Node;

/// An id of one byte, a weight, three options that are not there, no attributes.
pub(crate) const MIN_NODE_BYTES: usize = 2 + 1 + 3 + 1;
/// A name of one byte and the empty value.
const MIN_ATTRIBUTE_BYTES: usize = 2 + 1;

/// What `wire::config_values` writes.
pub(crate) fn config(reader: &mut Reader<'_>, algorithms: Algorithms) -> Result<Config, DecodeError> {
    let start = reader.clone();
    let key_check = reader.value::<Option<[u8; 8]>>()?.map(u64::from_le_bytes);
    let seed = reader.value()?;
    let after_seed = reader.clone();
    let vnodes_per_weight = reader.value()?;
    let config = algorithms.config().with_seed(seed).with_vnodes_per_weight(vnodes_per_weight);
    let config = match (algorithms.key_hash, key_check) {
        (KeyHash::SipHash13, Some(key_check)) => config.with_key_check(key_check),
        (KeyHash::SipHash13, None) => {
            let what = "no key check, though the key hash of the header takes a secret";
            return Err(start.refuse(DecodeReason::Malformed(what)));
        }
        (_, Some(_)) => {
            let what = "a key check, though the key hash of the header takes no secret";
            return Err(start.refuse(DecodeReason::Malformed(what)));
        }
        (_, None) => config,
    };
    #[cfg(feature = "compat")]
    let config = if algorithms.tagged { config.with_hash_tag(hash_tag(reader)?) } else { config };
    config
        .check()
        .map_err(|error| after_seed.refuse(DecodeReason::Membership(MembershipError::Config(error))))?;
    Ok(config)
}

#[cfg(feature = "compat")]
fn hash_tag(reader: &mut Reader<'_>) -> Result<HashTag, DecodeError> {
    let start = reader.clone();
    HashTag::new(reader.value()?, reader.value()?)
        .map_err(|_| start.refuse(DecodeReason::Malformed("a hash tag is two printable ASCII characters")))
}

/// What `wire::whole_config` writes.
pub(crate) fn whole_config(reader: &mut Reader<'_>) -> Result<Config, DecodeError> {
    let at = reader.at();
    let algorithms = Algorithms::from_numbers(reader.value()?, reader.value()?, at)?;
    config(reader, algorithms)
}

/// What `wire::node` writes: a node that keeps every limit, in normal form. Its id must be greater than the one before
/// it.
pub(crate) fn node(
    reader: &mut Reader<'_>,
    config: &Config,
    previous: Option<&str>,
) -> Result<Node, DecodeError> {
    let offset = reader.at();
    let id = in_order(reader, "node", previous)?;
    descriptor(reader, config, id, offset)
}

/// What `wire::descriptor` writes, of the node of that id. Errors about the node as a whole are given that offset.
pub(crate) fn descriptor(
    reader: &mut Reader<'_>,
    config: &Config,
    id: &str,
    offset: usize,
) -> Result<Node, DecodeError> {
    let weight = reader.value()?;
    let vnodes: Option<u32> = reader.value()?;
    let placement_id = reader.option(Reader::text)?;
    let zone = reader.option(Reader::text)?;
    let attributes = Attributes::read(reader)?;

    Node::try_from_parts(id, (weight, vnodes), (placement_id, zone), attributes)
        .map_err(MembershipError::from)
        .and_then(|node| admit(config, node))
        .map_err(|error| DecodeError { offset, reason: error.into() })
}

/// The attributes of one node, borrowed from the input: checked, and not collected.
#[derive(Clone)]
pub(crate) struct Attributes<'a> {
    reader: Reader<'a>,
    left: usize,
}

impl<'a> Attributes<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, DecodeError> {
        let left = reader.count(MIN_ATTRIBUTE_BYTES)?;
        let attributes = Self { reader: reader.clone(), left };
        let mut previous = None;
        for _ in 0..left {
            previous = Some(in_order(reader, "attribute", previous)?);
            reader.text()?;
        }
        Ok(attributes)
    }

    pub(crate) const fn len(&self) -> usize {
        self.left
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        Some((self.reader.text().ok()?, self.reader.text().ok()?))
    }
}

/// The next value as a name that must be greater than the one before it.
pub(crate) fn in_order<'a>(
    reader: &mut Reader<'a>,
    what: &'static str,
    previous: Option<&str>,
) -> Result<&'a str, DecodeError> {
    let start = reader.clone();
    let name = reader.text()?;
    match previous {
        Some(after) if name <= after => {
            let reason =
                || Ok(DecodeReason::Order { what, name: memory::text(name)?, after: memory::text(after)? });
            Err(start.refuse(reason().unwrap_or_else(|error: OutOfMemory| error.into())))
        }
        _ => Ok(name),
    }
}
