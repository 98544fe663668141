//! The keys that a command is asked about: flags, a file, or a pipe.

use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

use crate::cli::KeyArgs;
use crate::failure::Failure;
use crate::input;
use crate::keys;
use crate::stream::Stream;

/// Where keys come from.
pub(crate) struct Asked<'a> {
    keys: Vec<&'a [u8]>,
    stream: Option<&'a Path>,
    /// What ends records, in and out.
    pub(crate) terminator: u8,
}

impl<'a> Asked<'a> {
    /// Standard input gives keys where nothing else does. Nothing is opened yet.
    pub(crate) fn of(args: &'a KeyArgs, nodes: &Path) -> Result<Self, Failure> {
        let keys = args.key.iter().map(|key| key.as_encoded_bytes()).collect();
        Ok(Self { keys, stream: stream(args, nodes)?, terminator: if args.null { 0 } else { b'\n' } })
    }

    /// The key, where there is one flag and nothing else.
    pub(crate) fn only(&self) -> Option<&'a [u8]> {
        match (&self.keys[..], self.stream) {
            (&[key], None) => Some(key),
            _ => None,
        }
    }

    /// Writes the answers to all keys, in their order, after `head`.
    pub(crate) fn answer(
        &self,
        out: &mut impl Write,
        head: Vec<u8>,
        mut answer: impl FnMut(&mut Vec<u8>, &[u8]),
    ) -> Result<(), Failure> {
        let stream = self.stream.map(Stream::open).transpose()?;
        let mut buffer = head;
        self.keys.iter().for_each(|key| answer(&mut buffer, key));
        out.write_all(&buffer).map_err(Failure::output)?;
        let Some(mut stream) = stream else { return Ok(()) };
        let progress = stream.progress();
        keys::read(&mut stream.source, self.terminator, &stream.name, |block| {
            buffer.clear();
            let mut count = 0;
            for key in block.keys() {
                answer(&mut buffer, key);
                count += 1;
            }
            // Written block by block, so that a slow pipe has its answers at once.
            out.write_all(&buffer).and_then(|()| out.flush()).map_err(Failure::output)?;
            progress.add(block.bytes() as u64);
            Ok(count)
        })
    }
}

/// The stream of keys, if there is one: a file, or standard input where nothing else gives keys.
fn stream<'a>(args: &'a KeyArgs, nodes: &Path) -> Result<Option<&'a Path>, Failure> {
    input::one_stdin(
        [("--nodes", nodes)].into_iter().chain(args.keys.as_deref().map(|keys| ("--keys", keys))),
    )?;
    let nodes_from_stdin = input::is_stdin(nodes);
    match &args.keys {
        Some(path) => Ok(Some(path)),
        None if !args.key.is_empty() => Ok(None),
        None if nodes_from_stdin => Err(no_keys("standard input gives the nodes")),
        None if io::stdin().is_terminal() => Err(no_keys("standard input is a terminal")),
        None => Ok(Some(Path::new("-"))),
    }
}

fn no_keys(why: &str) -> Failure {
    Failure::Input(format!("no keys: {why}; give --key KEY or --keys FILE, or pipe keys in"))
}
