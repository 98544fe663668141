//! From the arguments of a command to its ring.

use std::collections::{BTreeSet, HashMap};

use ahash::RandomState;
use vnode_ring::{BuildError, ChangeError, Config, KeyHash, Limits, Membership, Node, Ring, Secret};

use crate::cli::NodeArgs;
use crate::failure::{self, Failure};
use crate::input::{self, Entry, NodeFile, RingParameters};
use crate::secret;
use crate::shown::Excerpt;

/// The group of nodes that state none.
pub const DEFAULT_GROUP: &str = "default";

/// How many groups an error lists.
const SHOWN_GROUPS: usize = 20;

/// The rings of a command.
#[derive(Debug)]
pub struct Rings {
    /// The line that names the ring of the node file.
    pub stated: String,
    /// That ring without the nodes that are down: its answers are those of the whole ring with these nodes passed over.
    pub serving: Ring,
}

/// Reads the node file and compiles the ring.
///
/// # Errors
/// When the file, a flag or the ring is not acceptable.
pub fn load(args: &NodeArgs) -> Result<Rings, Failure> {
    let name = input::name_of(&args.nodes);
    let bytes = input::read(&args.nodes)?;
    let file = input::parse(&bytes, args.nodes_format).map_err(|error| error.in_file(&name))?;
    if let Some(doubt) = file.misspelt() {
        failure::note(&doubt.in_file(&name));
    }
    let mut ring = compile(args, &name, file)?;
    let stated = ring.identity().to_string();
    take_down(&mut ring, &args.down).map_err(|error| Failure::Input(format!("--down: {error}")))?;
    Ok(Rings { stated, serving: ring })
}

fn compile(args: &NodeArgs, name: &str, file: NodeFile) -> Result<Ring, Failure> {
    let (config, secret) = config(args, name, &file.parameters)?;
    let limits = Limits::default().with_max_vnodes(args.max_vnodes);
    let limits = limits.map_err(|error| Failure::Input(format!("--max-vnodes: {error}")))?;

    refuse_duplicates(name, &file.entries)?;
    let group = choose_group(args, name, &file.entries)?;
    let (places, nodes): (Vec<(String, usize)>, Vec<Node>) = file
        .entries
        .into_iter()
        .filter(|entry| group_of(entry) == group)
        .map(|Entry { line, node, .. }| ((node.id().to_owned(), line), node))
        .unzip();
    let line_of = |id: &str| places.iter().find(|(other, _)| other == id).map(|&(_, line)| line);

    Membership::new(config, nodes)
        .map_err(BuildError::from)
        .and_then(|membership| match &secret {
            Some(secret) => Ring::with_secret(membership, limits, secret),
            None => Ring::from_membership(membership, limits),
        })
        .map_err(|error| {
            let id = match &error {
                BuildError::Membership(error) => error.node_id(),
                _ => None,
            };
            let hint = match &error {
                BuildError::TooManyVnodes(_) => " (see --vnodes and --max-vnodes)",
                _ => "",
            };
            input::InputError { line: id.and_then(line_of), message: format!("{error}{hint}") }.in_file(name)
        })
}

/// Flags and file must not say different things.
fn config(args: &NodeArgs, name: &str, stated: &RingParameters) -> Result<(Config, Option<Secret>), Failure> {
    let mut config = Config::default();
    if let Some(placement) = stated.placement {
        config = config.with_placement(placement);
    }
    let place = format!("{name}:{}", stated.line);
    if let Some(seed) = agreed("seed", args.seed, stated.seed, &place)? {
        config = config.with_seed(seed);
    }
    if let Some(vnodes) = agreed("vnodes", args.vnodes, stated.vnodes, &place)? {
        config = config.with_vnodes_per_weight(vnodes);
    }
    let key_hash = |hash: Option<KeyHash>| hash.map(KeyHash::name);
    agreed("key-hash", key_hash(args.key_hash), key_hash(stated.key_hash), &place)?;
    let secret = secret::of(args, stated, &place)?;
    if let Some(secret) = &secret {
        config = config.with_secret(secret);
    }
    Ok((config, secret))
}

fn agreed<T: Copy + PartialEq + std::fmt::Display>(
    name: &str,
    flag: Option<T>,
    stated: Option<T>,
    place: &str,
) -> Result<Option<T>, Failure> {
    match (flag, stated) {
        (Some(flag), Some(stated)) if flag != stated => Err(Failure::Input(format!(
            "--{name} {flag} contradicts {place}, which states {name}={stated}; drop one"
        ))),
        _ => Ok(flag.or(stated)),
    }
}

fn group_of(entry: &Entry) -> &str {
    entry.group.as_deref().unwrap_or(DEFAULT_GROUP)
}

/// An id may stand once in each group.
fn refuse_duplicates(name: &str, entries: &[Entry]) -> Result<(), Failure> {
    let mut lines: HashMap<_, usize, RandomState> = HashMap::default();
    for entry in entries {
        if let Some(line) = lines.insert((group_of(entry), entry.node.id()), entry.line) {
            let (id, group) = (Excerpt(entry.node.id()), Excerpt(group_of(entry)));
            let message = format!("id {id} is in group {group} already, at line {line}");
            return Err(input::InputError { line: Some(entry.line), message }.in_file(name));
        }
    }
    Ok(())
}

fn choose_group(args: &NodeArgs, name: &str, entries: &[Entry]) -> Result<String, Failure> {
    let groups: BTreeSet<&str> = entries.iter().map(group_of).collect();
    let list = || {
        let mut names: Vec<String> =
            groups.iter().take(SHOWN_GROUPS).map(|group| Excerpt(group).to_string()).collect();
        if let more @ 1.. = groups.len() - names.len() {
            names.push(format!("and {more} more"));
        }
        names.join(", ")
    };
    match (&args.group, groups.first()) {
        (Some(wanted), _) if groups.contains(wanted.as_str()) => Ok(wanted.clone()),
        (Some(wanted), None) => {
            Err(Failure::Input(format!("{name}: no group {wanted:?}; the file has no nodes")))
        }
        (Some(wanted), _) => {
            Err(Failure::Input(format!("{name}: no group {wanted:?}; the groups are {}", list())))
        }
        (None, Some(only)) if groups.len() == 1 => Ok((*only).into()),
        (None, None) => Ok(DEFAULT_GROUP.into()),
        (None, _) => {
            Err(Failure::Input(format!("{name}: choose a group with --group; the groups are {}", list())))
        }
    }
}

/// Lets nodes leave, all in one change.
fn take_down(ring: &mut Ring, down: &[String]) -> Result<(), ChangeError> {
    let mut changes = ring.change();
    for id in down.iter().collect::<BTreeSet<_>>() {
        changes = changes.remove(id)?;
    }
    let delta = changes.delta()?;
    ring.apply(&delta).map(drop)
}
