//! Server lists of libmemcached: `host:port:weight` with commas between, as `memcached_servers_parse` takes them, or a
//! configuration string, `--SERVER=host:port/?weight --SOCKET=/path`.
//!
//! The id of a server is its address, with port 11211 where none is stated. libmemcached hashes the host without
//! brackets, and the port where it is not 11211; of a socket the path.

use super::fields::{Fields, integer};
use super::plain::is_blank;
use super::server::{Address, MEMCACHED_PORT, Server};
use super::{Got, InputError, NodeFile, Stated};

const PLACEMENTS: [&str; 2] = ["libmemcached", "libmemcached-weighted"];
/// What libmemcached calls its key hashes, and what they are called here.
const HASHES: [(&str, &str); 11] = [
    ("DEFAULT", "one-at-a-time"),
    ("MD5", "md5"),
    ("CRC", "crc32-15"),
    ("FNV1_64", "fnv1-64"),
    ("FNV1A_64", "fnv1a-64"),
    ("FNV1_32", "fnv1-32"),
    ("FNV1A_32", "fnv1a-32"),
    ("HSIEH", "hsieh"),
    ("MURMUR", "murmur2"),
    ("MURMUR3", "murmur3"),
    ("JENKINS", "jenkins"),
];
const WEIGHTED: &str = "CONSISTENT,MD5";

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let mut file = NodeFile::default();
    let mut stated = None;
    for (line, content) in (1..).zip(text.lines()) {
        let content = content.trim_matches(is_blank);
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if content.starts_with("--") {
            options(&mut file, &mut stated, line, content)?;
        } else {
            for item in content.strip_suffix(',').unwrap_or(content).split(',') {
                file.entries.push(server(line, item.trim_matches(is_blank))?.finish());
            }
        }
    }
    file.stated.extend(stated);
    Ok(file)
}

/// Whether a line is a list of at least two servers, each with its port or a path.
pub(super) fn is_list(line: &str) -> bool {
    let items = line.trim_matches(is_blank).split(',').map(|item| item.trim_matches(is_blank));
    line.contains(',') && items.clone().all(|item| item.contains([':', '/']) && server(1, item).is_ok())
}

/// `host`, `host:port`, `host:port:weight` or `host:port weight`; the path of a socket.
fn server(line: usize, item: &str) -> Result<Fields, InputError> {
    if item.ends_with(|last: char| last.is_ascii_digit()) && item.contains("/?") {
        let message =
            format!("libmemcached ignores /?weight in a list ({}); write host:port:weight", Got(item));
        return Err(InputError::new(line, message));
    }
    if item.starts_with('/') {
        return fields(line, item, None);
    }
    let host_end = if item.starts_with('[') { item.find(']').unwrap_or(0) } else { 0 };
    let colons = item.match_indices(':').map(|(at, _)| at).filter(|&at| at >= host_end);
    let weight_at = item.find(is_blank).or_else(|| colons.clone().nth(1));
    match weight_at {
        Some(at) => {
            fields(line, item[..at].trim_end_matches(is_blank), Some(item[at + 1..].trim_matches(is_blank)))
        }
        None => fields(line, item, None),
    }
}

fn fields(line: usize, place: &str, weight: Option<&str>) -> Result<Fields, InputError> {
    let (address, hashed) = if place.starts_with('/') {
        (Address::of_socket(line, place)?, place.to_owned())
    } else {
        let address = Address::of_host(line, place, Some(MEMCACHED_PORT))?;
        (address, hashed(address))
    };
    let mut fields = Server { line, name: None, address }.fields()?;
    // Without its port where that is the default, by the placement itself.
    if address.to_string().strip_suffix(":11211") != Some(hashed.as_str()) {
        for placement in PLACEMENTS {
            fields = fields.hashed(placement, &hashed);
        }
    }
    if let Some(weight) = weight {
        if integer::<u32>(line, "weight", weight, 0, u32::MAX)? == 0 {
            let message = "libmemcached takes weight 0 as 1; state 1, or leave the server out";
            return Err(InputError::new(line, message));
        }
        fields = fields.set("weight", weight)?;
    }
    Ok(fields)
}

fn hashed(address: Address<'_>) -> String {
    match address {
        Address::Unix(path) => path.into(),
        Address::Host { host, port: None | Some(MEMCACHED_PORT) } => host.into(),
        Address::Host { host, port: Some(port) } => format!("{host}:{port}"),
    }
}

/// The options of a configuration string. Those that say nothing about servers or placement are passed over.
fn options(
    file: &mut NodeFile,
    stated: &mut Option<Stated>,
    line: usize,
    content: &str,
) -> Result<(), InputError> {
    for word in content.split(is_blank).filter(|word| !word.is_empty()) {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let value = value.trim_matches('"');
        match name.to_ascii_uppercase().as_str() {
            "--SERVER" | "--SOCKET" => {
                let (place, weight) = match value.split_once("/?") {
                    Some((place, weight)) => (place, Some(weight)),
                    None => (value, None),
                };
                if name.eq_ignore_ascii_case("--SOCKET") != place.starts_with('/') {
                    let message = format!("--SERVER takes host:port, --SOCKET a path ({})", Got(word));
                    return Err(InputError::new(line, message));
                }
                file.entries.push(fields(line, place, weight)?.finish());
            }
            "--DISTRIBUTION" => {
                // Weights count where they come after it.
                let weighted = value.eq_ignore_ascii_case(WEIGHTED) && file.entries.is_empty();
                let before = stated.take().and_then(|stated: Stated| stated.key_hash);
                *stated = Some(Stated {
                    placement: weighted.then_some(PLACEMENTS[1]),
                    key_hash: before.or_else(|| weighted.then(|| (line, HASHES[0].1.into()))),
                    ..Stated::new(None, line, word)
                });
            }
            "--HASH" => {
                let known = HASHES.iter().find(|(theirs, _)| value.eq_ignore_ascii_case(theirs));
                let key_hash = known.map_or(value, |&(_, ours)| ours);
                let stated = stated.get_or_insert_with(|| Stated::new(None, line, word));
                stated.key_hash = Some((line, key_hash.into()));
            }
            _ if name.starts_with("--") => {}
            _ => {
                let message =
                    format!("options begin with -- ({}); a list has commas between servers", Got(word));
                return Err(InputError::new(line, message));
            }
        }
    }
    Ok(())
}
