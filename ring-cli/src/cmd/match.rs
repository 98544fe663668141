//! `ring-cli match`: the owner of each key.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read, Write};
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use vnode_ring::Ring;

use crate::cli::MatchArgs;
use crate::failure::Failure;
use crate::input;
use crate::keys;
use crate::nodes;
use crate::output::{self, Answers, Format};

/// Work that takes longer shows progress.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) fn run(args: &MatchArgs, out: &mut impl Write) -> Result<(), Failure> {
    let source = source(args)?;
    let ring = nodes::load(&args.ring)?.serving;
    if ring.vnode_count() == 0 {
        return Err(Failure::NoOwner(
            "no node owns keys: the ring is empty, or every node is drained or down".into(),
        ));
    }
    let terminator = if args.null { 0 } else { b'\n' };
    // Not before the ring is known to be good: opening a named pipe waits for whoever writes to it.
    let mut stream = source.map(open).transpose()?;
    let keys: Vec<&[u8]> = args.key.iter().map(|key| key.as_encoded_bytes()).collect();

    if let ([key], None, Format::Text) = (&keys[..], &stream, args.format) {
        let owner = ring.lookup(key).expect("the ring has vnodes").id();
        return out.write_all(&[owner.as_bytes(), &[terminator]].concat()).map_err(Failure::output);
    }
    let answers = output::answers(args.format, &ring, terminator);
    let mut buffer = Vec::new();
    answers.begin(&mut buffer);
    append(&mut buffer, &ring, &*answers, keys.into_iter());
    out.write_all(&buffer).map_err(Failure::output)?;
    match &mut stream {
        Some(stream) => answer_stream(stream, &ring, &*answers, terminator, out),
        None => Ok(()),
    }
}

/// Appends the answers for some keys and says for how many.
fn append<'a>(
    buffer: &mut Vec<u8>,
    ring: &Ring,
    answers: &dyn Answers,
    keys: impl Iterator<Item = &'a [u8]>,
) -> u64 {
    let mut count = 0;
    for key in keys {
        let owner = ring.lookup(key).expect("the ring has vnodes");
        answers.answer(buffer, key, owner.index());
        count += 1;
    }
    count
}

fn answer_stream(
    stream: &mut Stream,
    ring: &Ring,
    answers: &dyn Answers,
    terminator: u8,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let progress = progress(stream.bytes);
    let mut buffer = Vec::new();
    let result = keys::read(&mut stream.source, terminator, &stream.name, |block| {
        buffer.clear();
        let count = append(&mut buffer, ring, answers, block.keys());
        // Written block by block, so that a slow pipe has its answers at once.
        out.write_all(&buffer).and_then(|()| out.flush()).map_err(Failure::output)?;
        progress.inc(block.bytes() as u64);
        if progress.is_hidden() && progress.elapsed() > PATIENCE {
            progress.set_draw_target(draw_target());
        }
        Ok(count)
    });
    progress.finish_and_clear();
    result
}

/// Keys that are read as they come.
struct Stream {
    source: Box<dyn Read>,
    name: String,
    bytes: Option<u64>,
}

/// Where the stream of keys comes from, if there is one: a file, or standard input where nothing else gives keys.
fn source(args: &MatchArgs) -> Result<Option<&Path>, Failure> {
    let nodes_from_stdin = input::is_stdin(&args.ring.nodes);
    match &args.keys {
        Some(path) if nodes_from_stdin && input::is_stdin(path) => {
            Err(Failure::Input("--nodes and --keys cannot both be standard input".into()))
        }
        Some(path) => Ok(Some(path)),
        None if !args.key.is_empty() => Ok(None),
        None if nodes_from_stdin => Err(no_keys("standard input gives the nodes")),
        None if io::stdin().is_terminal() => Err(no_keys("standard input is a terminal")),
        None => Ok(Some(Path::new("-"))),
    }
}

fn open(path: &Path) -> Result<Stream, Failure> {
    let name = input::name_of(path);
    if input::is_stdin(path) {
        return Ok(Stream { source: Box::new(io::stdin().lock()), name, bytes: None });
    }
    let file = File::open(path).map_err(|error| Failure::io(&name, &error))?;
    let bytes = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
    Ok(Stream { source: Box::new(file), name, bytes })
}

fn no_keys(why: &str) -> Failure {
    Failure::Input(format!("no keys: {why}; give --key KEY or --keys FILE, or pipe keys in"))
}

/// Hidden at first. Never where the answers go to the same terminal.
fn progress(bytes: Option<u64>) -> ProgressBar {
    let style = |template| ProgressStyle::with_template(template).expect("the template is fixed");
    let progress = match bytes {
        Some(bytes) => ProgressBar::new(bytes)
            .with_style(style("{bar:30} {bytes}/{total_bytes}, {binary_bytes_per_sec}, {eta} left")),
        None => ProgressBar::no_length().with_style(style("{spinner} {bytes}, {binary_bytes_per_sec}")),
    };
    progress.set_draw_target(ProgressDrawTarget::hidden());
    progress
}

fn draw_target() -> ProgressDrawTarget {
    if io::stdout().is_terminal() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
}
