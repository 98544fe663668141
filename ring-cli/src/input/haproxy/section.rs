//! One section: its servers, their numbers and how keys are placed on them.

use std::collections::HashSet;

use ahash::RandomState;

use super::{HashKey, Options, Word, address::address};
use crate::input::server::Server;
use crate::input::{Got, InputError, NodeFile, Note, Stated};

/// The lines of a section that are read.
pub(super) const KEYWORDS: [&str; 6] =
    ["balance", "default-server", "hash-balance-factor", "hash-type", "server", "server-template"];
/// Ways to balance that place keys by their hash.
const BY_KEY: [&str; 6] = ["hash", "hdr", "rdp-cookie", "source", "uri", "url_param"];
/// Functions of `hash-type`, and what they are called here.
const FUNCTIONS: [(&str, &str); 5] =
    [("sdbm", "sdbm"), ("djb2", "djb2"), ("wt6", "wt6"), ("crc32", "crc32"), ("none", "decimal")];
/// The placements in which a server's number counts, and those in which its address does.
const BY_ID: [&str; 2] = ["haproxy-id", "haproxy-id-3.0"];
const BY_ADDRESS: [&str; 2] = ["haproxy-addr", "haproxy-addr-port"];
/// What the same lines are with another `hash-key`, or to another version.
const PLACEMENTS: [&str; 4] = [BY_ID[0], BY_ID[1], BY_ADDRESS[0], BY_ADDRESS[1]];
const AVALANCHE: &str = "avalanche";
/// What the name of a key hash ends with where that stands behind the function.
const AVALANCHED: &str = "-avalanche";
/// Without a function, the modifier is applied too.
const DEFAULT_FUNCTION: &str = "sdbm-avalanche";

/// What sections take over from `defaults`.
#[derive(Clone, Default)]
pub(super) struct Settings {
    /// The way to balance that places keys by their hash.
    balance: Option<Line>,
    hash_type: Option<Line>,
    /// Where busy servers are passed over.
    balance_factor: Option<usize>,
    /// Whether all backup servers are there when no other can serve.
    all_backups: bool,
    options: Options,
}

/// A line that is looked at later, without its first word.
#[derive(Clone)]
struct Line {
    number: usize,
    arguments: Vec<String>,
}

impl Line {
    fn of(words: &[Word]) -> Self {
        let arguments = words.iter().skip(1).map(|word| word.text.clone()).collect();
        Self { number: words.first().map_or(0, |word| word.line), arguments }
    }
}

enum Kind {
    Servers(Option<String>),
    Defaults(Option<String>),
    Other,
}

pub(super) struct Section {
    kind: Kind,
    settings: Settings,
    servers: Vec<Listed>,
}

struct Listed {
    line: usize,
    name: String,
    address: String,
    options: Options,
}

impl Default for Section {
    fn default() -> Self {
        Self::of_servers(None, Settings::default())
    }
}

impl Section {
    pub(super) const fn of_servers(name: Option<String>, settings: Settings) -> Self {
        Self { kind: Kind::Servers(name), settings, servers: Vec::new() }
    }

    pub(super) const fn of_defaults(name: Option<String>, settings: Settings) -> Self {
        Self { kind: Kind::Defaults(name), settings, servers: Vec::new() }
    }

    pub(super) fn other() -> Self {
        Self { kind: Kind::Other, settings: Settings::default(), servers: Vec::new() }
    }

    pub(super) const fn set_all_backups(&mut self, all: bool) {
        self.settings.all_backups = all;
    }

    pub(super) fn keyword(&mut self, words: &[Word]) -> Result<(), InputError> {
        let Some(keyword) = words.first().filter(|_| !matches!(self.kind, Kind::Other)) else {
            return Ok(());
        };
        match keyword.text.as_str() {
            "balance" => {
                let algorithm = words.get(1).map_or("", |word| word.text.as_str());
                let algorithm = algorithm.split('(').next().unwrap_or("");
                self.settings.balance = BY_KEY.contains(&algorithm).then(|| Line::of(words));
            }
            "hash-type" => self.settings.hash_type = Some(Line::of(words)),
            "hash-balance-factor" => {
                let off = words.get(1).is_none_or(|factor| factor.text == "0");
                self.settings.balance_factor = (!off).then_some(keyword.line);
            }
            "default-server" => self.settings.options.set_all(&words[1..])?,
            "server-template" => {
                let message = "servers of a server-template are found at run time; state each with server";
                return Err(InputError::new(keyword.line, message));
            }
            _ => self.server(keyword.line, &words[1..])?,
        }
        Ok(())
    }

    fn server(&mut self, line: usize, words: &[Word]) -> Result<(), InputError> {
        let [name, place, rest @ ..] = words else {
            return Err(InputError::new(line, "server takes a name and an address"));
        };
        let mut options = Options { id: None, ..self.settings.options.clone() };
        options.set_all(rest)?;
        let (name, place) = (name.fixed()?, place.fixed()?);
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
        {
            let message = format!("a name of a server has letters, digits and - _ . : ({})", Got(name));
            return Err(InputError::new(line, message));
        }
        address(line, place)?;
        self.servers.push(Listed { line, name: name.into(), address: place.into(), options });
        Ok(())
    }

    /// Adds its nodes to the file; or gives the name and the settings of a `defaults` section.
    pub(super) fn finish(
        self,
        file: &mut NodeFile,
    ) -> Result<Option<(Option<String>, Settings)>, InputError> {
        let group = match self.kind {
            Kind::Other => return Ok(None),
            Kind::Defaults(name) => return Ok(Some((name, self.settings))),
            Kind::Servers(group) => group,
        };
        let group = group.as_deref();
        let Some(first) = self.servers.first() else { return Ok(None) };
        let hash_key = first.options.hash_key;
        if let Some(other) = self.servers.iter().find(|server| server.options.hash_key != hash_key) {
            return Err(InputError::new(other.line, "all servers of a section must have one hash-key"));
        }
        if let Some(stated) = stated(group, &self.settings, hash_key)? {
            file.stated.push(stated);
        }
        if let Some(line) = self.settings.balance_factor {
            let message = "hash-balance-factor sends keys of busy servers on; answers are those without load";
            file.notes.push(Note { group: group.map(Into::into), error: InputError::new(line, message) });
        }
        let in_use = backups_in_use(&self.servers, self.settings.all_backups);
        for (number, server) in numbers(&self.servers)?.into_iter().zip(&self.servers) {
            let address = address(server.line, &server.address)?;
            let mut fields = Server { line: server.line, name: Some(&server.name), address }.fields()?;
            for placement in BY_ID {
                fields = fields.hashed(placement, &number.to_string());
            }
            for placement in BY_ADDRESS {
                fields = fields.hashed(placement, &address.to_string());
            }
            let weight = if server.options.disabled { 0 } else { server.options.weight };
            fields = fields.set("weight", &weight.to_string())?;
            if let Some(group) = group {
                fields = fields.set("group", group)?;
            }
            if server.options.disabled {
                fields = fields.attribute("status", "down")?;
            }
            let entry = fields.finish();
            if server.options.backup && !in_use.contains(&server.line) {
                file.leave_out(&entry);
            } else {
                file.add(entry);
            }
        }
        Ok(None)
    }
}

/// The lines of the backup servers that are asked, as no other can be.
fn backups_in_use(servers: &[Listed], all: bool) -> Vec<usize> {
    let able = servers.iter().filter(|server| server.options.is_able());
    if able.clone().any(|server| !server.options.backup) {
        return Vec::new();
    }
    able.take(if all { usize::MAX } else { 1 }).map(|server| server.line).collect()
}

/// What stands behind `hash-type consistent` for a key hash.
pub(crate) fn function_of(key_hash: &str) -> Option<String> {
    let function = key_hash.strip_suffix(AVALANCHED);
    let name = function.unwrap_or(key_hash);
    let &(theirs, _) = FUNCTIONS.iter().find(|(_, ours)| *ours == name)?;
    Some(if function.is_some() { format!("{theirs} {AVALANCHE}") } else { theirs.into() })
}

/// What HAProxy numbers the servers: as stated, else by their place, or the next number that is free.
fn numbers(servers: &[Listed]) -> Result<Vec<u32>, InputError> {
    let mut used: HashSet<u32, RandomState> = HashSet::default();
    for server in servers {
        if let Some(id) = server.options.id.filter(|&id| !used.insert(id)) {
            return Err(InputError::new(server.line, format!("id {id} belongs to another server")));
        }
    }
    let mut free = 1;
    let numbers = servers.iter().map(|server| {
        if server.options.id.is_none() {
            while !used.insert(free) {
                free += 1;
            }
        }
        let number = server.options.id.unwrap_or(free);
        free += 1;
        number
    });
    Ok(numbers.collect())
}

/// The ring, where keys are placed by their hash.
fn stated(group: Option<&str>, settings: &Settings, hash_key: HashKey) -> Result<Option<Stated>, InputError> {
    let Some(balance) = &settings.balance else { return Ok(None) };
    let Some(Line { number, arguments }) = &settings.hash_type else {
        let directive = format!("balance {} without hash-type consistent", balance.arguments.join(" "));
        return Ok(Some(Stated::new(group, balance.number, directive)));
    };
    let directive = format!("hash-type {}", arguments.join(" "));
    let mut rest = arguments.iter().map(String::as_str);
    match rest.next() {
        Some("consistent") => {}
        Some("map-based") => return Ok(Some(Stated::new(group, *number, directive))),
        _ => {
            let message = format!("hash-type must be consistent or map-based ({})", Got(&directive));
            return Err(InputError::new(*number, message));
        }
    }
    let function = |wanted: &str| {
        FUNCTIONS.iter().find(|(theirs, _)| *theirs == wanted).map(|&(_, ours)| ours.to_owned())
    };
    let key_hash = match (rest.next(), rest.next(), rest.next()) {
        (None, ..) => Some(DEFAULT_FUNCTION.to_owned()),
        (Some(name), None, None) => function(name),
        (Some(name), Some(AVALANCHE), None) => function(name).map(|function| function + AVALANCHED),
        _ => None,
    };
    let key_hash = key_hash.ok_or_else(|| {
        let message = format!(
            "hash-type consistent takes one of {}, and maybe {AVALANCHE} ({})",
            FUNCTIONS.map(|(theirs, _)| theirs).join(", "),
            Got(&directive)
        );
        InputError::new(*number, message)
    })?;
    Ok(Some(Stated {
        placement: Some(hash_key.placement()),
        others: &PLACEMENTS,
        key_hash: Some((*number, key_hash)),
        ..Stated::new(group, *number, directive)
    }))
}
