//! twemproxy configurations: the servers of a pool, `host:port:weight` or `/path:weight`, and maybe a name.
//!
//! The id of a server is its name, else its address. twemproxy hashes the name, else the address as it is written,
//! without the port where that is 11211; of a socket the path with the colon behind it.

use std::collections::HashSet;

use ahash::RandomState;

use super::fields::{integer, stated_twice};
use super::server::{Address, MEMCACHED_PORT, Server, port_of};
use super::yaml::{self, Item, Value};
use super::{Entry, Got, InputError, NodeFile, Stated};

const PLACEMENT: &str = "twemproxy";
const KETAMA: &str = "ketama";
/// The hash of a pool that states none.
const DEFAULT_HASH: &str = "fnv1a_64";
/// Hashes of twemproxy, and what they are called here.
const HASHES: [(&str, &str); 12] = [
    ("one_at_a_time", "one-at-a-time"),
    ("md5", "md5"),
    ("crc16", "crc16"),
    ("crc32", "crc32-15"),
    ("crc32a", "crc32"),
    ("fnv1_64", "fnv1-64"),
    ("fnv1a_64", "fnv1a-64"),
    ("fnv1_32", "fnv1-32"),
    ("fnv1a_32", "fnv1a-32"),
    ("hsieh", "hsieh"),
    ("murmur", "murmur2"),
    ("jenkins", "jenkins"),
];

/// What twemproxy calls a key hash.
pub(crate) fn name_of_hash(key_hash: &str) -> Option<&'static str> {
    HASHES.iter().find(|(_, ours)| *ours == key_hash).map(|&(theirs, _)| theirs)
}

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let document = yaml::parse(text)?;
    let Value::Map(pools) = &document.value else {
        return Err(InputError::new(document.line, "a twemproxy file must map names of pools to pools"));
    };
    let mut file = NodeFile::default();
    let mut names: HashSet<&str, RandomState> = HashSet::default();
    for (name, pool) in pools {
        if !names.insert(&name.text) {
            return Err(InputError::new(name.line, format!("a pool must stand once ({})", Got(&name.text))));
        }
        read_pool(&mut file, &name.text, pool)?;
    }
    Ok(file)
}

fn read_pool(file: &mut NodeFile, group: &str, pool: &Item<'_>) -> Result<(), InputError> {
    let Value::Map(members) = &pool.value else {
        return Err(InputError::new(pool.line, format!("a pool must be a map ({})", Got(group))));
    };
    let member = |wanted: &str| -> Result<Option<&Item<'_>>, InputError> {
        let mut found = members.iter().filter(|(name, _)| name.text == wanted);
        match (found.next(), found.next()) {
            (_, Some((name, _))) => Err(InputError::new(name.line, stated_twice(wanted, &name.text))),
            (first, None) => Ok(first.map(|(_, item)| item)),
        }
    };
    let Some(Item { value: Value::List(servers), .. }) = member("servers")? else {
        return Err(InputError::new(pool.line, format!("a pool must have servers, a list ({})", Got(group))));
    };
    let stated = match member("distribution")? {
        None => Stated {
            placement: Some(PLACEMENT),
            ..Stated::new(Some(group), pool.line, "distribution: ketama")
        },
        Some(item) => {
            let text = item.text("distribution")?;
            let placement = (text == KETAMA).then_some(PLACEMENT);
            Stated { placement, ..Stated::new(Some(group), item.line, format!("distribution: {text}")) }
        }
    };
    let hash = member("hash")?.map(|item| Ok((item.line, item.text("hash")?))).transpose()?;
    let (line, hash) = hash.unwrap_or((stated.line, DEFAULT_HASH));
    let key_hash = HASHES.iter().find(|(theirs, _)| *theirs == hash).map(|&(_, ours)| ours);
    let hash_tag =
        member("hash_tag")?.map(|item| Ok((item.line, item.text("hash_tag")?.into()))).transpose()?;
    file.stated.push(Stated { key_hash: Some((line, key_hash.unwrap_or(hash).into())), hash_tag, ..stated });
    for server in servers {
        file.entries.push(entry(group, server.line, server.text("a server")?)?);
    }
    Ok(())
}

/// `host:port:weight`, `/path:weight`, and maybe a name.
fn entry(group: &str, line: usize, text: &str) -> Result<Entry, InputError> {
    let misfit = || {
        InputError::new(line, format!("a server must be host:port:weight, and maybe a name ({})", Got(text)))
    };
    let mut words = text.split_ascii_whitespace();
    let (Some(server), name, None) = (words.next(), words.next(), words.next()) else { return Err(misfit()) };
    let (place, weight) = server.rsplit_once(':').ok_or_else(misfit)?;
    integer(line, "weight", weight, 0, i32::MAX)?;
    let (address, hashed) = if place.starts_with('/') {
        // With the colon that stands before the weight.
        (Address::of_socket(line, place)?, &server[..=place.len()])
    } else {
        let (host, port) = place.rsplit_once(':').ok_or_else(misfit)?;
        let port = port_of(line, port)?;
        let hashed = if port == MEMCACHED_PORT { host } else { place };
        (Address::of_parts(line, host, Some(port))?, hashed)
    };
    let server = Server { line, name, address };
    let fields = server.fields()?.set("weight", weight)?.set("group", group)?;
    Ok(fields.hashed(PLACEMENT, name.unwrap_or(hashed)).finish())
}
