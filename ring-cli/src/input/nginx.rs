//! nginx configurations: the `server` lines of `upstream` blocks, or of a file that has nothing else.
//!
//! The id of a server is its address, with port 80 where none is stated. nginx hashes the address as it is written. A
//! `backup` server is on no ring; one that is `down` keeps its points, which others stand in for.

use std::collections::HashMap;

use ahash::RandomState;

use super::fields::{Fields, integer};
use super::server::{Address, Server, UNIX};
use super::{Got, InputError, NodeFile, Stated};

mod tokens;

use tokens::{Token, Tokens, Word, unclosed};

/// The port of a server that states none.
const DEFAULT_PORT: u16 = 80;
const PLACEMENT: &str = "nginx";
/// What the names of blocks of Lua end with; in an upstream block it chooses the server.
const LUA: &str = "_by_lua_block";

/// Parameters of servers that say nothing about the ring: with a value, then without.
const IGNORED_VALUES: [&str; 6] =
    ["max_conns", "max_fails", "fail_timeout", "slow_start", "route", "service"];
const IGNORED_FLAGS: [&str; 2] = ["resolve", "drain"];

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let mut tokens = Tokens::new(text);
    let mut file = NodeFile::default();
    let mut words: Vec<Word> = Vec::new();
    let mut blocks = Blocks::default();
    while let Some(token) = tokens.next()? {
        match token {
            Token::Word(word) => {
                words.push(word);
                continue;
            }
            Token::End => {
                if blocks.holds_servers() {
                    directive(&mut file, blocks.upstream(), &words)?;
                }
            }
            Token::Open(line) => match words.first().filter(|word| word.text.ends_with(LUA)) {
                Some(word) => {
                    tokens.skip_block(line)?;
                    if blocks.upstream().is_some() {
                        file.stated.push(Stated::new(blocks.upstream(), word.line, word.text.as_str()));
                    }
                }
                None => blocks.open(line, &words)?,
            },
            Token::Close(line) => {
                if let Some(word) = words.first() {
                    return Err(InputError::new(
                        word.line,
                        format!("a directive must end with ; ({})", Got(&word.text)),
                    ));
                }
                blocks.close(line)?;
            }
        }
        words.clear();
    }
    blocks.end()?;
    if let Some(word) = words.first() {
        return Err(InputError::new(word.line, format!("a directive must end with ; ({})", Got(&word.text))));
    }
    if !blocks.seen && file.entries.is_empty() && file.notes.is_empty() {
        let message = "no upstream block is here; name the file that has it".into();
        return Err(InputError { line: None, message });
    }
    one_method(&file)?;
    Ok(file)
}

/// The blocks around a directive.
#[derive(Default)]
struct Blocks {
    /// The lines where they begin.
    open: Vec<usize>,
    /// The innermost upstream block: its name, and how many blocks are open with it.
    upstream: Option<(String, usize)>,
    /// Whether there was any.
    seen: bool,
}

impl Blocks {
    fn open(&mut self, line: usize, words: &[Word]) -> Result<(), InputError> {
        self.open.push(line);
        if words.first().is_some_and(|word| word.text == "upstream") && self.upstream.is_none() {
            let [_, name] = words else {
                return Err(InputError::new(line, "upstream takes one name"));
            };
            self.upstream = Some((name.text.clone(), self.open.len()));
            self.seen = true;
        }
        Ok(())
    }

    fn close(&mut self, line: usize) -> Result<(), InputError> {
        if self.open.pop().is_none() {
            return Err(InputError::new(line, "there is no block that this } closes"));
        }
        self.upstream = self.upstream.take().filter(|&(_, depth)| depth <= self.open.len());
        Ok(())
    }

    fn end(&self) -> Result<(), InputError> {
        match self.open.last() {
            Some(&line) => Err(unclosed(line)),
            None => Ok(()),
        }
    }

    /// Whether servers stand here: in an upstream block, or in no block.
    fn holds_servers(&self) -> bool {
        self.upstream.as_ref().map_or(self.open.is_empty(), |&(_, depth)| depth == self.open.len())
    }

    fn upstream(&self) -> Option<&str> {
        self.upstream.as_ref().map(|(name, _)| name.as_str())
    }
}

fn directive(file: &mut NodeFile, upstream: Option<&str>, words: &[Word]) -> Result<(), InputError> {
    let Some((name, arguments)) = words.split_first() else { return Ok(()) };
    let texts = || words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    match (name.text.as_str(), arguments) {
        ("server", [address, parameters @ ..]) => server(file, upstream, address, parameters),
        ("server", []) => Err(InputError::new(name.line, "server takes an address")),
        ("hash", _) => {
            let consistent = arguments.get(1).is_some_and(|word| word.text == "consistent");
            file.stated.push(Stated {
                placement: consistent.then_some(PLACEMENT),
                ..Stated::new(upstream, name.line, texts())
            });
            Ok(())
        }
        ("ip_hash", _) => {
            file.stated.push(Stated::new(upstream, name.line, texts()));
            Ok(())
        }
        ("include", _) if upstream.is_some() => {
            let message = format!("servers of other files are not read ({}); put them here", Got(&texts()));
            Err(InputError::new(name.line, message))
        }
        _ => Ok(()),
    }
}

fn server(
    file: &mut NodeFile,
    upstream: Option<&str>,
    address: &Word,
    parameters: &[Word],
) -> Result<(), InputError> {
    let Word { line, text } = address;
    let mut fields = fields_of(*line, text)?;
    if let Some(upstream) = upstream {
        fields = fields.set("group", upstream)?;
    }
    let mut backup = false;
    for word in parameters {
        match word.text.split_once('=') {
            Some((name @ "weight", value)) => {
                integer(word.line, name, value, 1, i32::MAX)?;
                fields = fields.set(name, value)?;
            }
            None if word.text == "backup" => backup = true,
            None if word.text == "down" => fields = fields.attribute("status", "down")?,
            Some((name, _)) if IGNORED_VALUES.contains(&name) => {}
            None if IGNORED_FLAGS.contains(&word.text.as_str()) => {}
            _ => {
                let message = format!(
                    "a server takes weight=, backup, down and what says nothing about the ring ({})",
                    Got(&word.text)
                );
                return Err(InputError::new(word.line, message));
            }
        }
    }
    let entry = fields.finish();
    if backup {
        file.leave_out(&entry);
    } else {
        file.add(entry);
    }
    Ok(())
}

fn fields_of(line: usize, text: &str) -> Result<Fields, InputError> {
    let is_socket = text.get(..UNIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(UNIX));
    let address = if is_socket {
        Address::of_socket(line, &text[UNIX.len()..])?
    } else {
        Address::of_host(line, text, Some(DEFAULT_PORT))?
    };
    Ok(Server { line, name: None, address }.fields()?.hashed(PLACEMENT, text))
}

/// An upstream block has one way to choose a server.
fn one_method(file: &NodeFile) -> Result<(), InputError> {
    let mut lines: HashMap<Option<&str>, usize, RandomState> = HashMap::default();
    for stated in &file.stated {
        if let Some(before) = lines.insert(stated.group.as_deref(), stated.line) {
            let message = format!(
                "an upstream block has one method ({}); line {before} has another",
                Got(&stated.directive)
            );
            return Err(InputError::new(stated.line, message));
        }
    }
    Ok(())
}
